from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from safety_portal.core.clocks import Clock

START = datetime(2026, 10, 21, 16, 40, tzinfo=UTC)
WEEK = Clock(START, START + timedelta(days=7), START + timedelta(days=6), "21 Oct + 7 days = 28 Oct")


class Entry(forms.Form):
    place = forms.CharField(label="Place", help_text="Building and door.")
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    kind = forms.ChoiceField(label="Kind", widget=forms.RadioSelect, choices=[("a", "Hazard"), ("b", "Help")])
    agreed = forms.BooleanField(label="Agreed", required=False)
    unit = forms.ChoiceField(label="Unit", choices=[("1", "One")], widget=forms.Select(attrs={"class": "wide"}))


def draw(source: str, query: str = "", **context: object) -> str:
    """The template's text in English, between requests for `/list/?query`."""
    request = RequestFactory().get(f"/list/{query}")
    with translation.override("en"):
        return Template(source).render(Context({"request": request, **context})).strip()


def test_chip_has_shape_word_and_tint() -> None:
    drawn = draw('{% chip "ok" text %}', text="<done>")
    assert 'class="chip ok"' in drawn
    assert "#check-circle-fill" in drawn
    assert "&lt;done&gt;" in drawn


def test_chip_takes_an_icon_of_its_own() -> None:
    assert "#lock" in draw('{% chip "" "Locked" "lock" %}')


def test_clock_tells_band_and_words() -> None:
    drawn = draw("{% clock deadline %}", deadline=WEEK)
    assert 'class="clock b85"' in drawn
    assert "#b85" in drawn
    assert '<span class="say">1 day left</span>' in drawn
    assert "21 Oct" not in drawn


def test_clock_wide_shows_the_arithmetic() -> None:
    drawn = draw("{% clock deadline wide=True %}", deadline=replace(WEEK, now=START + timedelta(days=9)))
    assert 'class="clock b99 over wide"' in drawn
    assert '<span class="sum">21 Oct + 7 days = 28 Oct</span>' in drawn
    assert "#over" in drawn


def test_clock_without_a_deadline_is_an_empty_cell() -> None:
    assert draw("{% clock None %}") == '<span class="nil"></span><span class="visually-hidden">no deadline</span>'


@pytest.mark.parametrize(
    ("delta", "words"), [(2, "up </span>2"), (-3, "down </span>3"), (0, "unchanged"), (None, "no rank last month")]
)
def test_move_says_the_direction_in_words(delta: int | None, words: str) -> None:
    assert words in draw("{% move delta %}", delta=delta)


def test_rank_marks_first_and_last() -> None:
    assert draw("{% rank 1 9 %}{% rank 5 9 %}{% rank 9 9 %}") == (
        '<span class="rank first">1</span><span class="rank">5</span><span class="rank last">9</span>'
    )


def test_filters_write_numbers_and_nothing() -> None:
    source = "{{ a|num }} {{ b|points }} {{ b|signed:2 }} {{ c|pct }} {{ none|num }} {{ none|shortdate }}"
    assert draw(source, a=1421, b=Decimal(-1), c=0.5, none=None) == "1\u2009421 −1.00 −1.00 50.0% — —"


def test_filters_write_dates_in_shanghai() -> None:
    source = "{{ at|shortdate }}, {{ at|shortdatetime }}, {{ day|shortdate }}"
    night = datetime(2020, 10, 21, 20, 40, tzinfo=UTC)
    assert draw(source, at=night, day=date(2020, 10, 21)) == "22 Oct 2020, 22 Oct 2020 04:40, 21 Oct 2020"


def test_unit_name_keeps_the_chinese_as_title() -> None:
    assert draw("{{ '四岗社区'|unit_name }}") == '<span title="四岗社区">Sigang Community</span>'
    assert draw("{{ '四岗社区'|unit_text }}") == "Sigang Community"


def test_unit_name_escapes() -> None:
    assert draw("{{ name|unit_name }}", name="<b>") == "&lt;b&gt;"


def test_field_ties_help_and_error_to_the_input() -> None:
    drawn = draw("{% field form.place %}", form=Entry({}))
    assert '<label for="id_place">Place</label>' in drawn
    assert 'class="form-control is-invalid"' in drawn
    assert 'aria-describedby="id_place_helptext id_place_error"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert 'id="id_place_helptext">Building and door.' in drawn
    assert 'id="id_place_error"' in drawn


def test_field_marks_what_may_stay_empty() -> None:
    assert '<span class="opt">optional</span>' in draw("{% field form.note %}", form=Entry())
    assert "optional" not in draw("{% field form.place %}{% field form.agreed %}", form=Entry())


def test_field_keeps_the_class_of_the_widget() -> None:
    assert 'class="form-select wide"' in draw("{% field form.unit %}", form=Entry())


def test_field_draws_choices_as_a_group() -> None:
    drawn = draw("{% field form.kind %}", form=Entry())
    assert '<fieldset class="field" id="id_kind"' in drawn
    assert "<legend>Kind</legend>" in drawn
    assert '<label for="id_kind_1">Help</label>' in drawn


def test_widget_is_named_by_its_row() -> None:
    drawn = draw('{% widget form.place css="num" label="Rounds" %}', form=Entry())
    assert 'class="form-control num"' in drawn
    assert 'aria-label="Rounds"' in drawn


def test_form_errors_link_to_the_fields() -> None:
    drawn = draw("{% form_errors form %}", form=Entry({"kind": "a", "unit": "1"}))
    assert "1 thing to correct." in drawn
    assert '<a href="#id_place">Place: This field is required.</a>' in drawn


def test_form_errors_are_silent_where_all_is_well() -> None:
    assert (
        draw("{% form_errors form other %}", form=Entry(), other=Entry({"place": "x", "kind": "a", "unit": "1"})) == ""
    )


def test_empty_offers_one_next_step() -> None:
    drawn = draw('{% empty "inbox" "Nothing" "Looked at 10." "/all/" "Show all" %}')
    assert "<h2>Nothing</h2>" in drawn
    assert '<a class="btn btn-plain" href="/all/">Show all</a>' in drawn


def test_pager_counts_and_keeps_the_query() -> None:
    page = Paginator(range(45), 20).get_page(2)
    drawn = draw("{% pager page %}", "?q=a%26b&page=2", page=page)
    assert "21–40 of 45" in drawn
    assert 'href="?q=a%26b&amp;page=3" rel="next"' in drawn
    assert 'href="?q=a%26b&amp;page=2" aria-current="page">2<' in drawn


def test_pager_of_one_page_has_no_links() -> None:
    assert "<nav" not in draw("{% pager page %}", page=Paginator(range(3), 20).get_page(1))


def test_sort_header_turns_round_on_the_second_click() -> None:
    source = '{% sort_header "due" "Due" default="due" %}{% sort_header "unit" "Unit" css="num" default="due" %}'
    assert draw(source, "?q=x") == (
        '<th scope="col" class="" aria-sort="ascending"><a href="?q=x&amp;order=-due&amp;page=1">Due ↑</a></th>'
        '<th scope="col" class="num"><a href="?q=x&amp;order=unit&amp;page=1">Unit</a></th>'
    )


def test_sort_header_shows_the_descending_order() -> None:
    assert 'aria-sort="descending"><a href="?order=due&amp;page=1">Due ↓' in draw(
        '{% sort_header "due" "Due" %}', "?order=-due"
    )


def test_hidden_query_carries_the_rest() -> None:
    assert (
        draw('{% hidden_query request "page" %}', "?q=<x>&page=2") == '<input type="hidden" name="q" value="&lt;x&gt;">'
    )
