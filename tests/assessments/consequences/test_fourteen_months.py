"""Fourteen months, published one by one by a test clock, against a table worked out by hand.

The rules, as plan daxing-2022 三、2（1） and the shipped policy read:

* whoever stands last alone in a surveyed month → 约 (约谈);
* whoever stands last for the second, third … time running → 通 (通报) beside it;
* a shared last place is nobody's, and breaks a run; where all are equal nobody is last;
* a month without a survey neither breaks nor continues a run;
* fewer than 30 valid answers: the community can't be last, the next lowest is;
* a merged community begins anew.

A cell of ``SURVEY`` is the number of positive answers of 100 (``20/29``: of 29), the same in both halves; ``·`` stands
for a community that was not surveyed, or that there isn't. A cell of ``PROPOSED`` says what is drafted when the month
is published, ``·`` nothing. The tables were filled in from the rules, with the months on paper.
"""

from __future__ import annotations

from datetime import date

import pytest
import time_machine

from assessments.consequences import services
from assessments.consequences.evidence import Frozen
from assessments.models import Consequence
from assessments.tasks import resume_postponed
from safety_portal.audit.trail import SYSTEM
from safety_portal.core.months import Month
from safety_portal.organization.services import NewUnit, merge_units
from tests.assessments.consequences.builders import BULLETIN, INTERVIEW, World, make_world, published_at
from tests.assessments.fairness.towns import Sample
from tests.assessments.reports.builders import at

pytestmark = pytest.mark.django_db

SURVEY = """
month      甲     乙     丙     丁     戊     己
2025-10    95     80     91     92     93     ·     乙 is last
2025-11    ·      ·      ·      ·      ·      ·     the district made no survey
2025-12    94     81     92     93     90     ·     乙 again: the month between does not count
2026-01    82     82     92     93     94     ·     甲 and 乙 share the last place
2026-02    95     83     91     92     93     ·     乙: its run began anew
2026-03    95     96     20/29  84     93     ·     丙 stands lowest, on 29 answers; 丁 is the next
2026-04    95     94     93     80     92     ·     丁, twice running
2026-05    95     94     93     79     92     ·     丁, three times running
2026-06    95     94     93     ·      ·      78    丁 and 戊 have merged into 己, which has no past
2026-07    95     94     93     ·      ·      80    己, twice running
2026-08    90     90     90     ·      ·      90    all equal
2026-09    81     94     93     ·      ·      92    甲 is last (so the first publication says)
2026-10    82     94     93     ·      ·      92    甲, twice running
2026-11    95     94     83     ·      ·      92    丙 is last
"""

PROPOSED = """
month      甲     乙     丙     丁     戊     己
2025-10    ·      约     ·      ·      ·      ·
2025-11    ·      ·      ·      ·      ·      ·
2025-12    ·      约通   ·      ·      ·      ·
2026-01    ·      ·      ·      ·      ·      ·
2026-02    ·      约     ·      ·      ·      ·
2026-03    ·      ·      ·      约     ·      ·
2026-04    ·      ·      ·      约通   ·      ·
2026-05    ·      ·      ·      约通   ·      ·
2026-06    ·      ·      ·      ·      ·      约
2026-07    ·      ·      ·      ·      ·      约通
2026-08    ·      ·      ·      ·      ·      ·
2026-09    约     ·      ·      ·      ·      ·
2026-10    约通   ·      ·      ·      ·      ·
2026-11    ·      ·      约     ·      ·      ·
"""

#: In December it turns out that in September not 81 but 92 of 甲 were content, and of 丙 only 80: September is
#: corrected. 丙 was last then, so 甲 was last in October for the first time.
CORRECTED = {
    "2026-09": "·      ·      约     ·      ·      ·",
    "2026-10": "约     ·      ·      ·      ·      ·",
}

STEPS = {"约": INTERVIEW, "通": BULLETIN}
Proposed = set[tuple[str, str, str]]


def rows_of(table: str) -> dict[str, dict[str, str]]:
    """By month, the cell of each community."""
    head, *rows = [line.split() for line in table.strip().splitlines()]
    return {cells[0]: dict(zip(head[1:], cells[1:], strict=False)) for cells in rows}


def sample(cell: str) -> Sample | None:
    if cell == "·":
        return None
    positive, _of, valid = cell.partition("/")
    return int(positive), int(valid or 100)


def expected(rows: dict[str, dict[str, str]], until: str) -> Proposed:
    """(community, month, step) of every proposal up to a month."""
    return {
        (name, month, STEPS[sign])
        for month, cells in rows.items()
        for name, cell in cells.items()
        for sign in cell.replace("·", "")
        if month <= until
    }


def there(*states: str) -> Proposed:
    """Every consequence there is, in any state or in these."""
    found = Consequence.objects.filter(state__in=states) if states else Consequence.objects.all()
    return {
        (name, str(Month.of(day)), step)
        for name, day, step in found.values_list("unit__name", "first_day", "step_code")
    }


@pytest.fixture
def world() -> World:
    return make_world("甲", "乙", "丙", "丁", "戊")


def surveyed(world: World, month: str) -> dict[str, Sample | None]:
    """What the table says of the communities that there are in the month."""
    cells = rows_of(SURVEY)[month]
    gone = {"丁", "戊"} if "己" in world.units else {"己"}
    return {name: sample(cells[name]) for name in "甲乙丙丁戊己" if name not in gone}


