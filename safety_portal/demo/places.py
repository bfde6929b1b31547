"""Units: 瑶海区, 大兴镇 and its communities by their known names and codes; everything else is a placeholder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from safety_portal.demo.analyze import analyze
from safety_portal.demo.plan import Plan
from safety_portal.organization.models import Level, Unit, UnitPeriod, UnitSuccession

SPLIT_DAY = date(2024, 8, 6)  # 兴漕社区 was split off 漕冲社区 along 新安江路


@dataclass(frozen=True)
class Known:
    """A community of 大兴镇: official code where one was found, else a placeholder; class 111 counts as 城区."""

    name: str
    short: str
    code: str
    official: bool
    group: str
    population: int


DAXING = [
    Known("四岗社区", "四岗", "340102100001", True, "城区", 5000),
    Known("钟油坊社区", "钟油坊", "340102100002", True, "镇区", 3210),
    Known("漕冲社区", "漕冲", "340102100003", True, "镇区", 4100),
    Known("兴集社区", "兴集", "340102100004", True, "镇区", 4560),
    Known("双圩社区", "双圩", "340102100005", True, "镇区", 3600),
    Known("伏龙社区", "伏龙", "340102100006", True, "镇区", 2900),
    Known("东岗社区", "东岗", "340102100901", False, "镇区", 2159),
    Known("新海家园社区", "新海", "340102100902", False, "城区", 6200),
    Known("兴漕社区", "兴漕", "340102100903", False, "城区", 3800),
]
MEMBER_UNITS = [
    ("派出所", "police"),
    ("司法所", "justice"),
    ("人社所", "labour"),
    ("城管中队", "city"),
    ("自然资源所", "land"),
    ("市场监管所", "market"),
]


@dataclass
class Township:
    """One township with everything under it, as made."""

    unit: Unit
    communities: list[Unit] = field(default_factory=list)
    grids: dict[int, list[Unit]] = field(default_factory=dict)
    member_units: dict[str, Unit] = field(default_factory=dict)


def make_places(plan: Plan) -> tuple[Unit, list[Township]]:
    """The district and its townships, with member units, communities and grids."""
    district = Unit.objects.create(level=Level.DISTRICT, code="340102", name="瑶海区", short_name="瑶海")
    townships = [_make_township(district, one) for one in _places(plan)]
    _make_grids(plan, townships)
    _record_split(townships[0])
    analyze(Unit)
    every = [district, *(unit for township in townships for unit in _units_of(township))]
    UnitPeriod.objects.bulk_create(
        UnitPeriod(unit=unit, name=unit.name, parent=unit.parent, valid=DateRange(unit.opened_on, None))
        for unit in every
    )
    return district, townships


def _units_of(township: Township) -> list[Unit]:
    grids = [grid for grids in township.grids.values() for grid in grids]
    return [township.unit, *township.member_units.values(), *township.communities, *grids]


@dataclass(frozen=True)
class _Place:
    """A township to be made, with its communities."""

    code: str
    name: str
    short: str
    communities: Sequence[Known]
    official: bool = False


def _places(plan: Plan) -> list[_Place]:
    """大兴镇 first; the others of its size are called 演示1镇 …; codes are placeholders from 901 on."""
    scale = plan.scale
    whole = scale.townships
    names = [(f"演示{index}镇", f"演示{index}", f"演{index:02d}", scale.communities) for index in range(1, whole)]
    names += [(one.name, one.short, one.short, one.communities) for one in scale.neighbours]
    known = DAXING[: scale.communities]
    known = known + _placeholders(plan, "340102100", "演00", range(len(known), scale.communities))
    places = [_Place("340102100", "大兴镇", "大兴", known, official=True)]
    for index, (name, short, prefix, count) in enumerate(names, start=901):
        code = f"340102{index}"
        places.append(_Place(code, name, short, _placeholders(plan, code, prefix, range(count))))
    return places


def _make_township(district: Unit, place: _Place) -> Township:
    code, name = place.code, place.name
    unit = Unit.objects.create(
        level=Level.TOWNSHIP,
        code=code,
        code_is_official=place.official,
        name=name,
        short_name=place.short,
        parent=district,
    )
    township = Township(unit)
    members = Unit.objects.bulk_create(
        Unit(
            level=Level.MEMBER_UNIT,
            code=f"{code}-{tag}",
            code_is_official=False,
            name=f"{name}{title}",
            short_name=title,
            parent=unit,
            township=unit,
        )
        for title, tag in MEMBER_UNITS
    )
    township.member_units = {tag: member for (_title, tag), member in zip(MEMBER_UNITS, members, strict=True)}
    township.communities = Unit.objects.bulk_create(_community(unit, one) for one in place.communities)
    return township


def _placeholders(plan: Plan, code: str, prefix: str, numbers: range) -> list[Known]:
    return [_placeholder(plan, code, prefix, number) for number in numbers]


def _placeholder(plan: Plan, code: str, prefix: str, number: int) -> Known:
    """A community nobody knows; its short name is the only one of the district, since numbers begin with it."""
    dice = plan.dice("place", code, number)
    group = dice.choice(["城区", "镇区", "镇区"])
    short = f"{prefix}{number + 1:02d}"
    return Known(f"演示{number + 1:02d}社区", short, f"{code}{910 + number}", False, group, dice.randint(2000, 7000))


def _community(township: Unit, known: Known) -> Unit:
    return Unit(
        level=Level.COMMUNITY,
        code=known.code,
        code_is_official=known.official,
        name=known.name,
        short_name=known.short,
        group=known.group,
        population=known.population,
        households=known.population * 10 // 27,
        parent=township,
        township=township,
        opened_on=SPLIT_DAY if known.name == "兴漕社区" else None,
    )


def _make_grids(plan: Plan, townships: list[Township]) -> None:
    """Grids carry the community's code and three digits more (product.md, G1)."""
    wanted = [
        Unit(
            level=Level.GRID,
            code=f"{community.code}{number:03d}",
            code_is_official=False,
            name=f"{community.short_name}第{number}网格",
            parent=community,
            township=township.unit,
            households=(community.households or 0) // plan.scale.grids,
        )
        for township in townships
        for community in township.communities
        for number in range(1, plan.scale.grids + 1)
    ]
    by_community: dict[int, list[Unit]] = {}
    for grid in Unit.objects.bulk_create(wanted, batch_size=2000):
        by_community.setdefault(grid.parent_id or 0, []).append(grid)
    for township in townships:
        township.grids = {community.pk: by_community[community.pk] for community in township.communities}


def _record_split(daxing: Township) -> None:
    by_name = {unit.name: unit for unit in daxing.communities}
    if {"漕冲社区", "兴漕社区"} <= by_name.keys():
        UnitSuccession.objects.create(
            kind=UnitSuccession.Kind.SPLIT,
            on=SPLIT_DAY,
            predecessor=by_name["漕冲社区"],
            successor=by_name["兴漕社区"],
            document="2024年8月6日公告（沿新安江路分设）",
        )
