import pytest
import time_machine
from django.urls import reverse

from assessments.models import FiledFigure, Report, SurveyResult
from assessments.reports.inputs import LineInput
from assessments.reports.services import accept_report, save_lines
from assessments.states import ReportState
from safety_portal.accounts.models import Role, User
from tests.assessments.reports.builders import FakeRegister, at, queries_of, whole
from tests.assessments.reports.people import Town, as_user, text_of
from tests.factories import user_as

pytestmark = pytest.mark.django_db


def typed(town: Town, **values: str) -> dict[str, str]:
    """What the page posts: every stated figure as 1, or what ``values`` say."""
    lines = town.report.lines.select_related("figure")
    fields = {f"v-{line.figure.code}": "1" if not line.is_counted else "0" for line in lines}
    fields |= {f"v-{name.replace('_', '.', 1)}": value for name, value in values.items()}
    return {**fields, "version": str(town.fresh().version), "remark": ""}


# --- Typing ---------------------------------------------------------------------------------------------------


def test_the_secretary_gets_inputs_and_everyone_else_text(town: Town) -> None:
    leader = user_as(Role.LEADER, town.unit)
    pages = [text_of(as_user(user).get(town.url("report"))) for user in (town.secretary, town.office, leader)]
    assert ['name="v-disputes.due"' in page for page in pages] == [True, False, False]


def test_the_page_says_how_much_the_system_has_filled_in(town: Town) -> None:
    total, counted = town.report.lines.count(), town.report.lines.filter(is_counted=True).count()
    page = text_of(as_user(town.secretary).get(town.url("report")))
    assert f"已填 <b>{counted}</b> / {total}" in page
    assert f"系统填好 {counted} 项" in page


def test_saving_by_itself_answers_with_the_parts_that_changed(town: Town) -> None:
    answer = as_user(town.secretary).post(
        town.url("report_save"), typed(town, disputes_registered="2"), headers={"HX-Request": "true"}
    )
    assert 'id="wy-disputes-registered"' in text_of(answer)  # a reason is asked for now
    assert 'id="wy-disputes-due"' not in text_of(answer)
    assert town.report.lines.get(figure__code="disputes.registered").claimed_value == 2


def test_saving_without_scripts_comes_back_to_the_page(town: Town) -> None:
    answer = as_user(town.secretary).post(town.url("report_save"), typed(town, publicity_activities="约三"))
    assert (answer.status_code, answer.headers["Location"]) == (302, town.url("report"))
    assert 'value="约三"' in text_of(as_user(town.secretary).get(town.url("report")))


def test_a_refused_submission_names_each_fault_with_a_link(town: Town) -> None:
    client = as_user(town.secretary)
    answer = client.post(town.url("report_submit"), typed(town, disputes_on_time="2", forums_held=""), follow=True)
    page = text_of(answer)
    assert town.fresh().state == ReportState.DRAFT
    for link in ('href="#r-disputes-on_time"', 'href="#v-disputes-on_time"', 'href="#v-forums-held"'):
        assert link in page


def test_open_figures_are_no_faults_before_a_submission(town: Town) -> None:
    assert "say-box bad" not in text_of(as_user(town.secretary).get(town.url("report")))


def test_submitting_saves_what_stands_on_the_page(town: Town) -> None:
    as_user(town.secretary).post(town.url("report_submit"), typed(town, publicity_leaflets="300"))
    report = town.fresh()
    assert (report.state, whole(report.lines.get(figure__code="publicity.leaflets").claimed_value)) == (
        "submitted",
        300,
    )


def test_what_was_typed_over_somebody_elses_change_comes_back(town: Town) -> None:
    deputy = user_as(Role.SECRETARY, town.report.unit)
    page = typed(town, publicity_activities="77")
    for user in (deputy, town.secretary, deputy):
        version, lines = town.fresh().version, {"publicity.activities": LineInput(str(user.pk))}
        save_lines(report=town.report, by=user, version=version, lines=lines)
    answer = as_user(town.secretary).post(town.url("report_save"), page)
    assert (answer.status_code, 'value="77"' in text_of(answer)) == (409, True)
    assert town.report.lines.get(figure__code="publicity.activities").claimed_value == deputy.pk


