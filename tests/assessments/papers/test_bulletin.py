"""The bulletin: what it says, how it is set, and what must not happen."""

from collections.abc import Sequence

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.models import Publication
from assessments.papers import bulletin
from assessments.papers.linked import Section
from assessments.results.services import score_month
from safety_portal.accounts.models import Role, User
from safety_portal.audit.models import AuditEntry
from safety_portal.documents.layout import Table
from safety_portal.documents.models import Document
from safety_portal.documents.services import issue_document
from safety_portal.notices.models import Notice
from tests.assessments.objections.builders import Case
from tests.assessments.papers.builders import bulletin_url, file_police, pdf_of, send, signed_in
from tests.assessments.publication.builders import corrected, publish, rescore
from tests.documents.samples import first_ink, lines_of, pages_of, rules_of, text_pages
from tests.factories import CommunityFactory, user_as

pytestmark = pytest.mark.django_db


def _draft(publication: Publication) -> bulletin.Draft:
    return bulletin.draft_of(publication, timezone.now())


def _text(sections: Sequence[Section], name: str) -> str:
    return next(one.text for one in sections if one.name == name)


def _cells(table: Table) -> list[list[str]]:
    return [["".join(span.text for span in cell) for cell in row] for row in table.rows]


# --- What it says ---------------------------------------------------------------------------------------------


def test_ranking_is_a_three_line_table_whose_figures_lead_to_their_pages(case: Case) -> None:
    draft = _draft(publish(case))
    names = [unit.name for unit in case.town.communities]
    assert (draft.table.head, draft.table.three_lines) == (
        ("名次", "社区（村）", "得分", "较上月", "安全感", "有效样本"),
        True,
    )
    assert _cells(draft.table) == [
        ["1", names[0], "100.00", "—", "—", "—"],
        ["2", names[1], "90.53", "—", "—", "—"],
        ["3", names[2], "71.58", "—", "—", "—"],
    ]
    page = case.town.month.page("score", case.town.communities[1].code)
    assert draft.table.rows[1][2][0].url == f"https://portal.example.org{page}"


def test_ties_share_a_rank(case: Case) -> None:
    rescore(case, 1, disputes_on_time=10)
    assert [row[0] for row in _cells(_draft(publish(case, 2)).table)] == ["1", "1", "3"]


def test_missing_figures_are_said_to_be_missing(case: Case) -> None:
    draft = _draft(publish(case))
    assert "可防性案件、电信网络诈骗、涉毒警情本月没有报来数据，本期不作通报。" in _text(draft.sections, "work")
    assert "本月没有区里的测评数据" in _text(draft.sections, "overview")
    assert "上月没有可比的排名。" in _text(draft.sections, "overview")
    assert "信访" not in _text(draft.sections, "work")


def test_months_figures_are_sums_of_what_was_scored(case: Case) -> None:
    file_police(case)
    score_month(month=case.town.month, by=case.office)
    work = _text(_draft(publish(case, 2)).sections, "work")
    assert "可防性案件{可防性案件：12起}；电信网络诈骗{电信网络诈骗：9起}；涉毒警情{涉毒警情：0起}。" in work
    assert "办理期限在本月届满的{应结纠纷：30件}，按期办结{按期办结：23件}，按期办结率{按期办结率：76.7%}。" in work


def test_correction_names_the_bulletin_it_corrects_and_whose_place_changed(case: Case) -> None:
    publish(case)
    first = send(signed_in(case.office), bulletin_url(Publication.objects.get()))
    rescore(case, disputes_on_time=10)
    draft = _draft(publish(case, 2, reason="漏录五件"))
    assert draft.title.endswith("关于2026年10月平安建设工作考评情况的更正通报")
    assert draft.lead.startswith(f"《{first.title}》（{{被更正文号：{first.number}}}）因以下原因更正：漏录五件。")
    name = case.town.communities[2].name
    assert f"{name}由{{{name}更正前：第3名、71.58分}}更正为{{{name}更正后：第1名、100.00分}}" in draft.lead


def test_correction_without_an_earlier_bulletin_names_the_ranking(case: Case) -> None:
    draft = _draft(corrected(case))
    assert draft.lead.startswith("2026年11月8日公布的2026年10月排名因以下原因更正")


def test_drafting_asks_the_database_no_more_often_for_more_communities(case: Case) -> None:
    publication = publish(case)
    counts = []
    for _turn in range(2):
        with CaptureQueriesContext(connection) as queries:
            _draft(Publication.objects.select_related("month__township", "result__facts").get(pk=publication.pk))
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- How it is set --------------------------------------------------------------------------------------------


def test_bulletin_is_measured(case: Case) -> None:
    made = send(signed_in(case.office), bulletin_url(publish(case)))
    pdf = pdf_of(made)
    assert made.number == f"{case.town.unit.short_name or case.town.unit.name}平安办〔2026〕1号"
    (red,) = [rule for rule in rules_of(pdf) if rule.colour == (255, 0, 0)]
    assert (red.left, red.width, red.height) == pytest.approx((28, 156, 0.7), abs=0.01)
    assert first_ink(pdf) == pytest.approx(37 + 35, abs=0.4)
    first = [sign for sign in pages_of(pdf)[0] if sign.bottom < 262.5]
    assert min(sign.left for sign in first) == pytest.approx(28, abs=0.5)
    assert max(sign.right for sign in first) <= 184.5
    lines = list(lines_of(pages_of(pdf)[0]).values())
    assert lines[0] == f"{case.town.unit.name}平安建设领导小组办公室文件"
    assert lines[1] == made.number
    assert not any(
        line.startswith(tuple("，。、；：！？）〕》”’%")) for page in pages_of(pdf) for line in lines_of(page).values()
    )


