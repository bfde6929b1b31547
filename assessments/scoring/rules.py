"""Rule sets: the strict reading of their JSON, with defaults filled in."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from assessments.scoring.formulas import ZERO, Formula, Kind, metrics_of, read_formula
from assessments.scoring.reading import Node


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a rule set. ``points`` is 0 for a veto, which has none."""

    code: str
    name: str
    catalogue: str
    basis: str
    kind: Kind
    formula: Formula
    points: Fraction
    exclusive: str | None
    cap_group: str | None

    @property
    def start(self) -> Fraction:
        """Where the arithmetic begins: all points of a base item, none of any other."""
        return self.points if self.kind is Kind.BASE else ZERO

    @property
    def low(self) -> Fraction:
        """The least a line of this item can show."""
        return -self.points if self.kind is Kind.DEDUCTION else ZERO

    @property
    def high(self) -> Fraction:
        """The most a line of this item can show."""
        return ZERO if self.kind is Kind.DEDUCTION else self.points

    @property
    def metrics(self) -> tuple[str, ...]:
        """The metrics the item reads."""
        return metrics_of(self.formula)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A rule set; caps are ``None`` where nothing is capped."""

    code: str
    version: int
    name: str
    effective_from: str
    decimals: int
    not_applicable: str
    bonus_cap: Fraction | None
    deduction_cap: Fraction | None
    cap_groups: Mapping[str, Fraction]
    floor: Fraction
    veto: str
    tie_break: tuple[str, ...]
    items: tuple[Item, ...]

    @property
    def label(self) -> str:
        """Code and version, as results name it: ``daxing-2022@1``."""
        return f"{self.code}@{self.version}"

    @property
    def base_points(self) -> Fraction:
        """The points of all base items together."""
        return sum((item.points for item in self.items if item.kind is Kind.BASE), ZERO)

    def item(self, code: str) -> Item:
        """The item with this code. Raises ``KeyError``."""
        for item in self.items:
            if item.code == code:
                return item
        raise KeyError(code)


REQUIRED = ("code", "version", "name", "effective_from", "items")
OPTIONAL = (
    "decimals",
    "not_applicable",
    "bonus_cap",
    "deduction_cap",
    "cap_groups",
    "floor",
    "veto",
    "tie_break",
)


def parse_rules(obj: object) -> RuleSet:
    """Read a rule set strictly. Raises :class:`InputError` at the first place it refuses."""
    fields = Node(obj, "rules").fields(REQUIRED, OPTIONAL)
    decimals = fields["decimals"].integer(0, 4) if "decimals" in fields else 2
    cap_groups = _read_cap_groups(fields, decimals)
    items = _read_items(fields["items"], decimals, cap_groups)
    return RuleSet(
        code=fields["code"].text(),
        version=fields["version"].integer(1),
        name=fields["name"].text(),
        effective_from=fields["effective_from"].month(),
        decimals=decimals,
        not_applicable=_read_choice(fields, "not_applicable", ("rescale", "full", "zero")),
        bonus_cap=_read_cap(fields, "bonus_cap", decimals),
        deduction_cap=_read_cap(fields, "deduction_cap", decimals),
        cap_groups=cap_groups,
        # The floor may be negative; a cap may not.
        floor=fields["floor"].score(decimals) if "floor" in fields else ZERO,
        veto=_read_choice(fields, "veto", ("last", "zero", "flag")),
        tie_break=_read_tie_break(fields, items),
        items=items,
    )


def _read_choice(fields: Mapping[str, Node], key: str, options: tuple[str, ...]) -> str:
    """One of the options; the first is the default."""
    return fields[key].choice(options) if key in fields else options[0]


def _read_cap(fields: Mapping[str, Node], key: str, decimals: int) -> Fraction | None:
    if key not in fields or fields[key].value is None:
        return None
    return fields[key].points(decimals)


def _read_cap_groups(fields: Mapping[str, Node], decimals: int) -> dict[str, Fraction]:
    """Caps by group. A group that no item names is allowed: an item may be left out for a year."""
    if "cap_groups" not in fields:
        return {}
    return {name: node.points(decimals) for name, node in fields["cap_groups"].members().items()}


def _read_items(node: Node, decimals: int, cap_groups: Mapping[str, Fraction]) -> tuple[Item, ...]:
    nodes = node.elements()
    if not nodes:
        raise node.error("empty")
    items: list[Item] = []
    codes: set[str] = set()
    group_kinds: dict[str, Kind] = {}
    for element in nodes:
        item = _read_item(element, decimals)
        if item.code in codes:
            raise Node(None, f"{element.path}.code").error("duplicate", text=item.code)
        codes.add(item.code)
        if item.cap_group is not None:
            _check_cap_group(element, item, item.cap_group, cap_groups, group_kinds)
        items.append(item)
    if not any(item.kind is Kind.BASE for item in items):
        raise node.error("no_base")
    return tuple(items)


def _check_cap_group(
    node: Node,
    item: Item,
    group: str,
    cap_groups: Mapping[str, Fraction],
    group_kinds: dict[str, Kind],
) -> None:
    """The group must have a cap, and hold items of one kind only."""
    place = Node(None, f"{node.path}.cap_group")
    if group not in cap_groups:
        raise place.error("unknown_cap_group", text=group)
    if group_kinds.setdefault(group, item.kind) is not item.kind:
        raise place.error("mixed_cap_group", text=group)


def _read_item(node: Node, decimals: int) -> Item:
    required = ["code", "name", "catalogue", "basis", "kind", "formula"]
    fields = node.fields(required, ["points", "exclusive", "cap_group"])
    kind = Kind(fields["kind"].choice(Kind))
    return Item(
        code=fields["code"].text(),
        name=fields["name"].text(),
        catalogue=fields["catalogue"].text(),
        basis=fields["basis"].text(),
        kind=kind,
        formula=read_formula(fields["formula"], kind),
        points=_read_points(node, fields, kind, decimals),
        exclusive=_read_group(fields, "exclusive", kind, {Kind.BONUS}),
        cap_group=_read_group(fields, "cap_group", kind, {Kind.BONUS, Kind.DEDUCTION}),
    )


def _read_points(node: Node, fields: Mapping[str, Node], kind: Kind, decimals: int) -> Fraction:
    """Points, which a veto must not have and every other kind must. 0 is allowed: a line to look at."""
    if kind is Kind.VETO:
        if "points" in fields:
            raise fields["points"].error("key_not_for_kind", kind=kind)
        return ZERO
    if "points" not in fields:
        raise Node(None, f"{node.path}.points").error("required")
    return fields["points"].points(decimals)


def _read_group(fields: Mapping[str, Node], key: str, kind: Kind, kinds: set[Kind]) -> str | None:
    if key not in fields:
        return None
    if kind not in kinds:
        raise fields[key].error("key_not_for_kind", kind=kind)
    return fields[key].text()


def _read_tie_break(fields: Mapping[str, Node], items: tuple[Item, ...]) -> tuple[str, ...]:
    """Item codes in the order they decide. A veto item is allowed and decides nothing: it shows 0."""
    if "tie_break" not in fields:
        return ()
    known = {item.code for item in items}
    codes: list[str] = []
    for node in fields["tie_break"].elements():
        code = node.text()
        if code not in known:
            raise node.error("unknown_item", text=code)
        if code in codes:
            raise node.error("duplicate", text=code)
        codes.append(code)
    return tuple(codes)
