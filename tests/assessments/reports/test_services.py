from collections.abc import Callable
from datetime import datetime

import pytest

from assessments.models import Report, ReportLine
from assessments.reports.inputs import LineInput
from assessments.reports.services import (
    Overtaken,
    accept_matching,
    accept_report,
    file_on_behalf,
    refresh_from_registers,
    return_report,
    save_lines,
    submit,
    submit_nil,
    unlock,
    withdraw,
)
from assessments.states import ReportState
from safety_portal.accounts.models import Role, User
from safety_portal.audit.trail import history_of
from safety_portal.core.errors import NotAllowed, Refused
from tests.assessments.reports.builders import (
    FakeRegister,
    at,
    fill,
    make_township,
    numbers,
    only_register,
    open_in,
    open_october,
    register_codes,
    whole,
)
from tests.factories import user_as

pytestmark = pytest.mark.django_db
NOW = at("11-02 09:00")


class Case:
    """A township's October with one report, its secretary and the office; registers counted nothing."""

    def __init__(self, register: FakeRegister | None = None) -> None:
        self.register = register or FakeRegister(register_codes())
        self.month = open_october(1, self.register)
        self.report: Report = self.month.reports.select_related("unit", "month").get()
        self.secretary: User = user_as(Role.SECRETARY, self.report.unit)
        self.office: User = user_as(Role.OFFICE, self.month.township)

    def save(self, now: datetime = NOW, by: User | None = None, **values: str) -> Report:
        typed = {name.replace("_", ".", 1): LineInput(value) for name, value in values.items()}
        return self.save_inputs(typed, now, by)

    def save_inputs(self, typed: dict[str, LineInput], now: datetime = NOW, by: User | None = None) -> Report:
        self.report.refresh_from_db()
        return save_lines(
            report=self.report, by=by or self.secretary, version=self.report.version, lines=typed, now=now
        )

    def submit(self, now: datetime = NOW, by: User | None = None) -> Report:
        with only_register(self.register):
            return submit(report=self.report, by=by or self.secretary, now=now)

    def submitted(self, now: datetime = NOW) -> "Case":
        fill(self.report, self.secretary, now)
        self.submit(now)
        return self

    def returned(self) -> "Case":
        self.submitted()
        return_report(report=self.report, by=self.office, reason="核对", now=NOW)
        return self

    def accepted(self) -> "Case":
        self.submitted()
        accept_report(report=self.report, by=self.office, now=NOW)
        return self

    def line(self, code: str) -> ReportLine:
        return self.report.lines.get(figure__code=code)

    def now(self) -> Report:
        return Report.objects.get(pk=self.report.pk)


@pytest.fixture
def case() -> Case:
    make_township(0)
    return Case()


# --- Typing ---------------------------------------------------------------------------------------------------


def test_saving_keeps_every_line_that_was_given_and_leaves_the_others(case: Case) -> None:
    case.save(publicity_activities="3")
    case.save(publicity_leaflets="１ 200")
    values = [case.line(f"publicity.{name}").claimed_value for name in ("activities", "leaflets", "planned")]
    assert values == [3, 1200, None]


def test_what_is_no_number_is_kept_as_typed(case: Case) -> None:
    case.save(publicity_activities="约三")
    line = case.line("publicity.activities")
    assert (line.typed, whole(line.claimed_value), line.is_filled) == ("约三", None, False)
    case.save(publicity_activities="3")
    line = case.line("publicity.activities")
    assert (line.typed, whole(line.claimed_value), line.is_filled) == ("", 3, True)


def test_not_applicable_is_filled_and_empty_is_not(case: Case) -> None:
    case.save_inputs(
        {"forums.held": LineInput("7", is_not_applicable=True, reason="无会场"), "publicity.planned": LineInput()}
    )
    held, planned = case.line("forums.held"), case.line("publicity.planned")
    assert (held.claimed_value, held.is_filled, held.reason, planned.is_filled) == (None, True, "无会场", False)


