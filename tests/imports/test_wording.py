"""Every code has words, and the words ask for nothing that a remark does not have."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from django.utils import translation

from safety_portal.audit import wording as trail_words
from safety_portal.imports import wording
from safety_portal.imports.reading.columns import Remark, Severity
from safety_portal.imports.reading.faults import Code, FileRefused
from safety_portal.imports.reading.remarks import CODES, QUOTING
from safety_portal.imports.wording import FAULTS, fault_words, register_remarks, remark_words

IMPORTS = Path(wording.__file__).parent
ENGINE_CODES = {
    "same_as_row": {"row"},
    "contradicts_row": {"row"},
    "same_file": {"day", "who"},
    "other_month": {"named", "month"},
    "total_differs": {"row", "stated", "column", "summed"},
    "other_sheets": {"sheet", "others"},
}
ALL_CODES = {**{code: set(params) for code, params in CODES.items()}, **ENGINE_CODES}


@pytest.fixture(autouse=True)
def _english(english: None) -> None:
    pass


@pytest.mark.parametrize("code", ALL_CODES)
def test_every_remark_has_words_with_and_without_quotation(code: str) -> None:
    full = Remark(code, params=dict.fromkeys(ALL_CODES[code], "¤"))
    bare = Remark(code, params={name: "¤" for name in ALL_CODES[code] if name not in QUOTING})
    for remark in (full, bare):
        words = remark_words(remark)
        assert (words != code, "%" in words.replace("93.4%", "")) == (True, False)


@pytest.mark.parametrize("code", ALL_CODES)
def test_words_say_what_is_known(code: str) -> None:
    """Of the numbers and names that a remark has, its first sentence leaves out none but what can be seen anyway."""
    names = set(re.findall(r"%\((\w+)\)", str(wording._remarks[code][0])))
    assert names <= ALL_CODES[code]


@pytest.mark.parametrize("code", get_args(Code))
def test_every_fault_of_a_file_has_words(code: Code) -> None:
    fault = FileRefused(code, limit=1, limit_mb=2, parts=3, ending=".x")
    assert fault_words(fault) == str(FAULTS[code]) % fault.params


def test_code_of_a_kind_that_is_gone_is_shown_as_it_is() -> None:
    assert remark_words(Remark("odd")) == "odd"


def test_kind_adds_its_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wording, "_remarks", {})
    register_remarks({"a": "One.", "b": ("%(count)s of them.", "Some.")})
    remarks = [Remark("a"), Remark("b", Severity.QUESTION, params={"count": 3}), Remark("b")]
    assert [remark_words(remark) for remark in remarks] == ["One.", "3 of them.", "Some."]


def test_every_action_of_imports_has_words() -> None:
    text = "\n".join(file.read_text("utf-8") for file in (IMPORTS / "services").glob("*.py"))
    actions = set(re.findall(r'trail\.record\(\s*"([\w.]+)"', text))
    assert actions == set(wording.TRAIL)
    assert all(trail_words.words_for(action) != action for action in actions)


def test_words_are_chinese_where_the_reader_is() -> None:
    with translation.override("zh-hans"):
        words = {code: remark_words(Remark(code, params=dict.fromkeys(ALL_CODES[code], "¤"))) for code in ALL_CODES}
    assert {code: text for code, text in words.items() if not re.search(r"[\u4e00-\u9fff]", text)} == {}
