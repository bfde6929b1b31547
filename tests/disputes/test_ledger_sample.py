"""A ledger as an office really sent it, from upload to undo; sums by hand are read with another library."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db.models import Sum
from openpyxl.worksheet.worksheet import Worksheet

from disputes.models import Dispute, Party, StageDeadline
from safety_portal.core.deadlines import end_of
from safety_portal.core.errors import Refused
from safety_portal.imports import services
from safety_portal.imports.models import ImportRun
from tests.disputes.ledger_sample import (
    CATEGORIES,
    OUTCOMES,
    SOURCES,
    Daxing,
    Line,
    answer,
    edited,
    lines,
    make_daxing,
    read,
)
from tests.disputes.makers import at
from tests.imports.dumps import dump
from tests.imports.writing import write

pytestmark = pytest.mark.django_db

NOTHING = {"new": 0, "changed": 0, "same": 0, "repeated": 0, "refused": 0, "questioned": 0}
NEW = [4, 14, 16, 17, 18, 19, 21, 22, 23, 24, 27, 30, 31, 32, 34, 35, 36, 38, 40, 41, 42, 46, 48, 49, 52, 54, 58]
REFUSED = {
    "empty": [7],  # no day of registration
    "vague_day": [47],  # 九月中旬
    "unknown_unit": [11, 59],  # 幸福里社区 is none of this township
    "concluded_without_day": [8, 9, 15, 26, 28, 37, 50, 64],
    "concluded_before_registered": [
        5, 6, 10, 12, 13, 20, 25, 29, 33, 39, 44, 45, 51, 53, 56, 57, 60, 61, 62, 63, 65,
    ],
}  # fmt: skip
QUESTIONED = {
    "approximate": [18, 24, 27, 31, 34, 46, 52],  # 约10人
    "formula_as_text": [17, 31, 34, 35, 40, 58],  # =1+1 装修噪音…
    "open_with_day": [4, 18, 19, 21, 22, 24, 30, 41, 52, 58],
    "scale_unknown": [17, 19, 22, 48],  # 55 people, no scale
    "limit_out_of_range": [14, 24, 46, 58],  # 2026-10-08 is more than 30 days after the first days of September
}


@pytest.fixture
def daxing() -> Iterator[Daxing]:
    with time_machine.travel(at("2026-10-08 10:00"), tick=False):
        yield make_daxing()


def counts(run: ImportRun) -> dict[str, int]:
    return {name: run.counts[name] for name in NOTHING}


def rows_by_reason(run: ImportRun, status: str, severity: str) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for row in run.rows.filter(status=status):
        for remark in row.remarks:
            if remark["severity"] == severity:
                found[remark["code"]].append(row.number)
    return dict(found)


def test_every_column_is_known_and_one_word_is_asked(daxing: Daxing) -> None:
    run = read(daxing)
    assert (run.state, run.sheet_name, run.remarks) == ("preview", "台账", [])
    assert [run.mapping[str(index)] for index in range(1, 14)] == [
        "registered_on", "unit", "place", "parties", "phone", "category", "people", "summary", "source", "handler",
        "limit", "outcome", "concluded_on",
    ]  # fmt: skip
    assert counts(run) == {**NOTHING, "new": 26, "repeated": 1, "refused": 34, "questioned": 19}
    unknown = rows_by_reason(run, "refused", "refusal")["unknown_word"]
    assert unknown == [5, 8, 10, 49, 60, 64]
    assert {lines()[number].category for number in unknown} == {"损害赔偿"}


def test_each_refused_row_has_its_reason(daxing: Daxing) -> None:
    run = answer(read(daxing), daxing.office)
    assert counts(run) == {**NOTHING, "new": 27, "repeated": 1, "refused": 33, "questioned": 19}
    assert list(run.rows.filter(status="new").values_list("number", flat=True)) == NEW
    assert list(run.rows.filter(status="repeated").values_list("number", flat=True)) == [66]
    assert rows_by_reason(run, "refused", "refusal") == REFUSED
    assert rows_by_reason(run, "new", "question") == QUESTIONED


def test_reasons_are_those_that_a_clerk_finds() -> None:
    """The lists above, from the sheet itself."""
    by_hand = lines()
    assert len(by_hand) == 61
    ended = {number: line for number, line in by_hand.items() if OUTCOMES[line.outcome] and line.registered}
    here = {number for number, line in by_hand.items() if line.community}
    late = [n for n, line in ended.items() if line.concluded and line.registered and line.concluded < line.registered]
    assert [n for n in late if n in here and n != 66] == REFUSED["concluded_before_registered"]
    no_day = [n for n, line in ended.items() if line.concluded is None and n in here]
    assert no_day == REFUSED["concluded_without_day"]
    assert [n for n, line in by_hand.items() if not line.registered] == [*REFUSED["empty"], *REFUSED["vague_day"]]
    assert sorted(set(by_hand) - here) == REFUSED["unknown_unit"]
    assert sorted(set(by_hand) - {66} - {n for rows in REFUSED.values() for n in rows}) == NEW


def test_columns_in_the_database_are_those_of_the_sheet(daxing: Daxing) -> None:
    run = write(answer(read(daxing), daxing.office), daxing.office)
    accepted = [lines()[number] for number in NEW]
    disputes = Dispute.objects.all()
    assert disputes.aggregate(Sum("people_involved")) == {"people_involved__sum": sum(line.people for line in accepted)}
    columns: dict[str, list[object]] = {
        "community__short_name": [line.community for line in accepted],
        "category": [CATEGORIES[line.category] for line in accepted],
        "source": [SOURCES[line.source] for line in accepted],
        "outcome": [OUTCOMES[line.outcome] for line in accepted],
        "place": [line.place for line in accepted],
        "handler_label": [line.handler for line in accepted],
        "registered_at": [line.registered for line in accepted],
    }
    for field, column in columns.items():
        assert Counter(disputes.values_list(field, flat=True)) == Counter(column), field
    assert Counter(party.name for party in Party.objects.all()) == Counter(
        name for line in accepted for name in line.parties
    )
    phones = [phone.replace("-", "") for phone in (party.phone for party in Party.objects.all()) if phone]
    assert Counter(phones) == Counter(line.phone.replace("-", "") for line in accepted if line.phone)
    assert run.rows.filter(status="new").exclude(target_label="").count() == disputes.count() == 27


def test_each_row_became_the_dispute_that_it_tells_of(daxing: Daxing) -> None:
    run = write(answer(read(daxing), daxing.office), daxing.office)
    by_hand = lines()
    for row in run.rows.filter(status="new"):
        dispute, line = Dispute.objects.get(pk=row.target_id or 0), by_hand[row.number]
        told = (dispute.registered_at, dispute.concluded_at, dispute.deadlines.get(stage="community").due_at)
        assert told == (line.registered, line.concluded if OUTCOMES[line.outcome] else None, _due(line)), row.number
        assert dispute.summary.splitlines() == line.summary.splitlines()


def _due(line: Line) -> datetime:

    assert line.registered is not None
    days = line.limit if line.limit and line.limit <= 30 else 3
    return end_of(line.registered.date() + timedelta(days=days))


def test_the_same_ledger_twice_changes_nothing(daxing: Daxing) -> None:
    write(answer(read(daxing), daxing.office), daxing.office)
    before = dump()
    again = read(daxing)  # the word is remembered
    assert counts(again) | {"questioned": 0} == {**NOTHING, "same": 27, "repeated": 1, "refused": 33}
    with pytest.raises(Refused):
        write(again, daxing.office)
    assert dump() == before


def test_undoing_the_ledger_restores_the_tables(daxing: Daxing) -> None:
    before = dump()
    run = write(answer(read(daxing), daxing.office), daxing.office)
    assert dump() != before
    services.undo(run=run, by=daxing.office, version=run.version, reason="发错了文件")
    assert dump() == before
    assert counts(read(daxing))["new"] == 27


def test_next_ledger_brings_the_result(daxing: Daxing) -> None:
    """Row 14 was 化解中; the next ledger of the sender says 已化解 with a day."""

    def settle(sheet: Worksheet) -> None:
        assert sheet["M14"].value == "化解中"
        sheet["M14"], sheet["N14"] = "已化解", "2026-09-30"

    write(answer(read(daxing), daxing.office), daxing.office)
    before = dump()
    later = read(daxing, edited(settle))
    assert {name: count for name, count in counts(later).items() if name in {"new", "changed", "same"}} == {
        "new": 0, "changed": 1, "same": 26,
    }  # fmt: skip
    write(later, daxing.office)
    dispute = Dispute.objects.get(pk=later.rows.get(number=14).target_id or 0)
    assert (dispute.outcome, dispute.concluded_at, dispute.state) == ("oral", at("2026-09-30 00:00"), "concluded")
    services.undo(run=later, by=daxing.office, version=later.version, reason="发错了文件")
    assert dump() == before


def test_as_an_opening_balance_it_is_judged_from_now_on(daxing: Daxing) -> None:
    write(answer(read(daxing, is_opening=True), daxing.office), daxing.office)
    assert set(Dispute.objects.values_list("origin", flat=True)) == {"opening"}
    judged = StageDeadline.objects.filter(counts=True)
    due = [_due(lines()[number]) for number in NEW]
    assert Counter(judged.values_list("due_at", flat=True)) == Counter(
        day for day in due if day >= at("2026-10-08 10:00")
    )