def test_the_second_of_two_who_type_at_once_overwrites_nothing(case: Case) -> None:
    other = user_as(Role.SECRETARY, case.report.unit)
    case.save(by=other, publicity_activities="3")
    seen = case.now().version
    case.save(publicity_activities="4")
    with pytest.raises(Overtaken):
        save_lines(report=case.report, by=other, version=seen, lines={"publicity.activities": LineInput("9")}, now=NOW)
    assert (whole(case.line("publicity.activities").claimed_value), case.now().version) == (4, seen + 1)


def test_a_page_that_saves_by_itself_never_overtakes_its_own_button(case: Case) -> None:
    other = user_as(Role.SECRETARY, case.report.unit)
    case.save(by=other, publicity_activities="3")
    page = case.now().version
    for value in ("4", "5", "6"):
        save_lines(
            report=case.report,
            by=case.secretary,
            version=page,
            lines={"publicity.activities": LineInput(value)},
            now=NOW,
        )
    assert case.line("publicity.activities").claimed_value == 6


def test_saving_the_same_again_leaves_no_trail(case: Case) -> None:
    case.save(publicity_activities="3")
    case.save(publicity_activities="3")
    assert len(history_of(case.report)) == 1


def test_only_the_communitys_secretary_types(case: Case) -> None:
    for user in (case.office, user_as(Role.LEADER, case.month.township), user_as(Role.SECRETARY)):
        with pytest.raises(NotAllowed):
            case.save(by=user, publicity_activities="3")


def test_nobody_types_after_the_lock_without_an_exception(case: Case) -> None:
    with pytest.raises(Refused):
        case.save(now=at("11-05 00:00"), publicity_activities="3")
    unlock(report=case.report, by=case.office, until=at("11-06 18:00"), reason="停电", now=at("11-05 08:00"))
    case.save(now=at("11-06 18:00"), publicity_activities="3")
    with pytest.raises(Refused):
        case.save(now=at("11-06 18:01"), publicity_activities="4")
    assert case.line("publicity.activities").claimed_value == 3


# --- Registers ------------------------------------------------------------------------------------------------


def test_refreshing_follows_the_register_where_the_claim_did_and_leaves_other_claims(case: Case) -> None:
    case.save(disputes_on_time="5")
    case.register.set(case.report.unit, disputes_due=7, disputes_on_time=6)
    with only_register(case.register):
        changed = refresh_from_registers(report=case.report, by=case.secretary, now=NOW)
    due, on_time = case.line("disputes.due"), case.line("disputes.on_time")
    assert {line.figure.code for line in changed} == {"disputes.due", "disputes.on_time"}
    assert numbers(due) == (7, 7)
    assert numbers(on_time) == (6, 5)


def test_submitting_is_refused_while_the_registers_say_something_new(case: Case) -> None:
    fill(case.report, case.secretary, NOW)
    case.register.set(case.report.unit, disputes_due=7)
    with pytest.raises(Refused, match=r"登记簿|registers have changed"):
        case.submit()


# --- Submitting -----------------------------------------------------------------------------------------------


def test_submitting_names_every_figure_that_is_not_in_order(case: Case) -> None:
    fill(case.report, case.secretary, NOW, disputes_on_time="5", publicity_households_reached="2410", forums_held="")
    case.save_inputs({"publicity.leaflets": LineInput(is_not_applicable=True)})
    with pytest.raises(Refused) as refusal:
        case.submit()
    assert set(refusal.value.message_dict) == {
        "disputes.on_time",  # differs without a reason, and is above disputes.due
        "publicity.households_reached",
        "forums.held",
        "publicity.leaflets",
    }
    assert len(refusal.value.message_dict["disputes.on_time"]) == 2
    assert case.now().state == ReportState.DRAFT


def test_a_claim_that_differs_passes_with_a_reason(case: Case) -> None:
    fill(case.report, case.secretary, NOW)
    case.save_inputs({"disputes.registered": LineInput("2", reason="补录两件")})
    report = case.submit()
    assert (report.state, report.first_submitted_at, report.submitted_by) == ("submitted", NOW, case.secretary)


def test_first_submission_decides_whether_it_is_late(case: Case) -> None:
    case.returned()
    fill(case.report, case.secretary, NOW)
    again = case.submit(at("11-04 12:00"))
    assert (again.first_submitted_at, again.submitted_at, again.times_returned) == (NOW, at("11-04 12:00"), 1)


