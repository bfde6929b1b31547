"""Random rule sets and months, quickly made from a seed: hypothesis picks the seed, this makes the rest.

Drawing every number of a month through hypothesis would take most of the time of the property tests.
"""

from random import Random

from tests.assessments.scoring.samples import MANUAL, VETO, Json, item, month, per_unit, rules, unit

METRICS = ("m0", "m1", "m2", "m3", "m4")


def a_decimal(rng: Random, low: int, high: int, places: int = 2) -> str | int:
    """A number between low and high, as an integer or a decimal string."""
    if rng.random() < 0.4:
        return rng.randint(low, high)
    value = rng.randint(low * 10**places, high * 10**places)
    whole, part = divmod(abs(value), 10**places)
    return f"{'-' if value < 0 else ''}{whole}.{part:0{places}d}"


def a_value(rng: Random) -> object:
    return {"ratio": rng.sample(METRICS, 2)} if rng.random() < 0.5 else rng.choice(METRICS)


def a_ratio(rng: Random, sign: str) -> Json:
    numerator, denominator = rng.sample(METRICS, 2)
    return {
        "type": "ratio",
        "numerator": numerator,
        "denominator": denominator,
        "target": f"0.{rng.randint(1, 99):02d}",
    }


def some_tiers(rng: Random, sign: str) -> Json:
    steps = sorted(rng.sample(range(-3, 12), rng.randint(1, 4)), reverse=True)
    return {
        "type": "tiers",
        "value": a_value(rng),
        "steps": [[step, f"0.{rng.randint(0, 9999):04d}"] for step in steps],
    }


def a_rate_per_unit(rng: Random, sign: str) -> Json:
    rate = f"{sign}{rng.randint(0, 4)}.{rng.randint(0, 999):03d}"
    return {**per_unit(rng.choice(METRICS), rate, free=rng.randint(0, 3))} | {"value": a_value(rng)}


def a_shortfall(rng: Random, sign: str) -> Json:
    rate = f"{sign}{rng.randint(0, 4)}.{rng.randint(0, 99):02d}"
    return {"type": "shortfall", "value": a_value(rng), "required": rng.randint(0, 9), "rate": rate}


def a_rate_per_point(rng: Random, sign: str) -> Json:
    side, whole = rng.choice(["below", "above"]), rng.random() < 0.5
    rate = f"{sign}{rng.randint(0, 1)}.{rng.randint(0, 99):02d}"
    base = {"type": "per_point", "value": a_value(rng), "threshold": f"0.{rng.randint(0, 99):02d}", "rate": rate}
    return base | {"side": side, "whole": whole}


def manual(rng: Random, sign: str) -> Json:
    return dict(MANUAL)


OF_DEDUCTIONS = (a_rate_per_unit, a_shortfall, a_rate_per_point, manual)
OF_ALL = (*OF_DEDUCTIONS, a_ratio, some_tiers)


def an_item(rng: Random, code: str, kind: str, decimals: int) -> Json:
    if kind == "veto":
        return item(code, kind, None, VETO | {"value": rng.choice(METRICS)})
    formula = rng.choice(OF_DEDUCTIONS if kind == "deduction" else OF_ALL)(rng, "" if kind == "bonus" else "-")
    more: dict[str, object] = {}
    if kind == "bonus" and rng.random() < 0.4:
        more["exclusive"] = rng.choice("xy")
    if kind in ("bonus", "deduction") and rng.random() < 0.4:
        more["cap_group"] = f"{kind}-group"
    return item(code, kind, str(a_decimal(rng, 0, 30, decimals)) if decimals else rng.randint(0, 30), formula, **more)


def random_rules(seed: int) -> Json:
    """Two to eight items of all kinds and formulas under random settings."""
    rng = Random(seed)
    decimals = rng.randint(0, 4)
    kinds = ["base", *rng.choices(["base", "bonus", "deduction", "veto"], [4, 3, 3, 1], k=rng.randint(1, 7))]
    items = [an_item(rng, f"i{index}", kind, decimals) for index, kind in enumerate(kinds)]
    return rules(
        *items,
        decimals=decimals,
        not_applicable=rng.choice(["rescale", "full", "zero"]),
        veto=rng.choice(["last", "zero", "flag"]),
        bonus_cap=rng.choice([None, 0, 10]),
        deduction_cap=rng.choice([None, 5, 12]),
        cap_groups={"bonus-group": rng.randint(0, 20), "deduction-group": rng.randint(0, 20)},
        floor=rng.choice([0, -10, 5]),
        tie_break=rng.sample([str(one["code"]) for one in items], rng.randint(0, 2)),
    )


def a_fact(rng: Random) -> str | int | None:
    return None if rng.random() < 0.1 else a_decimal(rng, -1, 12, 1)


def random_unit(rng: Random, code: str, items: list[Json]) -> Json:
    """A unit with some metrics null or left out, and entries for some manual items."""
    facts = {metric: a_fact(rng) for metric in METRICS if rng.random() < 0.95}
    entries: Json = {}
    for one in items:
        if one["formula"] == MANUAL and rng.random() < 0.6:
            sign = "-" if one["kind"] == "deduction" else ""
            entries[str(one["code"])] = {"points": f"{sign}{one['points']}", "reason": "理由"}
    return unit(code, facts, group=rng.choice(["", "urban"]), manual=entries)


def random_facts(seed: int, rules_obj: Json) -> Json:
    """One to six units; some are twins, so that ties happen."""
    rng = Random(seed)
    items = rules_obj["items"]
    assert isinstance(items, list)
    units = [random_unit(rng, f"u{index}", items) for index in range(rng.randint(1, 5))]
    if rng.random() < 0.5:
        units.append(rng.choice(units) | {"code": "twin"})
    rng.shuffle(units)
    return month(*units)