def publish(world: World, text: str) -> None:
    month = Month.parse(text)
    if text == "2026-06":
        merge(world)
    world.publish(month, surveyed(world, text))


def merge(world: World) -> None:
    parts = [world.units["丁"], world.units["戊"]]
    with time_machine.travel(at("2026-06-01 09:00")):
        into = NewUnit(code=f"{world.township.code}999", name="己")
        world.units["己"] = merge_units(units=parts, into=into, on=date(2026, 6, 1), by=SYSTEM)


def publish_until(world: World, last: str) -> None:
    for month in rows_of(SURVEY):
        if month <= last:
            publish(world, month)


# --- The table ------------------------------------------------------------------------------------------------


def test_proposals_arise_exactly_where_the_table_says(world: World) -> None:
    table = rows_of(PROPOSED)
    for month in table:
        publish(world, month)
        assert there() == expected(table, until=month), month
    assert len(there()) == Consequence.objects.count() == 16


def test_correction_moves_the_run_and_the_proposals_with_it(world: World) -> None:
    publish_until(world, "2026-11")
    world.correct(Month(2026, 9), {"甲": (92, 100), "丙": (80, 100)}, at=at("2026-12-12 10:00"))
    head = rows_of(PROPOSED)
    corrected = head | {month: dict(zip("甲乙丙丁戊己", row.split(), strict=True)) for month, row in CORRECTED.items()}
    assert there("proposed") == expected(corrected, until="2026-11")
    assert there("withdrawn") == {("甲", "2026-09", INTERVIEW), ("甲", "2026-10", BULLETIN)}


def test_correction_taken_back_brings_the_table_back(world: World) -> None:
    publish_until(world, "2026-11")
    world.correct(Month(2026, 9), {"甲": (92, 100), "丙": (80, 100)}, at=at("2026-12-12 10:00"))
    world.correct(Month(2026, 9), {"甲": (81, 100), "丙": (93, 100)}, at=at("2026-12-14 10:00"))
    assert there("proposed") == expected(rows_of(PROPOSED), until="2026-11")


def test_every_proposal_stands_beside_its_evidence(world: World) -> None:
    publish_until(world, "2026-11")
    runs = {
        (row.unit.name, str(Month.of(row.first_day)), row.step_code): [str(month) for month in Frozen(row.evidence).run]
        for row in Consequence.objects.select_related("unit")
    }
    assert runs["乙", "2025-12", BULLETIN] == ["2025-12", "2025-10"]
    assert runs["丁", "2026-05", INTERVIEW] == ["2026-05", "2026-04", "2026-03"]
    assert runs["己", "2026-07", BULLETIN] == ["2026-07", "2026-06"]
    for row in Consequence.objects.all():
        frozen = Frozen(row.evidence)
        assert 0 <= frozen.changed <= 1
        assert frozen.own.sample == 100
        assert row.unit.code in row.evidence["band"]


# --- What leaders decide changes nothing in what is drafted ---------------------------------------------------


def test_declined_and_postponed_proposals_do_not_come_twice(world: World) -> None:
    publish(world, "2025-10")
    services.decline(
        consequence=world.proposal("乙", Month(2025, 10)),
        reason="样本区间重叠",
        by=world.leader,
        now=at("2025-11-11 09:00"),
    )
    world.correct(Month(2025, 10), {"戊": (94, 100)}, at=at("2025-11-12 10:00"))
    assert there("declined") == there() == {("乙", "2025-10", INTERVIEW)}


def test_postponed_proposal_waits_and_comes_back_on_its_day(world: World) -> None:
    publish_until(world, "2026-02")
    row = world.proposal("乙", Month(2026, 2))
    with time_machine.travel(at("03-11 09:00")):
        services.postpone(consequence=row, until=date(2026, 4, 20), reason="待整改后再定", by=world.leader)
    publish(world, "2026-03")
    with time_machine.travel(at("04-19 06:00")):
        resume_postponed()
        assert there("postponed") == {("乙", "2026-02", INTERVIEW)}
    with time_machine.travel(at("04-20 06:00")):
        resume_postponed()
        resume_postponed()
    assert there("postponed") == set()
    assert there("proposed") == expected(rows_of(PROPOSED), until="2026-03")


def test_confirmed_one_is_not_withdrawn_but_looked_at_again(world: World) -> None:
    publish_until(world, "2026-10")
    row = world.proposal("甲", Month(2026, 9))
    with time_machine.travel(at("11-11 09:00")):
        services.confirm(consequence=row, due_on=date(2026, 11, 20), by=world.leader)
    world.correct(Month(2026, 9), {"甲": (92, 100), "丙": (80, 100)}, at=at("11-12 10:00"))
    row.refresh_from_db()
    assert (row.state, row.ground) == ("confirmed", "changed")
    assert there("withdrawn") == {("甲", "2026-10", BULLETIN)}


def test_exit_is_met_by_the_next_published_month_that_ranks_the_unit(world: World) -> None:
    publish_until(world, "2025-10")
    with time_machine.travel(published_at(Month(2025, 10))):
        row = services.confirm(
            consequence=world.proposal("乙", Month(2025, 10)), due_on=date(2025, 11, 20), by=world.leader
        )
    seen = []
    for month in ("2025-11", "2025-12", "2026-01", "2026-02"):
        publish(world, month)
        row.refresh_from_db()
        seen.append((row.exit_result, row.exit_month and row.exit_month.slug))
    assert seen == [("", None), ("unmet", "2025-12"), ("met", "2026-01"), ("met", "2026-01")]