def test_a_report_withdrawn_before_review_has_not_come(case: Case) -> None:
    case.submitted()
    report = withdraw(report=case.report, by=case.secretary, now=NOW)
    assert (report.state, report.first_submitted_at, report.submitted_at) == ("draft", None, None)


def test_nil_report_says_zero_where_nobody_counts(case: Case) -> None:
    with only_register(case.register):
        report = submit_nil(report=case.report, by=case.secretary, now=NOW)
    claims = {(whole(line.claimed_value), line.is_filled) for line in report.lines.all()}
    assert (report.state, report.is_nil, claims) == ("submitted", True, {(0, True)})


def test_nil_report_is_refused_where_a_register_counted_something(case: Case) -> None:
    register = FakeRegister(register_codes())
    town, (unit,) = make_township(1)
    register.set(unit, disputes_due=1)
    report = open_in(town, register).reports.get()
    with pytest.raises(Refused), only_register(register):
        submit_nil(report=report, by=user_as(Role.SECRETARY, unit), now=NOW)


def test_a_target_does_not_stand_in_the_way_of_a_nil_report() -> None:
    register = FakeRegister([])
    town, (unit,) = make_township(1)
    register = FakeRegister(register_codes())
    register.set(unit, screening_required=2)
    report = open_in(town, register).reports.get()
    with only_register(register):
        assert submit_nil(report=report, by=user_as(Role.SECRETARY, unit), now=NOW).is_nil


def test_office_files_on_behalf_with_a_reason_or_not_at_all(case: Case) -> None:
    typed = {line.figure.code: LineInput("1") for line in case.report.lines.filter(is_filled=False)}
    with only_register(case.register), pytest.raises(Refused):
        file_on_behalf(report=case.report, by=case.office, reason=" ", lines=typed, now=NOW)
    with only_register(case.register), pytest.raises(Refused):
        file_on_behalf(report=case.report, by=case.office, reason="书记住院", lines={}, now=NOW)
    with only_register(case.register):
        report = file_on_behalf(report=case.report, by=case.office, reason="书记住院", lines=typed, now=NOW)
    assert (report.state, report.submitted_by, report.on_behalf_reason) == ("submitted", case.office, "书记住院")


# --- Review ---------------------------------------------------------------------------------------------------


def test_returning_needs_a_reason_and_counts(case: Case) -> None:
    case.submitted()
    with pytest.raises(Refused):
        return_report(report=case.report, by=case.office, reason="", now=NOW)
    report = return_report(report=case.report, by=case.office, reason="按期办结请核对", now=NOW)
    assert (report.state, report.times_returned, report.return_reason) == ("returned", 1, "按期办结请核对")


def test_returning_an_accepted_report_takes_the_acceptance_back(case: Case) -> None:
    case.accepted()
    report = return_report(report=case.report, by=case.office, reason="补充", now=NOW)
    assert (report.state, report.accepted_at, report.accepted_by) == ("returned", None, None)


def test_returning_after_the_lock_says_until_when_it_may_be_corrected(case: Case) -> None:
    case.submitted()
    late = at("11-05 09:00")
    with pytest.raises(Refused) as refusal:
        return_report(report=case.report, by=case.office, reason="核对", now=late)
    assert list(refusal.value.message_dict) == ["until"]
    report = return_report(report=case.report, by=case.office, reason="核对", until=at("11-06 18:00"), now=late)
    assert (report.unlocked_until, report.unlock_reason) == (at("11-06 18:00"), "核对")


def test_accepting_what_has_changed_since_it_was_read_is_refused(case: Case) -> None:
    case.submitted()
    seen = case.now().version
    withdraw(report=case.report, by=case.secretary, now=NOW)
    case.submit()
    with pytest.raises(Overtaken):
        accept_report(report=case.report, by=case.office, version=seen, now=NOW)


