"""What a cell means to its column: a value, or none, and what is to be said of it.

The law: no silent wrong figure. What a person would understand without asking is read; what could be meant otherwise
is read with a question; what has no certain meaning is refused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from safety_portal.imports.reading.columns import Column, Form, Remark, Severity, UnitNames, Value, Vocabulary
from safety_portal.imports.reading.days import YearMonth, read_day, read_month
from safety_portal.imports.reading.figures import out_of_bounds, read_number, shown, wrong_type
from safety_portal.imports.reading.phones import is_shortened, read_phone
from safety_portal.imports.reading.places import UNIT_WORDS, PlaceIndex
from safety_portal.imports.reading.raw import Raw, Unfilled
from safety_portal.imports.reading.remarks import question, refusal
from safety_portal.imports.reading.text import VOID, cleaned, squeezed
from safety_portal.imports.reading.words import WordIndex

Answer = tuple[Value, list[Remark]]

_NOTHING = VOID | {"无", "没有", "暂无"}
_NUMBERS = frozenset({Form.INTEGER, Form.DECIMAL})
_MOST_KNOWN = 20_000
_LONGEST_VOID = 8


@dataclass
class ReadContext:
    """What reading a sheet needs to know; one for a whole sheet, because it remembers what it has read.

    ``chosen``: vocabulary → word → code as the user said (units under ``UNIT_WORDS``); ``counted_in``: column of the
    sheet → what its heading counts in; ``default_year`` and ``default_month``: what the sheet is about.
    """

    vocabularies: Mapping[str, Vocabulary] = field(default_factory=dict)
    units: UnitNames = field(default_factory=lambda: UnitNames({}))
    chosen: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    default_year: int | None = None
    default_month: int | None = None
    counted_in: Mapping[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        chosen = self.chosen.get(UNIT_WORDS, {})
        self.places = PlaceIndex(UnitNames(self.units.names, {**self.units.aliases, **chosen}, self.units.within))
        self.words = {
            name: WordIndex(vocabulary, self.chosen.get(name, {})) for name, vocabulary in self.vocabularies.items()
        }
        self.about = YearMonth(self.default_year, self.default_month)
        #: Texts are read once; column and its place in the sheet → text → answer.
        self.known: defaultdict[tuple[str, int], dict[Raw, Answer]] = defaultdict(dict)


def read(raws: Sequence[tuple[int, Raw]], column: Column, context: ReadContext) -> Answer:
    """The value of ``column`` in one row, from the cells mapped to it (column of the sheet, cell).

    A value that was refused is None. An empty cell is None and not nought.
    """
    if len(raws) != 1:
        return _read_several(raws, column, context)
    index, raw = raws[0]
    if raw is None:
        return None, [refusal("empty", column)] if column.is_required else []
    if raw.__class__ is not str or column.form is Form.TEXT:
        return _read_one(index, raw, column, context)
    known = context.known[column.key, index]
    answer = known.get(raw)
    if answer is None:
        if len(known) > _MOST_KNOWN:
            known.clear()
        answer = known[raw] = _read_one(index, raw, column, context)
    return answer[0], answer[1].copy()


def _read_one(index: int, raw: Raw, column: Column, context: ReadContext) -> Answer:
    return _answered(_READERS[column.form](index, raw, column, context), column)


def _answered(answer: Answer, column: Column) -> Answer:
    value, remarks = answer
    if value is None and column.is_required and not remarks:
        return None, [refusal("empty", column)]
    return value, remarks


def _read_several(raws: Sequence[tuple[int, Raw]], column: Column, context: ReadContext) -> Answer:
    """The sum of the cells of a column that ``adds``; else the one that says something, if they don't contradict."""
    answers = [_READERS[column.form](index, raw, column, context) for index, raw in raws]
    remarks = [remark for _, found in answers for remark in found]
    values = [value for value, _ in answers if value is not None]
    if any(remark.severity is Severity.REFUSAL for remark in remarks):
        return None, remarks
    if column.adds and column.form in _NUMBERS:
        return _answered(_summed(values, len(raws) - len(values), column, remarks), column)
    if len(set(values)) > 1:
        return None, [*remarks, refusal("several_values", column)]
    return _answered((values[0] if values else None, remarks), column)


def _summed(values: Sequence[Value], blanks: int, column: Column, remarks: list[Remark]) -> Answer:
    """Nothing at all stays nothing; with a blank among them nobody knows the sum: it stays empty, with a question."""
    figures = [value for value in values if isinstance(value, int | Decimal)]
    if not figures:
        return None, remarks
    total = sum(figures[1:], start=figures[0])
    faults = out_of_bounds(total, column)
    if faults:
        return None, faults
    return (None, [*remarks, question("blank_in_sum", column, count=blanks)]) if blanks else (total, remarks)


