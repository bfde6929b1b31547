"""Boards from what is frozen, filed and announced."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assessments.models import DistrictPlace
from assessments.states import TargetState as S
from assessments.targets.measuring import Point
from safety_portal.core.months import Month
from tests.assessments.reports.builders import OCTOBER, queries_of
from tests.assessments.targets.builders import Targets, make_targets, num
from tests.factories import CommunityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Targets:
    made = make_targets()
    made.take_on("songshanlu-2020")
    return made


def test_township_without_a_plan_has_an_empty_board() -> None:
    board = make_targets().board()
    assert (board.plans, board.standings) == ([], [])


def test_share_adds_the_communities_up(town: Targets) -> None:
    town.town.set(1, disputes_on_time=5, disputes_due=10)
    town.score()
    one = town.standing("disputes")
    assert (one.state, num(one.value), num(one.numerator), num(one.denominator)) == (S.MISSED, 0.75, 15, 20)
    assert one.words == "离 100% 差 25.0 个百分点。"
    assert one.trend[-1] == Point(OCTOBER, Decimal(15), Decimal(20), gaps=0, of=2)


def test_month_without_a_run_is_not_measured(town: Targets) -> None:
    one = town.standing("disputes")
    assert (one.state, num(one.value), one.words) == (S.NOT_MEASURED, None, "缺2026年10月等 1 个月的数。")


def test_community_without_a_figure_is_a_gap(town: Targets) -> None:
    town.town.set(0, publicity_households_reached=90)
    town.score()
    one = town.standing("households")
    assert (one.state, one.words) == (S.NOT_MEASURED, "缺 1 个社区的数。")


def test_households_are_divided_by_those_of_the_communities(town: Targets) -> None:
    for index, unit in enumerate(town.town.communities):
        unit.households = 200
        unit.save()
        town.town.set(index, publicity_households_reached=50)
    town.score()
    one = town.standing("households")
    assert (one.state, num(one.numerator), num(one.denominator)) == (S.AT_RISK, 100, 400)


def test_what_nobody_files_says_who_could(town: Targets) -> None:
    one = town.standing("places")
    assert (one.state, one.filed_by) == (S.NOT_MEASURED, [])
    assert one.words == "没有单位填报列入整治清单、已整治并复查，可由派出所填报。"


def test_what_is_not_filed_yet_says_by_whom(town: Targets) -> None:
    town.own("places.listed", "places.rectified")
    town.file(state="draft", places_listed=4, places_rectified=4)
    one = town.standing("places")
    assert (one.state, one.filed_by, one.words) == (S.NOT_MEASURED, ["大兴派出所"], "大兴派出所本月还没有报。")


def test_number_of_the_whole_township_is_judged_once_filed(town: Targets) -> None:
    town.own("places.listed", "places.rectified")
    town.file(places_listed=4, places_rectified=3)
    one = town.standing("places")
    assert (one.state, num(one.value), num(one.denominator)) == (S.MISSED, 0.75, 4)


def test_people_served_are_counted_without_a_lamp(town: Targets) -> None:
    town.own("care.persons", "care.visits")
    town.file(care_persons=46, care_visits=0)
    shown = [(one.state, num(one.value), one.is_judged) for one in town.board().on("seven") if one.target.line == 6]
    assert shown == [(S.NEUTRAL, 46, False), (S.NEUTRAL, 0, False)]


def test_petition_volume_never_becomes_a_missed_target() -> None:
    town = make_targets()
    town.take_on("chengjian-2023")
    town.take_on("xinjie-2021")
    town.own("petitions.collective")
    town.file(petitions_collective=500)
    petitions = [one for one in town.board().standings if one.target.code == "petitions"]
    assert [(one.state, num(one.value), one.is_judged) for one in petitions] == [(S.NEUTRAL, 500, False)] * 2


def test_what_must_not_happen_counts_month_year_and_last_time() -> None:
    town = make_targets()
    town.take_on("chengjian-2023", since=Month(2026, 8))
    town.own("police.public_order")
    for month, count in ((8, 0), (9, 2), (10, 0)):
        town.file(Month(2026, month), police_public_order=count)
    one = town.standing("public-order")
    assert (one.state, num(one.this_month), num(one.so_far), one.last_month) == (S.MISSED, 0, 2, Month(2026, 9))
    assert one.words == "今年已发生 2 起，最近一次在2026年9月。"


def test_place_is_the_one_that_the_district_announced() -> None:
    town = make_targets()
    town.take_on("daxing-2022")
    for month, place in ((7, 9), (10, 6)):
        DistrictPlace.objects.create(
            township=town.town.unit,
            first_day=Month(2026, month).first_day,
            kind="safety",
            place=place,
            of=20,
            source="区委政法委通报",
            entered_by=town.town.office,
        )
    one = town.standing("survey-place")
    assert (one.state, num(one.value), num(one.before)) == (S.MET, 6, 9)
    assert one.words == "2026年10月第 6 位（共 20 个），上一次第 9 位。"


def test_drafts_are_not_for_those_who_see_what_is_published(town: Targets) -> None:
    town.own("places.listed", "places.rectified")
    town.file(places_listed=4, places_rectified=4)
    town.score()
    seen = {one.target.code: one.state for one in town.board(published_only=True).standings}
    assert {seen["disputes"], seen["places"]} == {S.NOT_MEASURED}


def test_published_months_are_for_everybody(town: Targets) -> None:
    town.score(publish=True)
    assert town.standing("disputes", published_only=True).state == S.MET


def test_own_part_is_that_of_the_community_and_shares_alone(town: Targets) -> None:
    town.town.set(1, disputes_on_time=5, disputes_due=10)
    town.score(publish=True)
    board = town.board(published_only=True, only={town.town.communities[0].code})
    shown = {one.target.code: num(one.value) for one in board.standings}
    assert shown == {"households": None, "disputes": 1, "screening": None}


def test_targets_hold_from_their_first_month_to_their_last(town: Targets) -> None:
    assert town.board(Month(2026, 9)).standings == []
    plan = town.target("disputes").plan
    plan.until_day = OCTOBER.first_day
    plan.save()
    assert len(town.board().standings) == 9
    assert town.board(Month(2026, 11)).standings == []


def test_more_communities_and_plans_need_no_more_queries(town: Targets) -> None:
    town.score()
    few = queries_of(town.board)
    for _ in range(5):
        CommunityFactory(parent=town.town.unit)
    town.take_on("daxing-2022")
    town.take_on("chengjian-2023")
    assert (few, queries_of(town.board)) == (10, 10)