def test_accepting_in_one_go_takes_only_what_nobody_needs_to_look_at() -> None:
    register = FakeRegister(register_codes())
    town, units = make_township(4)
    month = open_in(town, register)
    office, reports = user_as(Role.OFFICE, town), list(month.reports.order_by("unit__code"))
    with only_register(register):
        for report in reports[:3]:
            secretary = user_as(Role.SECRETARY, report.unit)
            fill(report, secretary, NOW)
            if report == reports[0]:
                differing = {"disputes.registered": LineInput("2", reason="补录")}
                save_lines(report=report, by=secretary, version=1, lines=differing, now=NOW)
            submit(report=report, by=secretary, now=NOW)
        register.set(units[1], disputes_due=3)  # changed since submitted
        accepted = accept_matching(month=month, by=office, now=NOW)
    assert [report.unit for report in accepted] == [units[2]]
    with pytest.raises(NotAllowed):
        accept_matching(month=month, by=user_as(Role.LEADER, town), now=NOW)


def test_exceptions_are_the_offices_with_reason_and_an_end(case: Case) -> None:
    late = at("11-05 09:00")
    for reason, until in (("", at("11-06 09:00")), ("停电", at("11-05 08:00"))):
        with pytest.raises(Refused):
            unlock(report=case.report, by=case.office, until=until, reason=reason, now=late)
    with pytest.raises(NotAllowed):
        unlock(report=case.report, by=case.secretary, until=at("11-06 09:00"), reason="停电", now=late)


# --- Moves × states × roles -----------------------------------------------------------------------------------

ROLES = ("secretary", "other_secretary", "office", "other_office", "leader", "unit", "grid_worker", "district", "admin")
ALLOWED = {
    ("submit", "draft", "secretary"),
    ("submit", "returned", "secretary"),
    ("withdraw", "submitted", "secretary"),
    ("return", "submitted", "office"),
    ("return", "accepted", "office"),
    ("accept", "submitted", "office"),
}
ACTIONS: dict[str, Callable[[Report, User], object]] = {
    "submit": lambda report, by: submit(report=report, by=by, now=NOW),
    "withdraw": lambda report, by: withdraw(report=report, by=by, now=NOW),
    "return": lambda report, by: return_report(report=report, by=by, reason="核对", now=NOW),
    "accept": lambda report, by: accept_report(report=report, by=by, now=NOW),
}


def actors(case: Case) -> dict[str, User]:
    town = case.month.township
    return {
        "secretary": case.secretary,
        "other_secretary": user_as(Role.SECRETARY),
        "office": case.office,
        "other_office": user_as(Role.OFFICE),
        "leader": user_as(Role.LEADER, town),
        "unit": user_as(Role.UNIT),
        "grid_worker": user_as(Role.GRID_WORKER),
        "district": user_as(Role.DISTRICT, town.parent),
        "admin": user_as(Role.ADMIN, town),
    }


@pytest.mark.parametrize("state", ReportState.values)
def test_moves_are_allowed_by_state_and_role_and_no_others(case: Case, state: str) -> None:
    fill(case.report, case.secretary, NOW)
    case.register.set(case.report.unit)
    people = actors(case)
    values = {"state": state, "return_reason": "x", "submitted_at": NOW}
    Report.objects.filter(pk=case.report.pk).update(**values, accepted_at=NOW if state == "accepted" else None)
    done = set()
    for action, act in ACTIONS.items():
        for role in ROLES:
            before = case.now()
            try:
                with only_register(case.register):
                    act(case.report, people[role])
            except (NotAllowed, Refused):
                assert case.now().version == before.version
                continue
            done.add((action, state, role))
            before.save()
    assert done == {cell for cell in ALLOWED if cell[1] == state}


def test_every_move_leaves_a_line_in_the_trail(case: Case) -> None:
    case.returned()
    fill(case.report, case.secretary, NOW)
    case.submit()
    accept_report(report=case.report, by=case.office, now=NOW)
    assert [(entry.action, entry.actor_id, entry.reason) for entry in history_of(case.report)] == [
        ("report.save", case.secretary.pk, ""),
        ("report.submit", case.secretary.pk, ""),
        ("report.return", case.office.pk, "核对"),
        ("report.submit", case.secretary.pk, ""),
        ("report.accept", case.office.pk, ""),
    ]
