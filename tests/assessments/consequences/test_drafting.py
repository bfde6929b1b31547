"""What a publication does besides the fourteen months: corrections, quarters, other ladders and other policies."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from assessments.consequences import services
from assessments.consequences.drafting import follow
from assessments.consequences.evidence import Frozen
from assessments.consequences.setting import FIELDS, change_step
from assessments.models import Consequence, LadderStep, LastPlacePolicy
from safety_portal.audit.models import AuditEntry
from safety_portal.core.errors import Refused
from safety_portal.core.months import Month
from safety_portal.notices.models import Notice
from tests.assessments.consequences.builders import BULLETIN, INTERVIEW, World, make_world, published_at
from tests.assessments.fairness.towns import Sample
from tests.assessments.reports.builders import at

pytestmark = pytest.mark.django_db

JULY, AUGUST, SEPTEMBER = Month(2026, 7), Month(2026, 8), Month(2026, 9)
LAST_IS_A: dict[str, Sample] = {"甲": (70, 100), "乙": (90, 100), "丙": (95, 100)}
LAST_IS_B: dict[str, Sample] = {"甲": (90, 100), "乙": (70, 100), "丙": (95, 100)}
LATER = at("12-01 10:00")
EVEN_LATER = at("12-02 10:00")


@pytest.fixture
def world() -> World:
    return make_world("甲", "乙", "丙")


def drafted() -> set[tuple[str, str, str]]:
    """Unit, step and state of everything there is."""
    rows = Consequence.objects.values_list("unit__name", "step_code", "state")
    return {(name, code, state) for name, code, state in rows}


def confirm(world: World, row: Consequence) -> Consequence:
    with time_machine.travel(published_at(JULY)):
        return services.confirm(consequence=row, due_on=date(2026, 8, 20), by=world.leader)


def set_step(world: World, code: str, **values: str | int | bool | None) -> LadderStep:
    """The shipped step but for ``values``."""
    step = LadderStep.objects.current().filter(township=world.township, code=code).first()
    step = step or next(one for one in _shipped(world) if one.code == code)
    given = {name: getattr(step, name) for name in FIELDS} | values
    return change_step(township=world.township, code=code, values=given, reason="镇党委会研究", by=world.office)


def _shipped(world: World) -> list[LadderStep]:
    from_plan = world.publish(Month(2026, 1), dict.fromkeys(world.units, (90, 100)))  # all equal: nothing drafted
    return list(LadderStep.objects.current().filter(township=from_plan.month.township_id))


# --- Once, and told ---------------------------------------------------------------------------------------------


def test_following_a_publication_again_changes_nothing(world: World) -> None:
    publication = world.publish(JULY, LAST_IS_A)
    before = list(Consequence.objects.values())
    outcome = follow(publication, now=LATER)
    assert (outcome.drafted, outcome.withdrawn, outcome.shaken) == ([], [], [])
    assert list(Consequence.objects.values()) == before


def test_leader_hears_once_how_many_were_drafted(world: World) -> None:
    world.publish(JULY, LAST_IS_A)
    world.publish(AUGUST, LAST_IS_A)
    told = Notice.objects.filter(kind="consequence.drafted").order_by("pk")
    assert [(one.recipient, one.params["count"]) for one in told] == [(world.leader, 1), (world.leader, 2)]


def test_month_without_a_last_place_drafts_and_tells_nothing(world: World) -> None:
    world.publish(JULY, dict.fromkeys(world.units, (90, 100)))
    assert not Consequence.objects.exists()
    assert not Notice.objects.filter(kind="consequence.drafted").exists()


def test_refused_publication_leaves_no_proposal(world: World) -> None:
    world.publish(JULY, LAST_IS_A)
    with pytest.raises(Refused):
        world.correct(JULY, LAST_IS_B, at=LATER, reason=" ")
    assert drafted() == {("甲", INTERVIEW, "proposed")}


# --- Corrections ------------------------------------------------------------------------------------------------


def test_correction_that_leaves_the_ground_brings_the_evidence_up_to_date(world: World) -> None:
    world.publish(JULY, LAST_IS_A)
    row = world.proposal("甲", JULY)
    world.correct(JULY, {"甲": (60, 100)}, at=LATER)
    row.refresh_from_db()
    assert (row.state, row.version, row.publication and row.publication.number) == ("proposed", 2, 2)
    assert Frozen(row.evidence).own.figure == pytest.approx((0.6, 0.502, 0.691), abs=0.001)
    with pytest.raises(Refused):
        services.decline(consequence=row, reason="已谈话", by=world.leader, version=1)


def test_evidence_of_a_decided_one_stays_as_it_was_decided_on(world: World) -> None:
    world.publish(JULY, LAST_IS_A)
    row = confirm(world, world.proposal("甲", JULY))
    evidence = row.evidence
    world.correct(JULY, {"甲": (60, 100)}, at=LATER)
    row.refresh_from_db()
    assert (row.evidence, row.ground, row.publication and row.publication.number) == (evidence, "stands", 1)


def test_ground_that_comes_back_ends_the_doubt(world: World) -> None:
    world.publish(JULY, LAST_IS_A)
    row = confirm(world, world.proposal("甲", JULY))
    grounds = []
    for samples, when in ((LAST_IS_B, LATER), (LAST_IS_A, EVEN_LATER)):
        world.correct(JULY, samples, at=when)
        row.refresh_from_db()
        grounds.append((row.state, row.ground, row.ground_publication_id is not None))
    assert grounds == [("confirmed", "changed", True), ("confirmed", "stands", False)]
    assert Notice.objects.filter(kind="consequence.shaken").count() == 1


def test_upheld_one_stays_upheld_through_further_corrections(world: World) -> None:
    world.publish(JULY, LAST_IS_A)
    row = confirm(world, world.proposal("甲", JULY))
    world.correct(JULY, LAST_IS_B, at=LATER)
    with time_machine.travel(LATER):
        services.uphold(consequence=row, reason="约谈已通知", by=world.leader)
    world.correct(JULY, {"乙": (65, 100)}, at=EVEN_LATER)
    row.refresh_from_db()
    assert (row.state, row.ground) == ("confirmed", "upheld")


@pytest.mark.parametrize(("corrected_before", "count"), [(True, 2), (False, 1)])
def test_revoked_one_comes_again_only_where_its_ground_had_gone(
    world: World, corrected_before: bool, count: int
) -> None:
    world.publish(JULY, LAST_IS_A)
    row = confirm(world, world.proposal("甲", JULY))
    if corrected_before:
        world.correct(JULY, LAST_IS_B, at=at("11-30 10:00"))
    with time_machine.travel(LATER):
        services.revoke(consequence=row, reason="撤销", by=world.leader)
    world.correct(JULY, LAST_IS_B | {"丙": (96, 100)}, at=at("12-01 12:00"))
    world.correct(JULY, LAST_IS_A, at=EVEN_LATER)
    assert Consequence.objects.filter(unit=world.units["甲"], step_code=INTERVIEW).count() == count


def test_withdrawn_one_keeps_the_reason_of_the_correction(world: World) -> None:
    world.publish(JULY, LAST_IS_A)
    row = world.proposal("甲", JULY)
    world.correct(JULY, LAST_IS_B, at=LATER, reason="区考评办更正")
    row.refresh_from_db()
    assert (row.state, row.ended_because, row.number) == ("withdrawn", "区考评办更正", "")
    entry = AuditEntry.objects.filter(action="consequence.withdraw").get()
    assert (entry.actor_label, entry.reason) == ("系统", "区考评办更正")


# --- Other ladders ----------------------------------------------------------------------------------------------


def test_step_that_comes_once_a_run_is_silent_in_the_third_month(world: World) -> None:
    set_step(world, BULLETIN, repeats=False)
    for month in (JULY, AUGUST, SEPTEMBER):
        world.publish(month, LAST_IS_A)
    bulletins = Consequence.objects.filter(step_code=BULLETIN).values_list("first_day", flat=True)
    assert list(bulletins) == [AUGUST.first_day]


def test_step_not_in_use_drafts_nothing_and_takes_nothing_back(world: World) -> None:
    world.publish(JULY, LAST_IS_A)
    set_step(world, INTERVIEW, is_active=False)
    world.correct(JULY, {"丙": (96, 100)}, at=LATER)
    world.publish(AUGUST, LAST_IS_B)
    assert drafted() == {("甲", INTERVIEW, "proposed")}


def test_change_of_the_ladder_leaves_what_was_drafted_by_the_old_one(world: World) -> None:
    world.publish(JULY, LAST_IS_A)
    row = world.proposal("甲", JULY)
    changed = set_step(world, INTERVIEW, times=2)
    world.correct(JULY, {"丙": (96, 100)}, at=LATER)
    row.refresh_from_db()
    assert (row.state, row.step.version, changed.version) == ("proposed", 1, 2)


# --- Other policies ---------------------------------------------------------------------------------------------


def test_all_who_share_the_last_place_are_named_where_it_is_set_so(world: World) -> None:
    LastPlacePolicy.objects.create(township=world.township, shared="all")
    world.publish(JULY, LAST_IS_A | {"乙": (70, 100)})
    assert drafted() == {("甲", INTERVIEW, "proposed"), ("乙", INTERVIEW, "proposed")}
    assert Frozen(world.proposal("甲", JULY).evidence).is_shared


def test_missing_month_breaks_a_run_where_it_is_set_so(world: World) -> None:
    LastPlacePolicy.objects.create(township=world.township, missing_month="break")
    world.publish(JULY, LAST_IS_A)
    world.publish(AUGUST, dict.fromkeys(world.units))
    world.publish(SEPTEMBER, LAST_IS_A)
    assert not Consequence.objects.filter(step_code=BULLETIN).exists()


# --- The quarter ------------------------------------------------------------------------------------------------


def quarterly(world: World) -> None:
    set_step(world, "quarter-interview", trigger="quarter")
    for code in (INTERVIEW, BULLETIN):
        set_step(world, code, is_active=False)


def test_quarter_is_drafted_when_its_last_month_is_published(world: World) -> None:
    """甲 gave 70 + 95 + 94 of 300, 乙 90 + 70 + 90: 乙 is last of the quarter, though 甲 was last in July."""
    quarterly(world)
    world.publish(JULY, LAST_IS_A)
    world.publish(AUGUST, LAST_IS_B | {"甲": (95, 100)})
    assert drafted() == set()
    world.publish(SEPTEMBER, {"甲": (94, 100), "乙": (90, 100), "丙": (95, 100)})
    assert drafted() == {("乙", "quarter-interview", "proposed")}
    row = world.proposal("乙", JULY, "quarter-interview")
    frozen = Frozen(row.evidence)
    assert (row.month and row.month.slug, frozen.own.sample, frozen.own.figure and frozen.own.figure[0]) == (
        "2026-09",
        300,
        0.8333,
    )


def test_unit_not_surveyed_in_every_month_is_not_compared_in_the_quarter(world: World) -> None:
    quarterly(world)
    world.publish(JULY, LAST_IS_A)
    world.publish(AUGUST, {"甲": None, "乙": (90, 100), "丙": (95, 100)})
    world.publish(SEPTEMBER, LAST_IS_A)
    assert drafted() == {("乙", "quarter-interview", "proposed")}


def test_correction_inside_the_quarter_moves_its_last_place(world: World) -> None:
    """Of 300: 甲 210, 乙 270; then 215 and 265; then 245 and 215."""
    quarterly(world)
    for month in (JULY, AUGUST, SEPTEMBER):
        world.publish(month, LAST_IS_A)
    world.correct(JULY, {"甲": (75, 100), "乙": (85, 100)}, at=LATER)
    assert drafted() == {("甲", "quarter-interview", "proposed")}
    world.correct(AUGUST, {"甲": (100, 100), "乙": (40, 100)}, at=EVEN_LATER)
    assert drafted() == {("甲", "quarter-interview", "withdrawn"), ("乙", "quarter-interview", "proposed")}
