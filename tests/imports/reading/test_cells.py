"""Texts, telephone numbers, words and communities in cells."""

import re
from datetime import date, datetime, time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety_portal.imports.reading import cells
from safety_portal.imports.reading.cells import ReadContext, read
from safety_portal.imports.reading.columns import Column, Form, Remark, Severity, Value
from safety_portal.imports.reading.raw import Broken, Mangled, Raw, Unfilled
from safety_portal.imports.reading.remarks import CODES
from tests.imports.reading.registers import UNIT, UNITS, WORDS, column

TEXT = column("text", "情况", Form.TEXT, max_length=12)
ROOM = column("room", "房号", Form.TEXT, is_identity=True)
PHONE = column("phone", "电话", Form.PHONE, is_personal=True)
WORD = column("category", "类型", Form.WORD, vocabulary="category")
CONTEXT = ReadContext(WORDS, UNITS, {"category": {"扯皮": "02"}, "unit": {"幸福里": "u0"}})


def said(raw: Raw, one: Column) -> tuple[Value, list[str]]:
    value, remarks = read([(0, raw)], one, CONTEXT)
    return value, [remark.code for remark in remarks]


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("  漏水　争执 ", "漏水 争执"),
        ("一行\n二行", "一行\n二行"),
        (12345.0, "12345"),
        (7, "7"),
        (7.5, "7.5"),
        ("无", "无"),
        ("=1+1", "=1+1"),
        ("-", None),
        ("／", None),
        (" ", None),
        (None, None),
        (True, "TRUE"),
    ],
)
def test_texts_are_kept_as_they_are(raw: Raw, value: str | None) -> None:
    assert said(raw, TEXT) == (value, [])


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (Unfilled("1+1 装修"), ("=1+1 装修", ["formula_as_text"])),
        (date(2026, 3, 5), ("2026-03-05", ["date_for_text"])),
        (datetime.fromisoformat("2026-03-05 09:30"), (None, ["too_long"])),
        (time(9, 30), ("09:30", ["date_for_text"])),
        (Mangled("12345678901234567"), (None, ["mangled_number"])),
        (Broken("#NAME?"), (None, ["error_value"])),
        ("x" * 13, (None, ["too_long"])),
    ],
)
def test_texts_that_may_not_be_what_was_typed(raw: Raw, expected: tuple[Value, list[str]]) -> None:
    assert said(raw, TEXT) == expected


def test_a_shortened_number_is_no_identity() -> None:
    assert said("3.4E+17", ROOM) == (None, ["mangled_number"])
    assert said("3E", ROOM) == ("3E", [])


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (13900000001.0, "13900000001"),
        (13900000001, "13900000001"),
        ("139 0000 0002", "13900000002"),
        ("139-0000-0002", "13900000002"),
        ("１３９０００００００１", "13900000001"),
        ("+86 13900000001", "13900000001"),
        ("0551-64000005", "0551-64000005"),
        ("055164000005", "0551-64000005"),
        ("(0551) 64000005", "0551-64000005"),
        ("010-12345678", "010-12345678"),
        ("64000005", "64000005"),
        ("13900000001、13900000002", "13900000001、13900000002"),
        ("13900000001/0551-64000005", "13900000001、0551-64000005"),
        ("13900000001 13900000002", "13900000001、13900000002"),
        ("13900000001\n13900000001", "13900000001"),
        ("0551-64000005转801", "0551-64000005转801"),
        ("无", None),
        ("—", None),
        (None, None),
    ],
)
def test_telephone_numbers_in_their_usual_writing(raw: Raw, value: str | None) -> None:
    assert said(raw, PHONE) == (value, [])


@pytest.mark.parametrize(
    "raw", ["1390000000", "139****0001", "住户13900000001", "12345", 139000000012, "23900000001", "13900000001（子）"]
)
def test_odd_telephone_numbers_are_kept_and_questioned(raw: Raw) -> None:
    assert said(raw, PHONE) == (str(raw), ["odd_phone"])


@pytest.mark.parametrize("raw", [Mangled("139000000010000000"), "1.39E+10"])
def test_numbers_that_lost_digits_are_refused(raw: Raw) -> None:
    assert said(raw, PHONE) == (None, ["mangled_number"])


def test_words_by_label_code_synonym_and_choice() -> None:
    assert [said(raw, WORD) for raw in ("邻里纠纷", "0402", "物业纠纷", "扯皮", None, "—", "无")] == [
        ("02", []),
        ("0402", []),
        ("0402", []),
        ("02", []),
        (None, []),
        (None, []),
        (None, []),
    ]
    assert said(402, WORD) == ("0402", ["word_guessed"])


def test_an_unknown_word_is_quoted_to_be_asked() -> None:
    assert read([(0, " 借贷，欠款 ")], WORD, CONTEXT) == (
        None,
        [Remark("unknown_word", Severity.REFUSAL, "category", {"word": "借贷，欠款"})],
    )


@pytest.mark.parametrize("raw", [date(2026, 9, 5), True, time(9, 30)])
def test_what_is_no_word_is_no_word(raw: Raw) -> None:
    assert said(raw, WORD) == (None, ["unknown_word"])
    assert said(raw, UNIT) == (None, ["unknown_unit"])


def test_communities_by_name_and_choice() -> None:
    assert [said(raw, UNIT) for raw in (" 四 岗", "幸福里", "大兴镇兴漕社区居委会")] == [
        ("u0", []),
        ("u0", []),
        ("u8", []),
    ]
    assert [said(raw, UNIT) for raw in (None, "无", "—")] == [(None, ["empty"])] * 3


def test_a_near_miss_is_refused_with_a_suggestion() -> None:
    assert read([(0, "新海 社区")], UNIT, CONTEXT) == (
        None,
        [Remark("unknown_unit", Severity.REFUSAL, "unit", {"word": "新海 社区", "suggestion": "新海家园社区"})],
    )


def test_answers_are_not_shared() -> None:
    first = read([(0, "新海")], UNIT, CONTEXT)[1]
    first.clear()
    assert said("新海", UNIT) == (None, ["unknown_unit"])


FORMS = [
    TEXT,
    PHONE,
    WORD,
    UNIT,
    *(column(form.value, "列", form, is_required=True) for form in (Form.INTEGER, Form.DECIMAL, Form.DAY, Form.MONTH)),
]
RAWS = st.one_of(
    st.none(),
    st.text(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
    st.times(),
    st.timedeltas(),
    st.builds(Unfilled, st.text()),
    st.builds(Broken, st.text()),
    st.builds(Mangled, st.text()),
)


@given(RAWS, st.sampled_from(FORMS))
def test_anything_is_read_refused_or_questioned(raw: Raw, one: Column) -> None:
    value, remarks = read([(0, raw)], one, ReadContext(WORDS, UNITS))
    refused = [remark for remark in remarks if remark.severity is Severity.REFUSAL]
    assert not (refused and value is not None)
    assert value is not None or refused or not one.is_required
    assert all(set(remark.params) <= CODES[remark.code] for remark in remarks)


def test_every_code_that_is_used_has_its_parameters_listed() -> None:
    source = "".join(file.read_text("utf-8") for file in Path(cells.__file__).parent.glob("*.py"))
    used = set(re.findall(r'(?:question|refusal|refusal_of_row)\("(\w+)"', source))
    assert used <= set(CODES)
    assert all(f'"{code}"' in source.replace(f'"{code}": "', "") for code in CODES)