def test_the_nil_button_stands_only_where_registers_counted_nothing(town: Town) -> None:
    client = as_user(town.secretary)
    assert town.url("report_nil") in text_of(client.get(town.url("report")))
    town.report.lines.filter(figure__code="disputes.due").update(register_value=1)
    assert town.url("report_nil") not in text_of(client.get(town.url("report")))


def test_nil_report_and_withdrawal(town: Town) -> None:
    client = as_user(town.secretary)
    client.post(town.url("report_nil"), {"version": "1"})
    assert (town.fresh().state, town.fresh().is_nil) == ("submitted", True)
    client.post(town.url("report_withdraw"))
    assert (town.fresh().state, town.fresh().is_nil) == ("draft", False)


def test_a_changed_register_is_told_and_read_again(town: Town) -> None:
    town.register.set(town.report.unit, disputes_due=5)
    client = as_user(town.secretary)
    assert "登记簿有 1 项变化" in text_of(client.get(town.url("report")))
    client.post(town.url("report_refresh"), typed(town))
    assert town.report.lines.get(figure__code="disputes.due").claimed_value == 5
    assert "登记簿有" not in text_of(client.get(town.url("report")))


def test_the_source_leads_straight_to_the_registers_list(town: Town) -> None:
    answer = as_user(town.secretary).get(town.url("report_records", "disputes.due"))
    assert answer.headers["Location"] == "/register/?metric=disputes.due&month=2026-10"


def test_my_report_is_the_one_of_this_month_or_of_the_month_asked_for(town: Town) -> None:
    client = as_user(town.secretary)
    for query in ("", "?month=2026-10", "?month=nonsense"):
        assert client.get(reverse("assessments:my_report") + query).headers["Location"] == town.url("report")
    assert as_user(user_as(Role.SECRETARY)).get(reverse("assessments:my_report")).status_code == 200


# --- Review ---------------------------------------------------------------------------------------------------


def test_the_office_accepts_and_returns(town: Town) -> None:
    town.submitted()
    office = as_user(town.office)
    office.post(town.url("report_accept"), {"version": str(town.fresh().version)})
    assert town.fresh().state == ReportState.ACCEPTED
    office.post(town.url("report_return"), {"reason": "按期办结请核对"})
    assert (town.fresh().state, town.fresh().return_reason) == ("returned", "按期办结请核对")
    assert "按期办结请核对" in text_of(as_user(town.secretary).get(town.url("report")))


def test_returning_after_the_lock_asks_for_a_day(town: Town) -> None:
    town.submitted()
    with time_machine.travel(at("11-06 09:00"), tick=False):
        office = as_user(town.office)
        assert office.post(town.url("report_return"), {"reason": "核对"}).status_code == 200
        office.post(town.url("report_return"), {"reason": "核对", "until": "2026-11-08"})
    assert (town.fresh().state, town.fresh().unlock_reason) == ("returned", "核对")


def test_exception_from_the_lock(town: Town) -> None:
    with time_machine.travel(at("11-06 09:00"), tick=False):
        as_user(town.office).post(town.url("report_unlock"), {"reason": "停电", "until": "2026-11-07"})
        assert 'name="v-disputes.due"' in text_of(as_user(town.secretary).get(town.url("report")))


def test_the_office_files_on_behalf_or_gets_everything_back(town: Town) -> None:
    office = as_user(town.office)
    faulty = office.post(town.url("report_on_behalf"), {**typed(town, forums_held=""), "on_behalf": "书记住院"})
    assert (faulty.status_code, 'value="书记住院"' in text_of(faulty)) == (409, True)
    office.post(town.url("report_on_behalf"), {**typed(town), "on_behalf": "书记住院"})
    assert (town.fresh().state, town.fresh().on_behalf_reason) == ("submitted", "书记住院")


def test_accepting_in_one_go_asks_first(town: Town) -> None:
    town.submitted()
    url = reverse("assessments:accept_plain", args=[town.month.slug])
    office = as_user(town.office)
    assert town.report.unit.name in text_of(office.get(url))
    assert town.fresh().state == ReportState.SUBMITTED
    office.post(url)
    assert town.fresh().state == ReportState.ACCEPTED


