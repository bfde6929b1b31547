"""Places of months before the portal's first (历次排名): one row a community, month and ranking; always opening."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.intake.common import UNIT, Kind, is_office
from assessments.models import PastRank
from assessments.results.opening import SAID, Place, Ranking, keep_past_ranks, own_rankings, place_of
from safety_portal.accounts.models import User
from safety_portal.core.months import Month
from safety_portal.core.ports import Words
from safety_portal.imports.changes import ChangeLog
from safety_portal.imports.kinds import Plan, Row, Scope
from safety_portal.imports.reading.columns import Column, Form, Remark, Severity, Value, Vocabulary
from safety_portal.imports.states import RowStatus
from safety_portal.organization.models import Unit

ONE = Decimal(1)
RANKINGS = Vocabulary(
    labels={"score": "考核", "survey": "测评"},
    words={
        **dict.fromkeys(("综合考核", "考核得分", "考核排名", "综合得分", "月度考核", "总分"), "score"),
        **dict.fromkeys(("区测评", "群众测评", "测评排名", "安全感测评", "满意度测评", "双提升测评"), "survey"),
    },
)
COLUMNS = (
    Column(
        key="month",
        label="月份",
        form=Form.MONTH,
        words=("考核月份", "测评月份", "年月", "月度", "时间", "期次"),
        example="2025年3月",
        is_required=True,
        is_identity=True,
        carries=True,
    ),
    replace(UNIT, words=(*UNIT.words, "被考核单位")),
    Column(
        key="rank",
        label="名次",
        form=Form.INTEGER,
        words=("排名", "位次", "排位", "序位"),
        example="3",
        is_required=True,
        minimum=ONE,
        maximum=Decimal(10_000),
    ),
    Column(
        key="of",
        label="参评数",
        form=Form.INTEGER,
        words=("参评单位数", "参评社区数", "参加排名数", "社区数"),
        example="9",
        minimum=ONE,
        maximum=Decimal(10_000),
    ),
    Column(
        key="total",
        label="得分",
        form=Form.DECIMAL,
        words=("总分", "考核得分", "综合得分", "分数", "成绩", "考评成绩"),
        example="92.50",
        decimals=4,
        maximum=Decimal(100_000),
    ),
    Column(
        key="sample",
        label="样本数",
        form=Form.INTEGER,
        words=("有效样本", "有效样本数", "样本量", "样本"),
        example="45",
        minimum=Decimal(0),
        maximum=Decimal(100_000),
    ),
    Column(
        key="kind",
        label="排名依据",
        form=Form.WORD,
        words=("依据", "排名类别", "排名类型", "考核类型", "类别"),
        hint="考核或测评；不填的按考核",
        example="考核",
        is_identity=True,
        vocabulary="ranking",
    ),
)


class RanksImport(Kind):
    """Opening ranks: shown in trends as such, and part of the run of last places."""

    code = "ranks"
    label: Words = _("Rankings of earlier months")
    hint: Words = _("Ranks from before the portal: one row for each month and community")
    icon = "list-ol"
    takes_month = False
    may_be_opening = True
    only_opening = True

    def may_import(self, user: User, township: Unit) -> bool:
        return is_office(user, township)

    def senders(self, scope: Scope) -> Sequence[str]:
        return ["镇综治办"]

    def refusal(self, scope: Scope) -> Words | None:
        return None

    def columns(self, scope: Scope) -> Sequence[Column]:
        return COLUMNS

    def vocabularies(self, scope: Scope) -> Mapping[str, Vocabulary]:
        return {"ranking": RANKINGS}

    def plan(self, scope: Scope, rows: Sequence[Row]) -> Sequence[Plan]:
        units = _communities(scope.township)
        known = {place_of(row): row for row in PastRank.objects.filter(township=scope.township)}
        books = Books(own_rankings(scope.township), known, units.values())
        return [_plan(_entry(row, scope, units), scope, books) for row in rows]

    def lock(self, scope: Scope) -> None:
        """Runs and surveys may come meanwhile: where a month has its own ranking, readers leave the opening one out."""
        Unit.objects.select_for_update(no_key=True).get(pk=scope.township.pk)

    def write(self, scope: Scope, rows: Sequence[Row], log: ChangeLog) -> Mapping[int, tuple[int, str]]:
        units = _communities(scope.township)
        entries = {row.number: entry for row in rows if (entry := _entry(row, scope, units))}
        keep_past_ranks(township=scope.township, by=scope.by, entries=list(entries.values()), log=log)
        kept = {place_of(row): row.pk for row in PastRank.objects.filter(township=scope.township)}
        return {number: (kept[place_of(entry)], _label(entry)) for number, entry in entries.items()}

    def address(self, scope: Scope) -> str:
        return f"{reverse('assessments:past_ranks')}?township={scope.township.code}"


def _communities(township: Unit) -> dict[str, Unit]:
    """All that the township has or had, by code."""
    return {unit.code: unit for unit in Unit.objects.communities().filter(township=township)}


def _entry(row: Row, scope: Scope, units: Mapping[str, Unit]) -> PastRank | None:
    """The row as an entry; None where its unit, month or rank is none of this township's."""
    unit, month, rank = units.get(str(row.values.get("unit"))), row.values.get("month"), row.values.get("rank")
    if unit is None or not isinstance(month, date) or not isinstance(rank, int):
        return None
    return PastRank(
        township=scope.township,
        first_day=month.replace(day=1),
        unit=unit,
        kind=str(row.values.get("kind") or PastRank.Kind.SCORE),
        rank=rank,
        of=_count(row, "of"),
        total=total if isinstance(total := row.values.get("total"), Decimal) else None,
        sample=_count(row, "sample"),
        source=scope.source[:120],
        run_id=scope.run_id or None,
        created_at=scope.now,
    )


