from decimal import Decimal

import pytest

from assessments.intake.filings import FilingImport
from assessments.models import FiledFigure, Filing
from assessments.reports.filings import save_filing, submit_filing
from safety_portal.accounts.models import Role
from safety_portal.imports.kinds import Scope
from safety_portal.imports.models import ImportChange
from safety_portal.imports.reading.columns import Value
from tests.assessments.intake.sheets import bring_in, rows, scope_of, told
from tests.assessments.reports.builders import OCTOBER, at, make_month, queries_of
from tests.assessments.reports.people import Town
from tests.factories import CommunityFactory, MemberUnitFactory, user_as

pytestmark = pytest.mark.django_db
KIND = FilingImport()


def scope(town: Town, now: str = "11-02 09:00") -> Scope:
    return scope_of(town.unit, town.police, at(now), sender="大兴派出所")


def sheet_row(town: Town, index: int = 0, **values: Value) -> dict[str, Value]:
    said: dict[str, Value] = {"police.preventable": 2, "police.fraud": 1, "police.fraud_loss": Decimal("22.08")}
    return {"unit": town.communities[index].code, **said, **values}


def filing(town: Town) -> Filing:
    return Filing.objects.select_related("month__township", "member_unit").get(month=town.month)


def filed(town: Town, index: int = 0) -> dict[str, Decimal | None]:
    cells = FiledFigure.objects.filter(unit=town.communities[index]).values_list("figure__code", "value")
    return {code: value and value.normalize() for code, value in cells}


def test_figures_of_the_sheet_fill_the_draft(town: Town) -> None:
    given = rows(sheet_row(town))
    assert told(KIND.plan(scope(town), given)) == [("new", [])]
    _run, written = bring_in(KIND, scope(town), given)
    assert filed(town) == {
        "police.preventable": Decimal(2),
        "police.fraud": Decimal(1),
        "police.fraud_loss": Decimal("22.08"),
    }
    assert (filing(town).state, filing(town).version, filing(town).on_behalf_reason) == ("draft", 2, "")
    assert written == {3: (filing(town).pk, town.communities[0].name)}
    assert KIND.address(scope(town)) == f"/assessments/2026-10/filings/{town.police_unit.code}/"


def test_cells_that_the_sheet_does_not_have_stay_as_they_are(town: Town) -> None:
    first, second = (unit.pk for unit in town.communities)
    cells = {(first, "police.criminal"): Decimal(4), (second, "police.fraud"): None}
    save_filing(filing=filing(town), by=town.police, version=1, cells=cells, now=at("11-02 08:00"))
    bring_in(KIND, scope(town), rows(sheet_row(town)))
    assert filed(town)["police.criminal"] == Decimal(4)
    assert filed(town, 1) == {"police.fraud": None}


def test_the_same_sheet_again_says_nothing_new(town: Town) -> None:
    given = rows(sheet_row(town), sheet_row(town, 1))
    bring_in(KIND, scope(town), given)
    assert told(KIND.plan(scope(town), given)) == [("same", []), ("same", [])]


def test_a_figure_that_differs_shows_what_was_there(town: Town) -> None:
    bring_in(KIND, scope(town), rows(sheet_row(town)))
    given = rows(sheet_row(town, **{"police.fraud": 3}))
    (plan,) = KIND.plan(scope(town), given)
    assert (plan.status.value, plan.before["police.fraud"]) == ("changed", Decimal(1))
    run, _written = bring_in(KIND, scope(town), given)
    fraud = FiledFigure.objects.get(figure__code="police.fraud")
    assert fraud.value == 3
    assert sorted((one.model, one.keys) for one in ImportChange.objects.filter(run=run)) == [
        ("assessments.filedfigure", [fraud.pk]),
        ("assessments.filing", [filing(town).pk]),
    ]


def test_a_blank_is_questioned_and_stays_empty(town: Town) -> None:
    given = rows(sheet_row(town), sheet_row(town, 1, **{"police.fraud": None}))
    plans = KIND.plan(scope(town), given)
    assert told(plans) == [("new", []), ("new", ["figure_left_empty"])]
    assert plans[1].remarks[0].params == {"figure": "电信网络诈骗"}
    bring_in(KIND, scope(town), given)
    assert "police.fraud" not in filed(town, 1)


