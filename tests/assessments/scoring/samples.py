"""Small rule sets and months to score, as JSON objects."""

from collections.abc import Mapping

from assessments.scoring import Line, Result, score

Json = dict[str, object]

RATIO: Json = {"type": "ratio", "numerator": "done", "denominator": "due"}
MANUAL: Json = {"type": "manual"}
VETO: Json = {"type": "veto", "value": "accidents"}


def per_unit(value: str, rate: str, **more: object) -> Json:
    return {"type": "per_unit", "value": value, "rate": rate, **more}


def item(code: str, kind: str, points: str | int | None, formula: Json, **more: object) -> Json:
    found: Json = {"code": code, "name": code, "catalogue": "示例", "basis": "示例", "kind": kind, "formula": formula}
    return found | ({} if points is None else {"points": points}) | more


def rules(*items: Json, **more: object) -> Json:
    return {
        "code": "example",
        "version": 1,
        "name": "示例规则",
        "effective_from": "2026-01",
        "items": list(items) or [item("resolved", "base", "60", RATIO)],
        **more,
    }


def unit(code: str, facts: Mapping[str, object], **more: object) -> Json:
    return {"code": code, "name": code, "facts": dict(facts), **more}


def month(*units: Json) -> Json:
    return {"month": "2026-10", "units": list(units)}


def entry(points: str | int, reason: str = "理由") -> Json:
    return {"points": points, "reason": reason}


def line(one: Json, facts: Mapping[str, object], manual: Json | None = None, **settings: object) -> Line:
    """The one line that an item gives a unit with these facts; base items that it needs beside it are added."""
    beside = item("beside", "base", "1", MANUAL)
    more = {} if manual is None else {"manual": {one["code"]: manual}}
    result = score(rules(one, beside, **settings), month(unit("a", facts, **more)))
    return result.units[0].lines[0]


def points(one: Json, facts: Mapping[str, object], manual: Json | None = None, **settings: object) -> str:
    return str(line(one, facts, manual, **settings).points)


def shown(result: Result) -> dict[str, list[tuple[str, str]]]:
    """Points and state of every line by unit."""
    return {one.code: [(str(line.points), line.state.value) for line in one.lines] for one in result.units}


def places(result: Result) -> dict[str, tuple[int | None, int | None]]:
    """Rank and group rank by unit, in the order of the result."""
    return {one.code: (one.rank, one.group_rank) for one in result.units}
