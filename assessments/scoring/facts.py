"""Facts of a month: the strict reading of their JSON against a rule set."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from assessments.scoring.formulas import Manual
from assessments.scoring.reading import Node
from assessments.scoring.rules import Item, RuleSet


@dataclass(frozen=True, slots=True)
class Entry:
    """Points a person entered for a manual item, and why."""

    points: Fraction
    reason: str


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What is known of one unit. A metric may be ``None`` (null); an absent one is missing."""

    code: str
    name: str
    group: str
    metrics: Mapping[str, Fraction | None]
    manual: Mapping[str, Entry]


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of all units of a month (``YYYY-MM``)."""

    month: str
    units: tuple[UnitFacts, ...]


def parse_facts(obj: object, rules: RuleSet) -> Facts:
    """Read the facts of a month strictly, for a rule set.

    The month of ``effective_from`` itself is allowed. No units at all is allowed, and gives
    an empty result. Metrics that no item reads are allowed: the registers supply one set of
    figures for every rule set. Raises :class:`InputError`.
    """
    fields = Node(obj, "facts").fields(["month", "units"])
    month = fields["month"].month()
    if month < rules.effective_from:
        raise fields["month"].error("before_effective", effective_from=rules.effective_from)
    items = {item.code: item for item in rules.items}
    units: dict[str, UnitFacts] = {}
    for node in fields["units"].elements():
        unit = _read_unit(node, items)
        if unit.code in units:
            raise Node(None, f"{node.path}.code").error("duplicate", text=unit.code)
        units[unit.code] = unit
    return Facts(month, tuple(units.values()))


def _read_unit(node: Node, items: Mapping[str, Item]) -> UnitFacts:
    """A unit. Its name is for readers of the file, so it may be absent; its facts may not."""
    fields = node.fields(["code", "facts"], ["name", "group", "manual"])
    return UnitFacts(
        code=fields["code"].text(),
        name=fields["name"].text(blank=True) if "name" in fields else "",
        group=fields["group"].text(blank=True) if "group" in fields else "",
        metrics={
            name: None if metric.value is None else metric.number()
            for name, metric in fields["facts"].members().items()
        },
        manual=_read_entries(fields["manual"], items) if "manual" in fields else {},
    )


def _read_entries(node: Node, items: Mapping[str, Item]) -> dict[str, Entry]:
    entries = {}
    for code, entry in node.members().items():
        item = items.get(code)
        if item is None or not isinstance(item.formula, Manual):
            raise entry.error("not_manual")
        entries[code] = _read_entry(entry, item)
    return entries


def _read_entry(node: Node, item: Item) -> Entry:
    """Points in the item's range, with any number of decimals (the line rounds), and a reason."""
    fields = node.fields(["points", "reason"])
    points = fields["points"].number_between(item.low, item.high)
    return Entry(points, fields["reason"].text())
