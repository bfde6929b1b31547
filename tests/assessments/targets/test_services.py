"""Taking plans on, amending, ending, and who files what."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from assessments.models import Figure, FigureOwner, Target, TargetPlan
from assessments.targets.owners import set_owner
from assessments.targets.services import Amendment, amend_target, end_plan, install_plan
from safety_portal.accounts.models import Role, User
from safety_portal.audit import trail
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.core.months import Month
from tests.assessments.reports.builders import OCTOBER
from tests.assessments.targets.builders import Targets, make_targets
from tests.factories import MemberUnitFactory, user_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Targets:
    return make_targets()


def install(town: Targets, by: User | None = None, code: str = "chengjian-2023", **options: Any) -> TargetPlan:
    user = by or town.town.office
    return install_plan(township=town.town.unit, code=code, from_month=OCTOBER, by=user, **options)


def amended(target: Target, by: User, *, reason: str = "按区里文件", version: int = 0, **given: Any) -> Target:
    values: dict[str, Any] = {
        "value": target.value,
        "definition": target.definition,
        "from_day": target.from_day,
        "until_day": None,
    }
    amendment = Amendment(**{**values, **given})
    return amend_target(target=target, given=amendment, reason=reason, by=by, version=version or target.version)


# --- Taking on ------------------------------------------------------------------------------------------------


def test_install_brings_targets_with_their_sentences(town: Targets) -> None:
    plan = install(town)
    assert (plan.targets.count(), plan.from_day) == (9, date(2026, 10, 1))
    first = plan.targets.get(code="state-security")
    assert (first.board, first.line, first.sentence, first.text) == (
        "eight",
        1,
        "CJ-006",
        "一是不发生危害国家平安犯罪事件",
    )
    assert [row.figure.code for row in first.figures.all()] == ["police.state_security"]
    assert [entry.action for entry in trail.history_of(plan)] == ["targets.install"]


def test_install_again_changes_nothing_and_adds_what_is_missing(town: Targets) -> None:
    plan = install(town)
    kept = amended(town.target("survey-index"), town.town.office, value=Decimal("0.95"))
    plan.targets.get(code="discipline").delete()
    assert install(town).pk == plan.pk
    assert (plan.targets.count(), town.target("survey-index").value) == (9, kept.value)
    assert [entry.details["targets"] for entry in trail.history_of(plan)] == [9, 1]


def test_install_asks_nobody_but_those_who_are_named(town: Targets) -> None:
    assert not FigureOwner.objects.exists()
    install(town, owners={"police.public_order": town.police})
    owners = FigureOwner.objects.values_list("figure__code", "member_unit__name")
    assert list(owners) == [("police.public_order", "大兴派出所")]


def test_install_leaves_owners_as_they_are(town: Targets) -> None:
    town.own("police.public_order")
    other = MemberUnitFactory(parent=town.town.unit)
    install(town, owners={"police.public_order": other})
    assert FigureOwner.objects.get().member_unit == town.police


def test_leader_may_take_a_plan_on_and_others_may_not(town: Targets) -> None:
    install(town, by=user_as(Role.LEADER, town.town.unit))
    for role, unit in ((Role.SECRETARY, town.town.communities[0]), (Role.DISTRICT, town.town.unit.parent)):
        with pytest.raises(NotAllowed):
            install(town, by=user_as(role, unit))


def test_unknown_plan_is_refused(town: Targets) -> None:
    with pytest.raises(Refused):
        install(town, code="nowhere-1999")


# --- Amending -------------------------------------------------------------------------------------------------


def test_damaged_value_is_settled_by_the_office(town: Targets) -> None:
    install(town)
    row = amended(town.target("survey-index"), town.town.office, value=Decimal("0.95"))
    assert (row.value, row.pending, row.version) == (Decimal("0.95"), "", 2)
    entry = trail.history_of(row)[-1]
    assert (entry.action, entry.reason, entry.details["value"]) == ("target.amend", "按区里文件", "— → 0.95")


def test_definition_is_settled_by_confirming_it(town: Targets) -> None:
    install(town, code="songshanlu-2020")
    row = amended(town.target("legal-service"), town.town.office)
    assert (row.pending, row.value) == ("", Decimal(1))


@pytest.mark.parametrize(
    ("given", "reason", "field"),
    [
        ({"value": Decimal("1.2")}, "改", "value"),
        ({"value": Decimal(0)}, "改", "value"),
        ({"value": Decimal("0.9")}, " ", "reason"),
        ({"until_day": date(2026, 9, 1)}, "改", "until_day"),
    ],
)
def test_amendment_that_does_not_fit_is_refused(town: Targets, given: dict[str, Any], reason: str, field: str) -> None:
    install(town)
    with pytest.raises(Refused) as refusal:
        amended(town.target("survey-index"), town.town.office, reason=reason, **given)
    assert list(refusal.value.message_dict) == [field]


def test_amendment_that_changes_nothing_or_comes_too_late_is_refused(town: Targets) -> None:
    install(town)
    target = town.target("survey-index")
    with pytest.raises(Refused, match="没有改动"):
        amended(target, town.town.office)
    with pytest.raises(Refused, match="别人"):
        amended(target, town.town.office, value=Decimal("0.9"), version=7)


def test_nobody_of_another_township_amends(town: Targets) -> None:
    install(town)
    with pytest.raises(NotAllowed):
        amended(town.target("survey-index"), user_as(Role.OFFICE), value=Decimal("0.9"))


def test_value_of_what_must_not_happen_stays_none(town: Targets) -> None:
    """A count that may not happen has no other target than none."""
    install(town)
    row = amended(town.target("discipline"), town.town.office, value=Decimal(5), definition="只记件数。")
    assert row.value == 0


# --- Ending ---------------------------------------------------------------------------------------------------


def test_plan_ends_with_a_reason_and_goes_on_again(town: Targets) -> None:
    plan = install(town)
    ended = end_plan(plan=plan, until=Month(2026, 12), reason="年度结束", by=town.town.office)
    assert ended.until_day == date(2026, 12, 1)
    assert end_plan(plan=plan, until=None, reason="延续", by=town.town.office).until_day is None
    assert [one.reason for one in trail.history_of(plan)] == ["", "年度结束", "延续"]


def test_plan_does_not_end_before_it_begins(town: Targets) -> None:
    with pytest.raises(Refused):
        end_plan(plan=install(town), until=Month(2026, 9), reason="误", by=town.town.office)


# --- Who files ------------------------------------------------------------------------------------------------


def test_owner_of_a_figure_changes_with_a_reason(town: Targets) -> None:
    figure = Figure.objects.get(code="safety.disasters")
    other = MemberUnitFactory(parent=town.town.unit, name="大兴应急办")
    for unit in (town.police, other, None):
        set_owner(figure=figure, township=town.town.unit, member_unit=unit, by=town.town.office, reason="分工")
    told = [entry.details["unit"] for entry in trail.history_of(figure)]
    assert told == ["— → 大兴派出所", "大兴派出所 → 大兴应急办", "大兴应急办 → —"]
    assert not FigureOwner.objects.exists()


@pytest.mark.parametrize("role", [Role.UNIT, Role.SECRETARY, Role.DISTRICT])
def test_owner_is_set_by_office_leader_and_administrator_only(town: Targets, role: Role) -> None:
    figure = Figure.objects.get(code="safety.disasters")
    unit = {Role.UNIT: town.police, Role.SECRETARY: town.town.communities[0]}.get(role, town.town.unit.parent)
    with pytest.raises(NotAllowed):
        set_owner(figure=figure, township=town.town.unit, member_unit=None, by=user_as(role, unit), reason="误")


def test_owner_must_be_a_member_unit_of_the_township_and_the_figure_a_filed_one(town: Targets) -> None:
    cases = [("safety.disasters", MemberUnitFactory()), ("disputes.due", town.police)]
    for code, unit in cases:
        with pytest.raises(Refused):
            set_owner(
                figure=Figure.objects.get(code=code),
                township=town.town.unit,
                member_unit=unit,
                by=town.town.office,
                reason="误",
            )