def test_the_list_counts_who_has_filed(town: Town) -> None:
    town.submitted()
    page = as_user(town.office).get(reverse("assessments:reports", args=[town.month.slug])).context
    assert page["turnout"] == {
        "asked": 2, "filed": 1, "on_time": 1, "late": 0, "missing": 1, "accepted": 0, "waiting": 1
    }  # fmt: skip


def test_dates_move_on_their_page(town: Town) -> None:
    url = reverse("assessments:month_dates", args=[town.month.slug])
    days = {
        "due_at": "2026-11-05",
        "lock_at": "2026-11-06",
        "objections_until": "2026-11-07",
        "publish_by": "2026-11-10",
    }
    assert as_user(town.office).post(url, {**days, "reason": "国庆值班"}).status_code == 302
    town.month.refresh_from_db()
    assert str(town.month.due_at.astimezone(at("11-05 00:00").tzinfo).date()) == "2026-11-05"


# --- Filings and survey ---------------------------------------------------------------------------------------


def cells(town: Town, value: str = "0", **values: str) -> dict[str, str]:
    figures = [owner.figure.code for owner in town.police_unit.owned_figures.select_related("figure")]
    named = {f"c-{unit.pk}-{code}": value for unit in town.communities for code in figures}
    first = town.communities[0].pk
    return named | {f"c-{first}-{name.replace('_', '.', 1)}": text for name, text in values.items()}


def filing_url(town: Town, name: str = "filing") -> str:
    return reverse(f"assessments:{name}", args=[town.month.slug, town.police_unit.code])


def test_a_filing_keeps_what_can_be_kept_and_shows_the_rest_as_typed(town: Town) -> None:
    police = as_user(town.police)
    answer = police.post(
        filing_url(town), {**cells(town, police_fraud="三四起", police_fraud_loss="22.08"), "version": "1"}
    )
    assert 'value="三四起"' in text_of(answer)
    kept = FiledFigure.objects.get(unit=town.communities[0], figure__code="police.fraud_loss")
    assert (float(kept.value or 0), FiledFigure.objects.filter(figure__code="police.fraud").count()) == (22.08, 1)


def test_a_filing_is_submitted_whole_and_withdrawn(town: Town) -> None:
    police = as_user(town.police)
    police.post(filing_url(town), {**cells(town, police_fraud=""), "version": "1", "submit": "1"})
    assert town.month.filings.get().state == "draft"
    version = str(town.month.filings.get().version)
    police.post(filing_url(town), {**cells(town, police_fraud="-"), "version": version, "submit": "1"})
    assert town.month.filings.get().state == "submitted"
    police.post(filing_url(town, "filing_withdraw"))
    assert town.month.filings.get().state == "draft"


def test_the_office_files_for_a_member_unit_with_a_reason(town: Town) -> None:
    office = as_user(town.office)
    office.post(filing_url(town), {**cells(town), "version": "1", "submit": "1"})
    assert FiledFigure.objects.count() == 0
    office.post(filing_url(town), {**cells(town), "version": "1", "submit": "1", "reason": "来函代录"})
    assert (town.month.filings.get().state, town.month.filings.get().on_behalf_reason) == ("submitted", "来函代录")


def test_survey_keeps_counts_shows_sample_and_index_and_takes_entries_back(town: Town) -> None:
    url, office, unit = reverse("assessments:survey", args=[town.month.slug]), as_user(town.office), town.communities[0]
    row = {f"s-{unit.pk}-safety-{answer}": text for answer, text in (("best", "23"), ("good", "１4"), ("unknown", "3"))}
    office.post(url, row)
    assert SurveyResult.objects.count() == 0  # no source
    page = text_of(office.post(url, {**row, "source": "区平安办 11月2日"}, follow=True))
    assert ("92.5%" in page, SurveyResult.objects.get().valid) == (True, 40)
    office.post(url, {"source": "区平安办 11月2日"})
    assert SurveyResult.objects.count() == 0


# --- Who sees what --------------------------------------------------------------------------------------------

