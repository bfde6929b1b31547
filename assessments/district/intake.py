"""Places in the district from a workbook (全区测评排名): one row a month and ranking of this township."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.district.services import Key, keep_places, key_of
from assessments.intake.common import Kind, is_office
from assessments.models import DistrictPlace
from safety_portal.accounts.models import User
from safety_portal.core.months import Month
from safety_portal.core.ports import Words
from safety_portal.imports.changes import ChangeLog
from safety_portal.imports.kinds import Plan, Row, Scope
from safety_portal.imports.reading.columns import Column, Form, Remark, Severity, Value, Vocabulary
from safety_portal.imports.states import RowStatus
from safety_portal.organization.models import Unit

ONE = Decimal(1)
#: What a row may say anew of a place that is there; the month and the ranking say which place.
CHANGEABLE = ("place", "of", "value", "sample")
RANKINGS = Vocabulary(
    labels={"safety": "安全感", "satisfaction": "满意度", "both": "双提升", "assessment": "平安建设考核"},
    words={
        **dict.fromkeys(("群众安全感", "公众安全感", "安全感测评", "群众安全感测评"), "safety"),
        **dict.fromkeys(("群众满意度", "政法工作满意度", "执法工作满意度", "满意度测评"), "satisfaction"),
        **dict.fromkeys(("两项合计", "综合", "安全感满意度", "双提升测评"), "both"),
        **dict.fromkeys(("考核", "区考核", "综治考核", "平安建设", "平安考核"), "assessment"),
    },
)
COLUMNS = (
    Column(
        key="month",
        label="月份",
        form=Form.MONTH,
        words=("测评月份", "考核月份", "年月", "月度", "时间", "期次", "测评期次"),
        example="2026年9月",
        is_required=True,
        is_identity=True,
        carries=True,
    ),
    Column(
        key="kind",
        label="排名类别",
        form=Form.WORD,
        words=("排名依据", "类别", "测评内容", "项目", "测评项目"),
        example="安全感",
        is_required=True,
        is_identity=True,
        vocabulary="ranking",
    ),
    Column(
        key="place",
        label="全区名次",
        form=Form.INTEGER,
        words=("名次", "排名", "位次", "全区排名", "全区位次"),
        example="6",
        is_required=True,
        minimum=ONE,
        maximum=Decimal(9999),
    ),
    Column(
        key="of",
        label="参评镇街数",
        form=Form.INTEGER,
        words=("参评数", "参评单位数", "镇街数", "参加排名数", "总数"),
        example="18",
        is_required=True,
        minimum=ONE,
        maximum=Decimal(9999),
    ),
    Column(
        key="value",
        label="指数或得分",
        form=Form.DECIMAL,
        words=("指数", "得分", "测评得分", "测评指数", "分数", "成绩"),
        hint="测评填 0–100 的指数，考核填得分",
        example="93.86",
        decimals=4,
        maximum=Decimal(9999),
    ),
    Column(
        key="sample",
        label="有效样本",
        form=Form.INTEGER,
        words=("有效样本数", "样本数", "样本量", "样本"),
        hint="本镇的有效样本；没有的，看不出变化是不是偶然",
        example="620",
        minimum=ONE,
        maximum=Decimal(1_000_000),
    ),
)


class PlacesImport(Kind):
    """The office brings in what the district announced, also over what was entered by hand."""

    code = "district_places"
    label: Words = _("Places in the district")
    hint: Words = _("The township's own places, as the district announced them: one row for each month and ranking")
    icon = "bar-chart-steps"
    takes_month = False

    def may_import(self, user: User, township: Unit) -> bool:
        return is_office(user, township)

    def senders(self, scope: Scope) -> Sequence[str]:
        return ["区委平安办"]

    def refusal(self, scope: Scope) -> Words | None:
        return None

    def columns(self, scope: Scope) -> Sequence[Column]:
        return COLUMNS

    def vocabularies(self, scope: Scope) -> Mapping[str, Vocabulary]:
        return {"ranking": RANKINGS}

    def plan(self, scope: Scope, rows: Sequence[Row]) -> Sequence[Plan]:
        known = _known(scope.township)
        return [_plan(_entry(row, scope), scope, known) for row in rows]

    def lock(self, scope: Scope) -> None:
        Unit.objects.select_for_update(no_key=True).get(pk=scope.township.pk)

    def write(self, scope: Scope, rows: Sequence[Row], log: ChangeLog) -> Mapping[int, tuple[int, str]]:
        entries = {row.number: entry for row in rows if (entry := _entry(row, scope))}
        keep_places(township=scope.township, by=scope.by, entries=list(entries.values()), log=log)
        kept = {key: row.pk for key, row in _known(scope.township).items()}
        return {number: (kept[key_of(entry)], _label(entry)) for number, entry in entries.items()}

    def address(self, scope: Scope) -> str:
        return f"{reverse('assessments:district_places')}?township={scope.township.code}"


def _known(township: Unit) -> dict[Key, DistrictPlace]:
    return {key_of(row): row for row in DistrictPlace.objects.that_count().filter(township=township)}


def _entry(row: Row, scope: Scope) -> DistrictPlace | None:
    """The row as an entry; None where a column that it can't do without is empty."""
    month, kind = row.values.get("month"), row.values.get("kind")
    place, of = row.values.get("place"), row.values.get("of")
    if not (isinstance(month, date) and kind and isinstance(place, int) and isinstance(of, int)):
        return None
    sample = row.values.get("sample")
    return DistrictPlace(
        township=scope.township,
        first_day=month.replace(day=1),
        kind=str(kind),
        place=place,
        of=of,
        value=value if isinstance(value := row.values.get("value"), Decimal) else None,
        sample=sample if isinstance(sample, int) else None,
        source=scope.source[:120],
        entered_by=scope.by,
        entered_at=scope.now,
        run_id=scope.run_id or None,
    )


def _label(entry: DistrictPlace) -> str:
    return f"{entry.month} {RANKINGS.labels[entry.kind]}"


def _plan(entry: DistrictPlace | None, scope: Scope, known: Mapping[Key, DistrictPlace]) -> Plan:
    if entry is None:
        return Plan(RowStatus.REFUSED, [Remark("place_incomplete")])
    remarks = list(_remarks(entry, scope))
    if any(remark.severity is Severity.REFUSAL for remark in remarks):
        return Plan(RowStatus.REFUSED, remarks, label=_label(entry))
    there = known.get(key_of(entry))
    if there is None:
        return Plan(RowStatus.NEW, remarks, label=_label(entry))
    before: dict[str, Value] = {name: getattr(there, name) for name in CHANGEABLE}
    if before == {name: getattr(entry, name) for name in CHANGEABLE}:
        return Plan(RowStatus.SAME, remarks, there.pk, _label(entry))
    return Plan(RowStatus.CHANGED, remarks, there.pk, _label(entry), before)


def _remarks(entry: DistrictPlace, scope: Scope) -> Iterator[Remark]:
    """What the form refuses too."""
    if entry.month > Month.of(scope.now):
        yield Remark("month_not_over", column="month")
    if entry.place > entry.of:
        yield Remark("rank_above_number", column="place", params={"rank": entry.place, "of": entry.of})
    if entry.is_survey and entry.value is not None and entry.value > 100:
        yield Remark("index_above_hundred", column="value")
    if not entry.is_survey and entry.sample is not None:
        yield Remark("sample_without_survey", column="sample")


REMARKS = {
    "place_incomplete": _("Month, ranking, place and number ranked must all be there."),
    "index_above_hundred": _("An index lies between 0 and 100."),
    "sample_without_survey": _("Only a survey has a sample."),
}
