"""Two workbooks as offices really sent them, from upload to undo; figures by hand are read with another library."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
import time_machine
from django.db.models import Sum

from assessments.models import Figure, FiledFigure, SurveyResult
from safety_portal.core.errors import Refused
from safety_portal.imports import services
from tests.assessments.intake.daxing import (
    NOTHING,
    POLICE,
    SURVEY,
    Daxing,
    counts,
    make_daxing,
    number_by_hand,
    read,
    rows_by_hand,
)
from tests.assessments.reports.builders import FakeRegister, at
from tests.imports.dumps import dump
from tests.imports.writing import write

pytestmark = pytest.mark.django_db
#: Columns of the survey's sheet, from 0. It has no 不太满意.
SAFETY = {"best": 3, "good": 4, "poor": 5, "bad": 6, "unknown": 7}
SATISFACTION = {"best": 8, "good": 9, "bad": 10, "unknown": 11}
#: Columns of the police's sheet that make up a figure.
FIGURES = {"police.preventable": (1, 2, 3, 4), "police.fraud": (5,), "police.fraud_loss": (6,)}
FIGURES |= {"police.gambling_vice": (7,)}


@pytest.fixture
def daxing(register: FakeRegister) -> Iterator[Daxing]:
    with time_machine.travel(at("11-02 09:00"), tick=False):
        yield make_daxing(register)


# --- The district's survey ------------------------------------------------------------------------------------


def test_every_row_of_the_survey_is_accepted(daxing: Daxing) -> None:
    run = read(daxing, SURVEY, "survey", daxing.office, "区平安办")
    assert (run.state, run.remarks, counts(run)) == ("preview", [], {**NOTHING, "new": 9})
    assert sorted(set(run.mapping.values())) == sorted(
        ["unit", "valid", *(f"safety_{one}" for one in SAFETY), *(f"satisfaction_{one}" for one in SATISFACTION)]
    )


def test_answers_in_the_database_are_those_of_the_sheet(daxing: Daxing) -> None:
    write(read(daxing, SURVEY, "survey", daxing.office, "区平安办"), daxing.office)
    by_hand = dict(rows_by_hand(SURVEY, 1))
    assert len(by_hand) == 9
    for half, places in (("safety", SAFETY), ("satisfaction", SATISFACTION)):
        for name, cells in by_hand.items():
            row = SurveyResult.objects.get(unit=daxing.communities[name], half=half)
            assert {answer: getattr(row, answer) for answer in places} == {
                answer: cells[place] for answer, place in places.items()
            }
            assert row.valid == cells[2]
        totals = SurveyResult.objects.filter(half=half).aggregate(**{answer: Sum(answer) for answer in places})
        assert totals == {
            answer: sum(number_by_hand(cells[place]) for cells in by_hand.values()) for answer, place in places.items()
        }
    assert SurveyResult.objects.filter(half="satisfaction").aggregate(poor=Sum("poor")) == {"poor": 0}


def test_the_same_survey_twice_changes_nothing(daxing: Daxing) -> None:
    write(read(daxing, SURVEY, "survey", daxing.office, "区平安办"), daxing.office)
    before = dump()
    again = read(daxing, SURVEY, "survey", daxing.office, "区平安办")
    assert counts(again) == {**NOTHING, "same": 9}
    with pytest.raises(Refused):
        write(again, daxing.office)
    assert dump() == before


def test_undoing_the_survey_restores_the_tables(daxing: Daxing) -> None:
    SurveyResult.objects.create(
        month=daxing.month,
        unit=daxing.communities["四岗"],
        half="safety",
        best=1,
        good=2,
        poor=3,
        bad=4,
        source="电话记录",
        entered_by=daxing.office,
    )
    before = dump()
    run = read(daxing, SURVEY, "survey", daxing.office, "区平安办")
    assert counts(run) == {**NOTHING, "new": 8, "changed": 1}
    write(run, daxing.office)
    assert SurveyResult.objects.count() == 18
    services.undo(run=run, by=daxing.office, version=run.version, reason="发错了文件")
    assert dump() == before


# --- The police's figures -------------------------------------------------------------------------------------


def test_every_row_of_the_police_is_accepted(daxing: Daxing) -> None:
    run = read(daxing, POLICE, "filing", daxing.police, "大兴派出所")
    assert (run.state, run.sheet_name, counts(run)) == ("preview", "Sheet1", {**NOTHING, "new": 9})
    assert {int(index): key for index, key in run.mapping.items()} == {
        0: "unit",
        **{place: code for code, places in FIGURES.items() for place in places},
    }


def test_figures_in_the_database_are_those_of_the_sheet(daxing: Daxing) -> None:
    write(read(daxing, POLICE, "filing", daxing.police, "大兴派出所"), daxing.police)
    by_hand = dict(rows_by_hand(POLICE, 0))
    assert len(by_hand) == 9
    cells = FiledFigure.objects.filter(filing=daxing.filing)
    assert {(one.unit_id, one.figure.code): one.value for one in cells.select_related("figure")} == {
        (daxing.communities[name].pk, code): sum(number_by_hand(row[place]) for place in places)
        for name, row in by_hand.items()
        for code, places in FIGURES.items()
    }
    totals = dict(cells.order_by().values_list("figure__code").annotate(total=Sum("value")))
    assert totals == {
        code: sum(number_by_hand(row[place]) for row in by_hand.values() for place in places)
        for code, places in FIGURES.items()
    }
    assert totals["police.fraud_loss"] == Decimal("163.49")
    assert daxing.filing.state == "draft"


def test_the_same_figures_twice_change_nothing(daxing: Daxing) -> None:
    write(read(daxing, POLICE, "filing", daxing.police, "大兴派出所"), daxing.police)
    before = dump()
    again = read(daxing, POLICE, "filing", daxing.police, "大兴派出所")
    assert counts(again) == {**NOTHING, "same": 9}
    with pytest.raises(Refused):
        write(again, daxing.police)
    assert dump() == before


def test_undoing_the_figures_restores_the_tables(daxing: Daxing) -> None:
    filing, unit = daxing.filing, daxing.communities["四岗"]
    fraud = FiledFigure.objects.create(filing=filing, unit=unit, figure_id=_figure("police.fraud"), value=7)
    FiledFigure.objects.create(filing=filing, unit=unit, figure_id=_figure("police.criminal"), value=None)
    before = dump()
    run = read(daxing, POLICE, "filing", daxing.police, "大兴派出所")
    assert counts(run) == {**NOTHING, "new": 8, "changed": 1}
    write(run, daxing.police)
    fraud.refresh_from_db()
    assert (fraud.value, filing.figures.count()) == (Decimal(1), 9 * 4 + 1)
    services.undo(run=run, by=daxing.police, version=run.version, reason="发错了文件")
    assert dump() == before


def _figure(code: str) -> int:
    return Figure.objects.get(code=code).pk