GET_PAGES = {
    "months": [],
    "month_dates": ["slug"],
    "reports": ["slug"],
    "accept_plain": ["slug"],
    "report": ["slug", "code"],
    "report_on_behalf": ["slug", "code"],
    "report_return": ["slug", "code"],
    "report_unlock": ["slug", "code"],
    "filings": [],
    "filing": ["slug", "police"],
    "survey": ["slug"],
}
SEEN = {
    "secretary": {"months", "report"},
    "office": set(GET_PAGES),
    "leader": {"months", "reports", "report", "filings", "filing", "survey"},
    "police": {"months", "filings", "filing"},
    "district": {"months"},
    "other_secretary": {"months"},
    "other_office": {"months", "filings"},
    "other_police": {"months", "filings"},
    "grid_worker": {"months"},
    "admin": {"months"},
    "auditor": {"months"},
}


def people(town: Town) -> dict[str, User]:
    return {
        "secretary": town.secretary,
        "office": town.office,
        "leader": user_as(Role.LEADER, town.unit),
        "police": town.police,
        "district": user_as(Role.DISTRICT, town.unit.parent),
        "other_secretary": user_as(Role.SECRETARY, town.communities[1]),
        "other_office": user_as(Role.OFFICE),
        "other_police": user_as(Role.UNIT),
        "grid_worker": user_as(Role.GRID_WORKER),
        "admin": user_as(Role.ADMIN, town.unit),
        "auditor": user_as(Role.AUDITOR, town.unit),
    }


def test_pages_answer_404_to_all_who_may_not_see_them(town: Town) -> None:
    values = {"slug": town.month.slug, "code": town.report.unit.code, "police": town.police_unit.code}
    seen = {}
    for role, user in people(town).items():
        client = as_user(user)
        answers = {
            name: client.get(reverse(f"assessments:{name}", args=[values[part] for part in parts])).status_code
            for name, parts in GET_PAGES.items()
        }
        assert set(answers.values()) <= {200, 404}, (role, answers)
        seen[role] = {name for name, status in answers.items() if status == 200}
    assert seen == SEEN


@pytest.mark.parametrize(
    "name",
    [
        "report_save",
        "report_submit",
        "report_nil",
        "report_withdraw",
        "report_refresh",
        "report_accept",
        "report_return",
    ],
)
def test_writing_is_refused_to_all_but_author_and_office(town: Town, name: str) -> None:
    town.submitted() if name in {"report_withdraw", "report_accept", "report_return"} else None
    before = town.fresh()
    for role, user in people(town).items():
        if role in {"secretary", "office"}:
            continue
        status = as_user(user).post(town.url(name), {**typed(town), "reason": "核对"}).status_code
        assert status in {403, 404}, (role, status)
    assert (town.fresh().state, town.fresh().version) == (before.state, before.version)


def test_district_sees_turnout_without_a_way_in(town: Town) -> None:
    page = text_of(as_user(user_as(Role.DISTRICT, town.unit.parent)).get(reverse("assessments:months")))
    assert ("0 / 2" in page, reverse("assessments:reports", args=[town.month.slug]) in page) == (True, False)


# --- Queries --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["months", "reports", "report", "filings", "filing", "survey", "accept_plain", "home"])
def test_queries_of_pages_do_not_grow_with_communities(register: FakeRegister, page: str) -> None:
    def queries(communities: int) -> int:
        town = Town(register, communities)
        Report.objects.filter(month=town.month).update(state="submitted", submitted_at=at("11-02 09:00"))
        client = as_user(town.office)
        parts = {"report": [town.report.unit.code], "filing": [town.police_unit.code]}.get(page, [])
        args = [] if page in {"months", "filings"} else [town.month.slug, *parts]
        url = "/" if page == "home" else reverse(f"assessments:{page}", args=args)
        client.get(url)
        return queries_of(lambda: client.get(url))

    assert queries(1) == queries(30)


def test_accepting_tells_the_secretary(town: Town) -> None:
    report = town.submitted()
    accept_report(report=report, by=town.office)
    kinds = list(town.secretary.notices.values_list("kind", flat=True))
    assert kinds == ["report.accepted"]
