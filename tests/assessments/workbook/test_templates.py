"""A district's template: what is recognised, what is asked, what is remembered, and the filled file."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook

from assessments.models import DistrictTemplate, TemplatePlace
from assessments.workbook import services
from assessments.workbook.selectors import book_of
from assessments.workbook.services import Addition, Answer
from safety_portal.accounts.models import Role
from safety_portal.audit.models import AuditEntry
from safety_portal.core.errors import NotAllowed, Refused
from tests.assessments.workbook.forms_of_districts import (
    RED,
    figures_below,
    monthly_form,
    parts_of,
    shared_formulas,
    with_part,
)
from tests.exports_of import client_of, content_of
from tests.world import Town, make_town

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any) -> Any:
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_town("此岸")
        transaction.set_rollback(True)


def keep(town: Town, data: bytes, title: str = "区考核表") -> DistrictTemplate:
    return services.keep_template(township=town.unit, title=title, name="表.xlsx", data=data, by=town.office)


def meanings(template: DistrictTemplate) -> dict[str, str]:
    """Where → what goes in; "?" what is asked."""
    return {
        f"{(place.column and 'ABCDEFGHIJK'[place.column - 1]) or ''}{place.row or ''}": (
            "?" if not place.is_settled else place.unit.name if place.unit else place.value
        )
        for place in template.places.select_related("unit")
    }


def filled(town: Town, template: DistrictTemplate) -> bytes:
    book = book_of(town.published)
    assert book is not None
    return services.fill_template(template=template, book=book, by=town.office)


# --- Recognising ----------------------------------------------------------------------------------------------


def test_form_with_communities_in_rows_is_recognised(town: Town) -> None:
    template = keep(town, monthly_form(["此岸镇此岸社区1", "此岸社区2居委会"]))
    assert meanings(template) == {
        "5": "此岸社区1",
        "6": "此岸社区2",
        "7": "此岸镇",
        "A": "",
        "C": "figure.disputes.registered",
        "D": "figure.disputes.agreed",
        "E": "score.total",
        "F": "score.rank",
        "G": "survey.safety_index",
        "H": "",
        "B2": "about.township",
        "G2": "about.month",
    }


def test_form_with_figures_in_rows_is_recognised(town: Town) -> None:
    template = keep(town, figures_below(["此岸社区1", "此岸社区2", "全镇"]))
    assert meanings(template) == {
        "C": "此岸社区1",
        "D": "此岸社区2",
        "E": "此岸镇",
        "2": "figure.disputes.registered",
        "3": "figure.disputes.agreed",
        "4": "figure.forums.held",
        "5": "",
    }


def test_unknown_and_ambiguous_names_are_asked_and_nothing_is_filled_before(town: Town) -> None:
    template = keep(town, monthly_form(["此岸社区1", "此岸社区2", "此岸", "彼岸新村"]))
    found = meanings(template)
    assert {place: found[place] for place in ("5", "6", "7", "8", "9")} == {
        "5": "此岸社区1", "6": "此岸社区2", "7": "?", "8": "?", "9": "此岸镇",
    }  # fmt: skip
    with pytest.raises(Refused, match="2"):
        filled(town, template)


def test_names_of_which_none_is_known_are_all_asked(town: Town) -> None:
    found = meanings(keep(town, monthly_form(["渡口", "桥头"])))
    assert {place: found[place] for place in ("5", "6", "7", "E")} == {
        "5": "?", "6": "?", "7": "此岸镇", "E": "score.total",
    }  # fmt: skip


def test_what_was_said_is_remembered_in_the_next_version(town: Town) -> None:
    form = monthly_form(["此岸社区1", "此岸社区2", "渡口"])
    first = keep(town, form)
    row = first.places.get(words="渡口")
    rate = first.places.get(words="化解率")
    answers = {row.pk: Answer(unit_id=town.places[1].community.pk), rate.pk: Answer(value="line.leadership")}
    services.settle_places(
        template=first,
        answers=answers,
        additions=[Addition("合计", "B3", Answer(value="summary.mean"))],
        by=town.office,
    )
    second = keep(town, form)
    assert (first.version, second.version) == (1, 2)
    first.refresh_from_db()
    assert (first.is_current, second.is_current) == (False, True)
    found = meanings(second)
    assert {place: found[place] for place in ("7", "H", "B3")} == {
        "7": "此岸社区2", "H": "line.leadership", "B3": "summary.mean",
    }  # fmt: skip


def test_what_is_no_form_is_refused_in_plain_words(town: Town) -> None:
    form = monthly_form(["此岸社区1", "此岸社区2"])
    bomb = with_part(form, "xl/worksheets/sheet2.xml", b"<x>" + b" " * 90_000_000 + b"</x>")
    refused = {
        "xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000,
        "csv": "社区,总分\n此岸社区1,90\n".encode(),
        "macros": with_part(form, "xl/vbaProject.bin", b"x"),
        "links": with_part(form, "xl/externalLinks/externalLink1.xml", b"<x/>"),
        "bomb": bomb,
        "empty": b"",
        "nothing known": figures_below([]),
    }
    said = {}
    for name, data in refused.items():
        with pytest.raises(Refused) as error:
            keep(town, data, title="不收")
        said[name] = error.value.message_dict["file"][0][:24]
    assert said["xls"] == said["csv"]
    assert len(set(said.values())) == 6
    assert not DistrictTemplate.objects.filter(title="不收").exists()


def test_only_the_office_keeps_templates(town: Town) -> None:
    with pytest.raises(NotAllowed):
        services.keep_template(township=town.unit, title="表", name="a.xlsx", data=b"", by=town.people[Role.LEADER])


def test_settling_refuses_units_and_values_that_are_none(town: Town) -> None:
    template = keep(town, monthly_form(["此岸社区1", "此岸社区2"]))
    place = template.places.get(words="此岸社区1")
    for unit in (-1, town.places[0].member_unit.pk, town.district.pk):
        with pytest.raises(Refused):
            services.settle_places(template=template, answers={place.pk: Answer(unit_id=unit)}, by=town.office)
    total = template.places.get(value="score.total")
    with pytest.raises(Refused):
        services.settle_places(template=template, answers={total.pk: Answer(value="secret")}, by=town.office)
    for where in ("", "5C", "ZZZ9", "C99999999", "=1"):
        with pytest.raises(Refused):
            services.settle_places(
                template=template,
                answers={},
                additions=[Addition("合计", where, Answer(value="summary.mean"))],
                by=town.office,
            )


# --- Filling --------------------------------------------------------------------------------------------------


def test_filled_form_keeps_everything_else(town: Town) -> None:
    form = monthly_form(["此岸社区1", "此岸社区2"])
    before, after = parts_of(form), parts_of(filled(town, keep(town, form)))
    changed = {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/workbook.xml"}
    assert set(before) == set(after)
    assert {name for name in before if before[name] != after[name]} == changed

    old, new = load_workbook(BytesIO(form)), load_workbook(BytesIO(filled(town, keep(town, form))))
    sheet, was = new["月报表"], old["月报表"]
    assert sheet.merged_cells.ranges == was.merged_cells.ranges
    assert {key: one.width for key, one in sheet.column_dimensions.items()} == {
        key: one.width for key, one in was.column_dimensions.items()
    }
    assert (sheet["E5"].font.color.rgb, sheet["E5"].fill.fgColor.rgb) == (RED, "FFFFF2CC")
    assert sheet["A1"].font.name == "方正小标宋简体"
    assert [sheet[place].value for place in ("H5", "C7")] == ["=IF(C5=0,0,D5/C5)", "=SUM(C5:C6)"]
    assert (new["合计"]["B1"].value, new["合计"]["B1"].number_format) == ("=SUM(月报表!C5:C6)", '0"件"')
    assert "xl/charts/chart1.xml" in after


def test_formula_gives_way_only_where_it_was_chosen(town: Town) -> None:
    template = keep(town, shared_formulas(monthly_form(["此岸社区1", "此岸社区2"])))
    rate = template.places.get(words="化解率")
    services.settle_places(template=template, answers={rate.pk: Answer(value="score.base")}, by=town.office)
    kept = load_workbook(BytesIO(filled(town, template)))["月报表"]
    assert [kept["H5"].value, kept["H6"].value] == ["=IF(C5=0,0,D5/C5)", "=IF(C6=0,0,D6/C6)"]

    TemplatePlace.objects.filter(template=template, words="此岸社区2").update(unit=None)
    services.settle_places(
        template=template, answers={rate.pk: Answer(value="score.base", overwrites=True)}, by=town.office
    )
    over = load_workbook(BytesIO(filled(town, template)))["月报表"]
    score = town.published.publications.get(is_current=True).result.scores.get(unit=town.places[0].community)
    assert over["H5"].value == float(score.base)
    assert over["H6"].value == "=IF(C6=0,0,D6/C6)"


def test_draft_fills_nothing(town: Town) -> None:
    book = book_of(town.now)
    assert book is not None
    template = keep(town, monthly_form(["此岸社区1", "此岸社区2"]))
    with pytest.raises(Refused):
        services.fill_template(template=template, book=book, by=town.office)


def test_every_step_is_in_the_trail(town: Town) -> None:
    template = keep(town, monthly_form(["此岸社区1", "此岸社区2"]), title="留痕")
    services.settle_places(template=template, answers={}, by=town.office)
    services.fetch_template(template=template, by=town.office)
    filled(town, template)
    services.retire_template(template=template, by=town.office)
    lines = AuditEntry.objects.filter(object_type="assessments.districttemplate", object_id=str(template.pk))
    assert list(lines.order_by("id").values_list("action", "kind")) == [
        ("workbook.upload", "change"),
        ("workbook.map", "change"),
        ("workbook.fetch", "read"),
        ("workbook.fill", "read"),
        ("workbook.retire", "change"),
    ]


def test_remarks_tell_of_a_correction(town: Town) -> None:
    template = keep(town, monthly_form(["此岸社区1", "此岸社区2"]))
    rate = template.places.get(words="化解率")
    answers = {rate.pk: Answer(value="score.remarks", overwrites=True)}
    services.settle_places(template=template, answers=answers, by=town.office)
    sheet = load_workbook(BytesIO(filled(town, template)))["月报表"]
    assert str(sheet["H5"].value).endswith("；已修订")


def test_preview_stands_beside_what_the_form_holds(town: Town) -> None:
    form = monthly_form(["此岸社区1", "渡口"])
    template = keep(town, form, title="预览")
    row = template.places.get(words="渡口")
    services.settle_places(template=template, answers={row.pk: Answer()}, by=town.office)
    page = client_of(town.office).get(reverse("assessments:workbook_fill", args=[town.published.slug, template.pk]))
    html = page.content.decode()
    assert all(words in html for words in ("<b>90.0%</b>", "=SUM(C5:C6)", "保留公式", "此岸社区2"))
    assert "渡口" not in html.partition("<main")[2]


def test_answers_of_the_page_are_kept(town: Town) -> None:
    template = keep(town, monthly_form(["此岸社区1", "此岸社区2", "渡口"]), title="填答")
    row, total = template.places.get(words="渡口"), template.places.get(value="score.total")
    data = {
        f"p-{row.pk}": town.places[0].community.pk,
        f"p-{total.pk}": "score.base",
        f"o-{total.pk}": "on",
        "sheet": "月报表",
        "where": "k9",
        "means": "value:summary.best",
    }
    response = client_of(town.office).post(template.get_absolute_url(), data)
    assert response.status_code == 302
    found = meanings(template)
    assert (found["7"], found["E"], template.places.get(row=9, column=11).value) == (
        "此岸社区1", "score.base", "summary.best",
    )  # fmt: skip
    assert template.places.get(pk=total.pk).overwrites


def test_refused_upload_says_why_on_the_page(town: Town) -> None:
    upload = SimpleUploadedFile("旧.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    data = {"title": "旧表", "file": upload}
    html = client_of(town.office).post(reverse("assessments:workbook_templates"), data).content.decode()
    assert "另存为 xlsx" in html


def test_form_is_filled_in_chinese_whoever_fetches_it(town: Town) -> None:
    form = monthly_form(["此岸社区1", "此岸社区2"])
    with override("en"):
        template = keep(town, form, title="英文界面")
    assert "score.total" in meanings(template).values()
    client = client_of(town.office)
    client.cookies["django_language"] = "en"
    address = reverse("assessments:workbook_fill", args=[town.published.slug, template.pk])
    sheet = load_workbook(BytesIO(content_of(client.get(f"{address}?export=xlsx"))))["月报表"]
    assert sheet["G2"].value == f"{town.published.first_day.year}年{town.published.first_day.month}月"