def _count(row: Row, key: str) -> int | None:
    value = row.values.get(key)
    return value if isinstance(value, int) else None


def _label(entry: PastRank) -> str:
    return f"{entry.month} {entry.unit.name}"


@dataclass(frozen=True)
class Books:
    """What an entry is held against: months with a ranking of the portal's own, opening ranks that are there, the
    township's communities.
    """

    own: Collection[Ranking]
    known: Mapping[Place, PastRank]
    units: Collection[Unit]

    def count(self, month: Month) -> int:
        """How many communities there were."""
        day = month.last_day
        return sum(
            (unit.opened_on is None or unit.opened_on <= day) and (unit.closed_on is None or unit.closed_on > day)
            for unit in self.units
        )


def _plan(entry: PastRank | None, scope: Scope, books: Books) -> Plan:
    if entry is None:
        return Plan(RowStatus.REFUSED, [Remark("unit_not_known", column="unit")])
    remarks = list(_remarks(entry, scope, books))
    if any(remark.severity is Severity.REFUSAL for remark in remarks):
        return Plan(RowStatus.REFUSED, remarks, label=_label(entry))
    there = books.known.get(place_of(entry))
    if there is None:
        return Plan(RowStatus.NEW, remarks, label=_label(entry))
    before: dict[str, Value] = {name: getattr(there, name) for name in SAID}
    if before == {name: getattr(entry, name) for name in SAID}:
        return Plan(RowStatus.SAME, remarks, there.pk, _label(entry))
    return Plan(RowStatus.CHANGED, remarks, there.pk, _label(entry), before)


def _remarks(entry: PastRank, scope: Scope, books: Books) -> Iterator[Remark]:
    """A place that no community could have is refused where the sheet says how many there were, else questioned."""
    ranking = entry.month, PastRank.Kind(entry.kind)
    if entry.month >= Month.of(scope.now):
        yield Remark("month_not_over", column="month")
    if ranking in books.own:
        yield Remark("month_has_own_ranking", column="month")
    if entry.of is not None and entry.rank > entry.of:
        yield Remark("rank_above_number", column="rank", params={"rank": entry.rank, "of": entry.of})
    elif entry.of is None and entry.rank > (count := books.count(entry.month)):
        yield Remark("rank_above_communities", Severity.QUESTION, "rank", {"rank": entry.rank, "count": count})