def test_a_row_without_any_figure_is_refused(town: Town) -> None:
    given = rows(sheet_row(town), {"unit": town.communities[1].code})
    assert told(KIND.plan(scope(town), given))[1][0] == "refused"


def test_a_community_that_is_not_assessed_is_refused(town: Town) -> None:
    late = CommunityFactory(parent=town.unit)
    given = rows(sheet_row(town, unit=late.code))
    assert told(KIND.plan(scope(town), given)) == [("refused", ["unit_not_assessed"])]


def test_what_stands_in_the_way_is_said(town: Town) -> None:
    assert KIND.refusal(scope(town)) is None
    assert str(KIND.refusal(scope(town, "11-30 09:00"))) == "本月已锁定，请联系综治办。"
    office = scope_of(town.unit, town.office, at("11-02 09:00"), sender="大兴派出所")
    assert str(KIND.refusal(office)) == "请写明为什么由综治办代报。"
    unknown = scope_of(town.unit, town.office, at("11-02 09:00"), sender="区平安办", reason="代报")
    assert str(KIND.refusal(unknown)) == "请选择报送数据的成员单位。"


def test_submitted_figures_are_neither_overwritten_nor_taken_back(town: Town) -> None:
    codes = [column.key for column in KIND.columns(scope(town))[1:]]
    nothing: dict[str, Value] = dict.fromkeys(codes, 0)
    given = rows(*({"unit": unit.code, **nothing} for unit in town.communities))
    bring_in(KIND, scope(town), given)
    assert KIND.undo_fault(scope(town), "assessments.filedfigure", [1]) is None
    submit_filing(filing=filing(town), by=town.police, now=at("11-02 10:00"))
    assert str(KIND.refusal(scope(town))) == "本月数据已提交，请先撤回。"
    fault = KIND.undo_fault(scope(town), "assessments.filedfigure", [1])
    assert str(fault) == "数据已提交，导入不能再撤销；有误的请撤回后改正。"


def test_the_office_files_on_behalf_with_its_reason(town: Town) -> None:
    office = scope_of(town.unit, town.office, at("11-02 09:00"), sender="大兴派出所", reason="派出所送来纸质表")
    assert KIND.refusal(office) is None
    bring_in(KIND, office, rows(sheet_row(town)))
    assert filing(town).on_behalf_reason == "派出所送来纸质表"


def test_a_member_unit_brings_in_its_own_figures_only(town: Town) -> None:
    other = user_as(Role.UNIT, MemberUnitFactory(parent=town.unit))
    may = [KIND.may_import(user, town.unit) for user in (town.police, town.office, other, town.secretary)]
    assert may == [True, True, False, False]
    assert KIND.senders(scope_of(town.unit, town.office)) == ["大兴派出所"]
    assert [KIND.asks_reason(scope_of(town.unit, user)) for user in (town.office, town.police)] == [True, False]
    assert KIND.senders(scope_of(town.unit, other)) == []
    assert KIND.refusal(scope_of(town.unit, other, sender="大兴派出所")) is not None


def test_months_that_wait_come_first(town: Town) -> None:
    make_month(town.unit, OCTOBER - 1)
    assert KIND.months(scope(town)) == [OCTOBER, OCTOBER - 1]
    Filing.objects.create(month=make_month(town.unit, OCTOBER - 2), member_unit=town.police_unit)
    Filing.objects.filter(month=town.month).delete()
    assert KIND.months(scope(town)) == [OCTOBER - 2, OCTOBER, OCTOBER - 1]


def test_columns_are_the_figures_that_the_sender_owns(town: Town) -> None:
    columns = {column.key: column for column in KIND.columns(scope(town))}
    assert columns.keys() >= {"unit", "police.preventable", "police.fraud", "police.criminal"}
    loss, preventable = columns["police.fraud_loss"], columns["police.preventable"]
    assert (loss.counted_in, loss.decimals, loss.maximum, loss.adds) == ("万元", 2, Decimal(100000), False)
    assert "损失金额" in loss.words
    assert (preventable.adds, "入室盗窃" in preventable.words) == (True, True)


def test_planning_asks_as_often_for_one_community_as_for_two(town: Town) -> None:
    same, one, two = scope(town), rows(sheet_row(town)), rows(sheet_row(town), sheet_row(town, 1))
    KIND.senders(same)
    assert queries_of(lambda: KIND.plan(same, one)) == queries_of(lambda: KIND.plan(same, two))
