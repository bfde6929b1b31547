"""From survey rows to last place: what counts, what is left out, which months."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from assessments.fairness.last_place import LastPlace, LeftOut, Nobody, NoLastPlace
from assessments.fairness.rankings import past_entries
from assessments.fairness.selectors import Fairness, brief_of, evidence_for, fairness_of
from assessments.models import AssessmentMonth, LastPlacePolicy, PastRank, SurveyResult, VetoDecision
from assessments.models.filings import SurveyHalf
from assessments.results.selectors import result_of
from assessments.results.services import score_month
from safety_portal.organization.models import UnitSuccession
from tests.assessments.fairness.towns import Sample, survey
from tests.assessments.reports.builders import OCTOBER, make_month
from tests.assessments.results.builders import Town, make_town, open_reports
from tests.factories import CommunityFactory

pytestmark = pytest.mark.django_db

SAMPLES: list[Sample | None] = [(95, 100), (80, 100), (60, 100)]


def surveyed(samples: list[Sample | None] = SAMPLES, **kwargs: tuple[str, ...]) -> Town:
    town = make_town(len(samples), **kwargs)  # type: ignore[arg-type]
    survey(town.month, town.communities, samples, town.office)
    return town


def before(town: Town, months: int, samples: list[Sample | None]) -> AssessmentMonth:
    """An earlier month with its survey."""
    month = make_month(town.unit, OCTOBER - months)
    survey(month, town.communities, samples, town.office)
    return month


def last(town: Town) -> LastPlace:
    [found] = brief_of(town.month, None).findings
    assert isinstance(found, LastPlace)
    return found


def places(fairness: Fairness) -> dict[int, tuple[int, int | None, str]]:
    return {
        row.unit.pk: (row.survey.place, row.survey.group_place, row.survey.range) for row in fairness.rows if row.survey
    }


def define(town: Town, **values: str | int | bool) -> None:
    LastPlacePolicy.objects.create(township=town.unit, **values)


# --- The month ------------------------------------------------------------------------------------------------


def test_lowest_of_the_survey_is_last_without_any_setting() -> None:
    town = surveyed()
    unit = town.communities[2].pk
    assert (last(town).units, last(town).band) == (frozenset({unit}), frozenset({unit}))


def test_mean_of_both_halves_decides_by_default() -> None:
    town = make_town(2)
    survey(town.month, town.communities, [(70, 100), (80, 100)], town.office, [SurveyHalf.SAFETY])
    survey(town.month, town.communities, [(95, 100), (60, 100)], town.office, [SurveyHalf.SATISFACTION])
    assert last(town).units == {town.communities[1].pk}
    define(town, ranking="survey_safety")
    assert last(town).units == {town.communities[0].pk}


def test_one_half_alone_is_no_ranking_by_both() -> None:
    town = make_town(2)
    survey(town.month, town.communities, [(70, 100), (80, 100)], town.office, [SurveyHalf.SAFETY])
    left_out = dict.fromkeys([unit.pk for unit in town.communities], LeftOut.NOT_RANKED)
    assert brief_of(town.month, None).findings == [NoLastPlace(None, Nobody.NO_RANKING, left_out)]


def test_small_sample_is_ranked_but_not_last() -> None:
    town = surveyed([(95, 100), (80, 100), (10, 29)])
    small = town.communities[2].pk
    assert last(town).units == {town.communities[1].pk}
    assert last(town).left_out == {small: LeftOut.SMALL_SAMPLE}
    [row] = fairness_of(town.month, None, [small]).rows
    assert (row.survey and row.survey.place, row.left_out, row.is_thin) == (3, LeftOut.SMALL_SAMPLE, True)


def test_vetoed_community_counts_unless_it_is_set_otherwise() -> None:
    town = surveyed()
    VetoDecision.objects.create(
        month=town.month,
        unit=town.communities[2],
        document="1号",
        decided_by="区委政法委",
        decided_on=date(2026, 10, 1),
        reason="事由",
        entered_by=town.office,
    )
    assert last(town).units == {town.communities[2].pk}
    define(town, counts_vetoed=False)
    assert last(town).units == {town.communities[1].pk}


def test_weighted_index_may_name_another() -> None:
    town = make_town(2)
    for unit, counts in zip(town.communities, [(80, 0, 0, 20), (0, 85, 15, 0)], strict=True):
        best, good, poor, bad = counts
        for half in SurveyHalf:
            SurveyResult.objects.create(
                month=town.month, unit=unit, half=half, best=best, good=good, poor=poor, bad=bad, entered_by=town.office
            )
    assert last(town).units == {town.communities[0].pk}
    define(town, index="weighted")
    assert last(town).units == {town.communities[1].pk}


def test_groups_have_their_own_last_places() -> None:
    town = make_town(4, groups=("rural", "urban"))
    survey(town.month, town.communities, [(95, 100), (90, 100), (60, 100), (50, 100)], town.office)
    define(town, scope="group")
    findings = brief_of(town.month, None).findings
    assert [(one.group, one.units) for one in findings if isinstance(one, LastPlace)] == [
        ("rural", frozenset({town.communities[2].pk})),
        ("urban", frozenset({town.communities[3].pk})),
    ]


def test_everybody_sees_the_same_chance_figure() -> None:
    town = surveyed([(33, 40), (34, 40), (36, 40)])
    assert last(town).chance == last(town).chance
    assert 0.3 < last(town).chance.changed < 0.8


# --- Figures of the page --------------------------------------------------------------------------------------


def test_rows_stand_in_order_with_their_ranges() -> None:
    town = surveyed([(36, 40), (39, 40), (20, 40)])
    first, second, third = town.communities
    fairness = fairness_of(town.month, None)
    assert [row.unit for row in fairness.rows] == [second, first, third]
    assert places(fairness) == {first.pk: (2, 2, "2"), second.pk: (1, 1, "1–2"), third.pk: (3, 3, "3")}


def test_three_months_are_pooled_of_those_that_have_answers() -> None:
    town = surveyed([(30, 40), (36, 40)])
    before(town, 2, [(20, 30), None])
    before(town, 3, [(1, 90), (1, 90)])
    pooled = {row.unit.pk: row.halves[SurveyHalf.SAFETY].pooled for row in fairness_of(town.month, None).rows}
    one, other = (pooled[unit.pk] for unit in town.communities)
    assert one is not None
    assert other is not None
    assert (one.estimate.value, one.estimate.sample, one.months) == (Fraction(5, 7), 70, [OCTOBER - 2, OCTOBER])
    assert (other.estimate.sample, other.months) == (40, [OCTOBER])


def test_merged_unit_has_no_months_of_its_own_before() -> None:
    town = surveyed([(30, 40), (36, 40)])
    before(town, 1, [(20, 40), (36, 40)])
    before(town, 2, [(20, 40), (36, 40)])
    merged = town.communities[0]
    UnitSuccession.objects.create(
        kind="merge", on=date(2026, 9, 15), predecessor=CommunityFactory(parent=town.unit), successor=merged
    )
    row = next(row for row in fairness_of(town.month, None).rows if row.unit == merged)
    pooled = row.halves[SurveyHalf.SAFETY].pooled
    assert pooled is not None
    assert row.run is not None
    assert pooled.months == [OCTOBER - 1, OCTOBER]
    assert row.run.months == [OCTOBER, OCTOBER - 1]


def test_scored_answers_stand_until_the_scores_are_run_again() -> None:
    town = surveyed()
    score_month(month=town.month, by=town.office)
    SurveyResult.objects.filter(unit=town.communities[2]).update(best=99)
    fairness = fairness_of(town.month, result_of(town.month))
    row = next(row for row in fairness.rows if row.unit == town.communities[2])
    safety = row.halves[SurveyHalf.SAFETY]
    assert (safety.counts.positive, safety.counts.valid, safety.counts.is_changed) == (60, 100, True)
    assert (safety.share.figure, fairness.changed, row.is_changed) == (0.6, 1, True)
    assert last(town).units == {town.communities[2].pk}
    score_month(month=town.month, by=town.office)
    assert fairness_of(town.month, result_of(town.month)).changed == 0


def test_own_row_only_for_who_sees_no_others() -> None:
    town = surveyed()
    assert [row.unit for row in fairness_of(town.month, None, [town.communities[1].pk]).rows] == [town.communities[1]]


def test_month_without_survey_has_rows_without_figures() -> None:
    town = make_town(2)
    fairness = fairness_of(town.month, None)
    assert [(row.survey, dict(row.halves), row.left_out) for row in fairness.rows] == [
        (None, {}, LeftOut.NOT_RANKED)
    ] * 2


# --- The total's ranking --------------------------------------------------------------------------------------


def test_total_has_its_range_from_the_survey_behind_it() -> None:
    """In the small rules the survey counts nothing: each total stands where it is."""
    town = surveyed()
    town.set(0, disputes_on_time=1)
    score_month(month=town.month, by=town.office)
    rows = fairness_of(town.month, result_of(town.month)).rows
    assert {row.unit.pk: row.total.range for row in rows if row.total} == {
        town.communities[0].pk: "3",
        town.communities[1].pk: "1",
        town.communities[2].pk: "1",
    }


def test_last_by_total_is_who_has_the_last_rank() -> None:
    town = surveyed()
    town.set(0, disputes_on_time=1)
    define(town, ranking="score")
    score_month(month=town.month, by=town.office)
    found = last(town)
    assert (found.units, found.is_clear, found.chance.changed) == (frozenset({town.communities[0].pk}), True, 0)


def test_total_without_a_result_is_no_ranking() -> None:
    town = surveyed()
    define(town, ranking="score")
    [found] = brief_of(town.month, None).findings
    assert found == NoLastPlace(None, Nobody.NO_RANKING, {})


# --- Months running -------------------------------------------------------------------------------------------


def test_evidence_holds_band_chance_and_run() -> None:
    town = surveyed()
    before(town, 1, SAMPLES)
    before(town, 3, SAMPLES)
    evidence = evidence_for(town.month, town.communities[2])
    assert evidence is not None
    assert evidence.run.months == [OCTOBER, OCTOBER - 1, OCTOBER - 3]
    assert evidence.run.skipped == [OCTOBER - 2]
    assert (evidence.may_be_named, evidence.suffices) == (True, True)
    assert evidence.place == last(town)


def test_there_is_no_evidence_against_who_is_not_last() -> None:
    town = surveyed()
    assert evidence_for(town.month, town.communities[0]) is None


def test_evidence_does_not_suffice_where_another_could_be_last() -> None:
    town = surveyed([(95, 100), (33, 40), (32, 40)])
    evidence = evidence_for(town.month, town.communities[2])
    assert evidence is not None
    assert (evidence.may_be_named, evidence.suffices) == (True, False)


def test_shared_last_place_names_nobody() -> None:
    town = surveyed([(95, 100), (60, 100), (60, 100)])
    evidence = evidence_for(town.month, town.communities[2])
    assert evidence is not None
    assert (evidence.may_be_named, evidence.run.length) == (False, 0)


def test_ranks_brought_in_from_the_books_continue_a_run() -> None:
    town = surveyed()
    for place, unit in enumerate(town.communities, start=1):
        PastRank.objects.create(
            township=town.unit, first_day=date(2026, 9, 1), unit=unit, kind="survey", rank=place, of=3, source="旧台账"
        )
    evidence = evidence_for(town.month, town.communities[2])
    assert evidence is not None
    assert evidence.run.months == [OCTOBER, OCTOBER - 1]


def test_months_of_the_portal_come_before_the_books() -> None:
    town = surveyed()
    before(town, 1, [(60, 100), (80, 100), (95, 100)])
    for place, unit in enumerate(town.communities, start=1):
        PastRank.objects.create(
            township=town.unit, first_day=date(2026, 9, 1), unit=unit, kind="survey", rank=place, of=3, source="旧台账"
        )
    evidence = evidence_for(town.month, town.communities[2])
    assert evidence is not None
    assert evidence.run.months == [OCTOBER]


def test_run_by_total_reads_the_months_results() -> None:
    town = make_town(3)
    define(town, ranking="score")
    september = replace(town, month=make_month(town.unit, OCTOBER - 1))
    open_reports(september)
    for one in (september, town):
        one.set(2, disputes_on_time=1)
        score_month(month=one.month, by=town.office)
    evidence = evidence_for(town.month, town.communities[2])
    assert evidence is not None
    assert evidence.run.months == [OCTOBER, OCTOBER - 1]


@pytest.mark.parametrize(
    ("ranks", "of", "expected"),
    [
        ([1, 2, 3], 3, {3}),
        ([7, 8], 9, set()),
        ([9], 9, {1}),
        ([8, 9], 9, {2}),
        ([1, 2, 2], None, set()),
    ],
)
def test_nobody_becomes_last_because_others_were_not_brought_in(
    ranks: list[int], of: int | None, expected: set[int]
) -> None:
    """Units are numbered 1, 2, 3 as their ranks come; who alone has the lowest order is last."""
    rows = [PastRank(unit_id=number, rank=rank, of=of) for number, rank in enumerate(ranks, start=1)]
    entries = past_entries(rows, {})
    lowest = min(entry.order for entry in entries if entry.order is not None)
    at_the_end = [entry.unit for entry in entries if entry.order == lowest]
    assert {unit for unit in at_the_end if unit > 0 and len(at_the_end) == 1} == expected


def test_seed_is_of_township_and_month() -> None:
    town = make_town(1)
    assert brief_of(town.month, None).figures.seed == f"{town.unit.code}/2026-10"