def test_three_lines_are_thick_thin_thick(case: Case) -> None:
    pdf = pdf_of(send(signed_in(case.office), bulletin_url(publish(case)), with_annex=""))
    lines = [
        rule
        for page in range(len(pages_of(pdf)))
        for rule in rules_of(pdf, page)
        if rule.colour == (0, 0, 0) and 155 < rule.width < 158
    ]
    # The bounds of a stroke are twice as thick as its line; behind the table stand the lines of the imprint.
    assert [round(line.height * 72 / 25.4 / 2, 2) for line in lines[:3]] == [1.5, 0.75, 1.5]


def test_table_of_points_stands_across_its_page(case: Case) -> None:
    pdf = pdf_of(send(signed_in(case.office), bulletin_url(publish(case))))
    pages = text_pages(pdf)
    at = next(number for number, words in enumerate(pages) if words.startswith("附件大兴") or "考评得分表名次" in words)
    signs = pages_of(pdf)[at]
    assert max(sign.right for sign in signs) > 230
    assert max(sign.bottom for sign in signs) < 184.5


def test_every_figure_of_the_text_is_a_link(case: Case) -> None:
    draft = _draft(publish(case))
    assert all(figure.url.startswith("https://portal.example.org/") for figure in draft.known.values())
    pdf = pdf_of(send(signed_in(case.office), bulletin_url(Publication.objects.get())))
    assert pdf.count(b"https://portal.example.org/assessments/2026-10/ranking/") >= 3


# --- What must not happen -------------------------------------------------------------------------------------


def test_nothing_is_made_before_publication(case: Case) -> None:
    client = signed_in(case.office)
    for address in (
        case.town.month.page("bulletin", 1),
        case.town.month.page("brief"),
        case.town.month.page("figures"),
    ):
        assert client.get(address).status_code == 404
        assert client.post(address, {}).status_code in {404, 405}


def test_superseded_publication_has_no_bulletin_any_more(case: Case) -> None:
    corrected(case)
    client = signed_in(case.office)
    assert client.get(case.town.month.page("bulletin", 1)).status_code == 404
    assert client.get(case.town.month.page("bulletin", 2)).status_code == 200


def test_figure_that_was_typed_over_is_the_portals_all_the_same(case: Case) -> None:
    made = send(signed_in(case.office), bulletin_url(publish(case)), part_overview="平均得分{平均得分：100分}。")
    assert "平均得分87.37分。" in "".join(text_pages(pdf_of(made)))


def test_unknown_figure_comes_back_with_the_form(case: Case) -> None:
    client = signed_in(case.office)
    address = bulletin_url(publish(case))
    form = client.get(address).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields}
    response = client.post(address, {**typed, "part_overview": "{刑事案件}"})
    assert (response.status_code, Document.objects.count()) == (200, 0)


def test_form_sent_twice_makes_one_bulletin_and_one_line_in_the_trail(case: Case) -> None:
    client, address = signed_in(case.office), bulletin_url(publish(case))
    key = client.get(address).context["form"].initial["key"]
    assert send(client, address, key=key) == send(client, address, key=key)
    assert AuditEntry.objects.filter(action="document.make").count() == 1


def test_edited_again_it_is_a_new_document_with_a_new_number(case: Case) -> None:
    client, address = signed_in(case.office), bulletin_url(publish(case))
    first = send(client, address, part_demands="抓紧。")
    again = f"{address}&again={first.pk}"
    assert client.get(again).context["form"].initial["part_demands"] == "抓紧。"
    second = send(client, again)
    assert [number.rpartition("〕")[2] for number in (first.number, second.number)] == ["1号", "2号"]


def test_secretaries_and_district_read_it_once_it_is_issued_and_hear_of_it(case: Case) -> None:
    made = send(signed_in(case.office), bulletin_url(publish(case)))
    district = user_as(Role.DISTRICT, case.town.unit.parent)
    elsewhere = user_as(Role.SECRETARY, CommunityFactory())
    readers = (case.secretary, district, elsewhere)
    assert [_status(made, user) for user in readers] == [404, 404, 404]
    issue_document(document=made, by=case.office)
    assert [_status(made, user) for user in readers] == [200, 200, 404]
    told = Notice.objects.filter(kind="document.issued").values_list("recipient", flat=True)
    assert set(told) == {case.secretary.pk, district.pk}


def _status(document: Document, user: User) -> int:
    return signed_in(user).get(document.get_absolute_url()).status_code


def test_page_of_figures_shows_a_secretary_the_sums_and_the_own_community(case: Case) -> None:
    publish(case)
    address = case.town.month.page("figures")
    names = [unit.name for unit in case.town.communities]
    shown = {
        user.pk: [row[0].name for row in signed_in(user).get(address).context["rows"]]
        for user in (case.secretary, case.office)
    }
    assert shown == {case.secretary.pk: [names[1]], case.office.pk: names}


def test_publication_page_leads_to_the_bulletin(case: Case) -> None:
    publication = publish(case)
    page = signed_in(case.office).get(publication.get_absolute_url()).content.decode()
    assert bulletin_url(publication).replace("&", "&amp;") in page
    made = send(signed_in(case.office), bulletin_url(publication))
    assert made.get_absolute_url() in signed_in(case.office).get(publication.get_absolute_url()).content.decode()
    assert "bulletin/" not in signed_in(case.secretary).get(publication.get_absolute_url()).content.decode()
