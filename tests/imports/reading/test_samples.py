"""The workbooks as offices sent them, read as a person would read them."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from safety_portal.imports.reading.body import Role, TotalCheck, lines
from safety_portal.imports.reading.columns import Remark, Value
from safety_portal.imports.reading.head import choose_sheet, months_named
from safety_portal.imports.reading.totals import Mismatch
from tests.imports.reading.registers import HOMES, LEDGER, POLICE, SURVEY, Sheet, read_all, sample


def sums(rows: Iterable[dict[str, Value]]) -> dict[str, int | Decimal]:
    """What the figures of all rows add up to."""
    totals: dict[str, int | Decimal] = {}
    for values in rows:
        for key, value in values.items():
            if isinstance(value, int | Decimal):
                totals[key] = totals.get(key, 0) + value
    return totals


def codes(remarks: Iterable[Remark]) -> Counter[tuple[str, str]]:
    return Counter((remark.column, remark.code) for remark in remarks)


def test_survey_is_read_whole() -> None:
    sheets = sample("区测评结果-2026-10")
    index, head, others = choose_sheet(sheets, SURVEY)
    assert head is not None
    assert (index, others, head.rows, sorted(head.suggestion), head.unsure) == (
        0,
        (),
        (2, 3),
        [*range(1, 12)],
        frozenset(),
    )
    assert months_named(head.title_texts) == {(2026, 10)}
    rows = read_all(sheets[0], SURVEY)
    assert [values["unit"] for values, _ in rows.values()] == ["u2", "u1", "u8", "u0", "u3", "u4", "u7", "u6", "u5"]
    assert sums(values for values, _ in rows.values()) == {
        "valid": 447, "safe0": 307, "safe1": 110, "safe2": 15, "safe3": 3, "safe4": 12,
        "good0": 319, "good1": 92, "good2": 12, "good3": 24,
    }  # fmt: skip
    assert [remark for _, remarks in rows.values() for remark in remarks] == []


def test_survey_leaves_out_its_total_and_foot() -> None:
    sheet = sample("区测评结果-2026-10")[0]
    _, head, _ = choose_sheet([sheet], SURVEY)
    assert head is not None
    left_out = [line for line in lines(sheet, head, head.suggestion, SURVEY) if line.role is not Role.DATA]
    assert [(line.number, line.role, line.text) for line in left_out] == [
        (14, Role.TOTAL, "合计"),
        (15, Role.BLANK, ""),
        (16, Role.FOOT, "填表人："),
    ]


def test_police_figures_are_added_up_under_their_group() -> None:
    sheets = sample("派出所警情数据-2026-10")
    index, head, others = choose_sheet(sheets, POLICE)
    assert head is not None
    assert (index, others, head.unsure) == (0, (), frozenset())
    assert head.suggestion == {
        0: "unit",
        1: "cases",
        2: "cases",
        3: "cases",
        4: "cases",
        5: "fraud",
        6: "loss",
        7: "vice",
    }
    assert head.heads[1].path == "可防性案件（起） / 入室盗窃"
    rows = read_all(sheets[0], POLICE)
    assert rows[5] == ({"unit": "u1", "cases": 10, "fraud": 0, "loss": Decimal("26.13"), "vice": 1}, [])
    assert sums(values for values, _ in rows.values()) == {
        "cases": 49,
        "fraud": 14,
        "loss": Decimal("163.49"),
        "vice": 5,
    }
    assert [remark for _, remarks in rows.values() for remark in remarks] == []


def test_ledger_is_read_with_its_questions_and_refusals() -> None:
    rows = read_all(sample("矛盾纠纷台账-2026-09")[0], LEDGER)
    assert len(rows) == 61
    found = codes(remark for _, remarks in rows.values() for remark in remarks if remark.column != "category")
    assert found == {
        ("people", "approximate"): 14, ("unit", "unknown_unit"): 2, ("day", "empty"): 1, ("day", "vague_day"): 1,
    }  # fmt: skip
    days = [values["day"] for values, _ in rows.values()]
    assert days[:3] == [date(2026, 9, 5), datetime.fromisoformat("2026-09-21 09:30"), date(2026, 9, 24)]
    assert rows[5][0]["phone"] == "13900000002"


def test_homes_are_filled_down() -> None:
    rows = read_all(sample("住户册-四岗3网格")[0], HOMES)
    keys = ("estate", "building", "entrance", "room")
    homes = [tuple(values[key] for key in keys) for values, _ in rows.values()]
    assert len(homes) == len(set(homes)) == 400
    assert not any(None in home for home in homes)
    assert (homes[1], homes[12]) == (("四岗花园", "1栋", "1单元", "102"), ("四岗花园", "1栋", "2单元", "101"))
    assert rows[3][0]["phone"] == "13800000000"
    assert [remark for _, remarks in rows.values() for remark in remarks] == []


def test_stated_totals_are_compared() -> None:
    cells = [list(row) for row in sample("区测评结果-2026-10")[0].cells]
    cells[13][2:5] = [447, 300, 110]
    sheet = Sheet(cells, sample("区测评结果-2026-10")[0].merged)
    _, head, _ = choose_sheet([sheet], SURVEY)
    assert head is not None
    check = TotalCheck(SURVEY)
    for line in lines(sheet, head, head.suggestion, SURVEY):
        check.take(line)
    assert check.faults == [Mismatch(14, "safe0", Decimal(300), Decimal(307))]
