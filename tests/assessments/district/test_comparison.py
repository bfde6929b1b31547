"""Townships beside one another, against figures worked out by hand."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from assessments.district.comparison import Record, Turnout, comparison_of
from assessments.district.ordering import ordered
from assessments.district.published import Timeliness
from assessments.district.trends import trend_of
from assessments.district.wording import lowest_words, state_of
from assessments.models.filings import SurveyHalf
from assessments.models.publications import Publication
from tests.assessments.district.towns import District, Facts, draft, make_district, publish, rules_of
from tests.assessments.reports.builders import OCTOBER, at, queries_of

pytestmark = pytest.mark.django_db
NOW = at("11-23 10:00")


@pytest.fixture
def district() -> District:
    """Safety 190 of 200, 180 of 200, 190 of 200; the fourth township has not published."""
    made = make_district(4, communities=2)
    one, two, three, four = made.townships
    publish(draft(one, [Facts((90, 100), disputes=(3, 4), total="80"), Facts((100, 100), disputes=(5, 6))], late=1))
    publish(draft(two, [Facts((90, 100)), Facts((90, 100))]), is_late=True)
    publish(draft(three, [Facts((95, 100), (50, 100)), Facts((95, 100), (50, 100))]))
    draft(four, [Facts((1, 100)), Facts((1, 100))])
    return made


def test_survey_figures_are_those_of_all_communities_together(district: District) -> None:
    rows = comparison_of(district.unit, OCTOBER, NOW).rows
    shown = [(row.safety.estimate.figure, row.safety.place) for row in rows if row.safety]
    assert shown == [(0.95, 1), (0.9, 3), (0.95, 1)]
    satisfaction = [row.satisfaction.estimate.figure if row.satisfaction else None for row in rows]
    assert satisfaction == [None, None, 0.5, None]


def test_what_cannot_be_told_apart_is_said(district: District) -> None:
    comparison = comparison_of(district.unit, OCTOBER, NOW)
    # 190 of 200 against 180 of 200: Newcombe's interval of the difference is about −0.4 to 10.5 points
    assert [row.alike.get(SurveyHalf.SAFETY) for row in comparison.rows] == [2, 2, 2, None]
    assert len(lowest_words(comparison)) == 1
    assert comparison.middles == {SurveyHalf.SAFETY: 0.95, SurveyHalf.SATISFACTION: 0.5}


def test_reports_disputes_and_totals(district: District) -> None:
    one, two, _three, _four = comparison_of(district.unit, OCTOBER, NOW).rows
    assert (one.turnout, two.turnout) == (Turnout(2, 2, 1), Turnout(2, 2, 2))
    assert (one.disputes, two.disputes) == (Timeliness(8, 10), None)
    assert one.totals is not None
    assert (one.totals.mean, one.totals.median) == (Decimal(85), Decimal(85))


def test_nothing_of_an_unpublished_month_is_shown(district: District) -> None:
    row = comparison_of(district.unit, OCTOBER, at("11-09 10:00")).rows[3]
    assert (row.published, row.turnout, row.totals, row.standings, row.disputes) == (None, None, None, {}, None)
    assert not row.is_late
    late = comparison_of(district.unit, OCTOBER, NOW)
    assert late.late == [late.rows[3]]
    assert state_of(late.rows[3].month, None, is_late=True).kind == "late"


def test_months_in_time_and_corrections_are_counted(district: District) -> None:
    publication = Publication.objects.get(month__township=district.townships[0])
    other = draft(district.townships[0], [Facts(), Facts()], OCTOBER - 1)
    publish(other)
    Publication.objects.filter(pk=publication.pk).update(is_current=False)
    Publication.objects.create(
        month=publication.month,
        number=2,
        result=publication.month.results.create(
            facts=publication.result.facts,
            rule_set=publication.result.rule_set,
            number=2,
            fingerprint="y",
            text="{}",
        ),
        published_by=publication.published_by,
        reason="更正",
    )
    records = [row.record for row in comparison_of(district.unit, OCTOBER, NOW).rows]
    assert records == [Record(2, 2, 1), Record(1, 0, 0), Record(1, 1, 0), Record(1, 0, 0)]


def test_a_month_that_is_not_due_yet_counts_for_nobody(district: District) -> None:
    rows = comparison_of(district.unit, OCTOBER, at("11-09 10:00")).rows
    assert rows[3].record == Record(0, 0, 0)


def test_totals_are_kept_apart_by_rules() -> None:
    made = make_district(3)
    one, two, three = made.townships
    publish(draft(one, [Facts(total="70")]))
    publish(draft(two, [Facts(total="99")], rules=rules_of('{"own": 1}', township=two)))
    publish(draft(three, [Facts(total="60")]))
    comparison = comparison_of(made.unit, OCTOBER, NOW)
    assert [rules.scored for rules in comparison.rules] == [2, 1]
    assert len({rules.name for rules in comparison.rules}) == 2
    assert [row.township for row in ordered(comparison.rows, "-median")] == [one, three, two]


def test_who_has_no_figure_stands_last_either_way(district: District) -> None:
    rows = comparison_of(district.unit, OCTOBER, NOW).rows
    one, two, three, four = district.townships
    assert [row.township for row in ordered(rows, "safety")] == [two, one, three, four]
    assert [row.township for row in ordered(rows, "-safety")] == [one, three, two, four]
    assert [row.township for row in ordered(rows, "no-such-column")] == [one, two, three, four]


def test_queries_do_not_grow_with_townships() -> None:
    def counts_of(townships: int, communities: int) -> tuple[int, int]:
        made = make_district(townships, communities)
        for one in made.townships:
            publish(draft(one, [Facts((9, 10), (8, 10), (1, 2))] * communities))
        return (
            queries_of(lambda: comparison_of(made.unit, OCTOBER, NOW)),
            queries_of(lambda: trend_of(made.townships[0], OCTOBER, NOW)),
        )

    assert counts_of(2, 1) == counts_of(20, 20)


def test_trend_has_gaps_where_nothing_is_published(district: District) -> None:
    trend = trend_of(district.townships[0], OCTOBER, NOW + timedelta(days=1))
    assert [row.safety.estimate.figure if row.safety else None for row in trend.rows] == [None] * 11 + [0.95]
    assert trend.rows[-1].middles[SurveyHalf.SAFETY] == 0.95