def _number(index: int, raw: Raw, column: Column, context: ReadContext) -> Answer:
    return read_number(raw, column, context.counted_in.get(index, ""))


def _day(_index: int, raw: Raw, column: Column, context: ReadContext) -> Answer:
    return read_day(raw, column, context.about)


def _month(_index: int, raw: Raw, column: Column, context: ReadContext) -> Answer:
    return read_month(raw, column, context.about)


def _said(raw: Raw) -> str | None:
    """What a cell says as a word; None for what is no text (nothing, an error, a formula without a value)."""
    return None if raw is None or wrong_type(raw, "date") or isinstance(raw, bool) else shown(raw)


def _word(_index: int, raw: Raw, column: Column, context: ReadContext) -> Answer:
    said = _said(raw)
    if said is None:
        return _no_text(raw, column, "unknown_word")
    index = context.words[column.vocabulary]
    found = index.match(said)
    labels = index.vocabulary.labels
    if found.code is None:
        if squeezed(said) in _NOTHING:
            return None, []
        return None, [refusal("unknown_word", column, word=said, **_suggested([labels[c] for c in found.candidates]))]
    remarks = [question("word_guessed", column, word=said, value=labels[found.code])] if found.is_guess else []
    return found.code, remarks


def _unit(_index: int, raw: Raw, column: Column, context: ReadContext) -> Answer:
    said = _said(raw)
    if said is None:
        return _no_text(raw, column, "unknown_unit")
    if squeezed(said) in _NOTHING:
        return None, []
    found = context.places.match(said)
    names = context.units.names
    if found.code is None:
        suggested = _suggested([names[code][0] for code in found.candidates])
        return None, [refusal("unknown_unit", column, word=said, **suggested)]
    if found.is_guess:
        return found.code, [question("unit_guessed", column, word=said, value=names[found.code][0])]
    return found.code, []


def _suggested(names: Sequence[str]) -> dict[str, str]:
    return {"suggestion": "、".join(names[:3])} if names else {}


def _no_text(raw: Raw, column: Column, code: str) -> Answer:
    if raw is None:
        return None, []
    return None, [refusal(wrong_type(raw, code) or code, column, word=shown(raw))]


def _phone(_index: int, raw: Raw, column: Column, _context: ReadContext) -> Answer:
    if raw is None:
        return None, []
    fault = wrong_type(raw, "")
    if fault or (isinstance(raw, str) and is_shortened(raw)):
        return None, [refusal(fault or "mangled_number", column)]
    said = raw if isinstance(raw, str) else _as_text(raw)
    if squeezed(said) in _NOTHING:
        return None, []
    phone, is_usual = read_phone(said)
    return _fitted(phone, column, [] if is_usual else [question("odd_phone", column)])


def _text(_index: int, raw: Raw, column: Column, _context: ReadContext) -> Answer:
    remarks: list[Remark] = []
    if isinstance(raw, str):
        text = cleaned(raw)
        if len(text) < _LONGEST_VOID and squeezed(text) in VOID:
            return None, []
        if column.is_identity and is_shortened(text):
            return None, [refusal("mangled_number", column)]
    elif raw is None:
        return None, []
    elif isinstance(raw, Unfilled):
        text, remarks = "=" + cleaned(raw.text), [question("formula_as_text", column)]
    elif fault := wrong_type(raw, ""):
        return None, [refusal(fault, column, **({"word": shown(raw)} if fault == "error_value" else {}))]
    else:
        text = _as_text(raw)
        if isinstance(raw, date | time | timedelta):
            remarks = [question("date_for_text", column, word=text)]
    return _fitted(text, column, remarks)


def _as_text(raw: Raw) -> str:
    """What is no text as the shortest text for it: 12345 for 12345.0, 2026-09-05 for that day."""
    if isinstance(raw, datetime):
        return f"{raw:%Y-%m-%d %H:%M}" if raw.time() != time.min else f"{raw:%Y-%m-%d}"
    if isinstance(raw, time):
        return f"{raw:%H:%M}"
    if isinstance(raw, bool):
        return str(raw).upper()
    return shown(raw)


def _fitted(text: str, column: Column, remarks: list[Remark]) -> Answer:
    if column.max_length and len(text) > column.max_length:
        return None, [refusal("too_long", column, length=len(text), limit=column.max_length)]
    return text, remarks


_READERS: Mapping[Form, Callable[[int, Raw, Column, ReadContext], Answer]] = {
    Form.TEXT: _text,
    Form.INTEGER: _number,
    Form.DECIMAL: _number,
    Form.DAY: _day,
    Form.MOMENT: _day,
    Form.WORD: _word,
    Form.UNIT: _unit,
    Form.PHONE: _phone,
    Form.MONTH: _month,
}
