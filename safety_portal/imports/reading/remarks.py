"""Every remark that reading can make, with the parameters it may have; ``imports/wording.py`` has the sentences."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from safety_portal.imports.reading.columns import Column, Remark, Severity

#: code → parameters. ``word`` and the like quote the cell and are left out of remarks on personal columns.
CODES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        code: frozenset(params.split())
        for code, params in {
            # nothing, or nothing usable, in the cell
            "empty": "",
            "formula_without_value": "",
            "error_value": "word",
            "several_values": "",
            "merged_value": "",
            "below_other_head": "",
            "below_other_month": "",
            # numbers
            "not_a_number": "word",
            "not_whole": "word",
            "date_for_number": "",
            "percent": "word",
            "fraction_for_percent": "word",
            "approximate": "word value",
            "one_or_dash": "",
            "below_minimum": "value limit",
            "above_maximum": "value limit",
            "rounded": "word value",
            "other_scale": "scale expected",
            "blank_in_sum": "count",
            # days
            "not_a_day": "word",
            "no_such_day": "word",
            "vague_day": "word",
            "ambiguous_day": "word",
            "no_year": "word",
            "year_out_of_range": "word",
            "year_assumed": "word value",
            "short_year": "word value",
            "day_first": "word value",
            "serial_date": "word value",
            "not_a_month": "word",
            # words and units
            "unknown_word": "word suggestion",
            "word_guessed": "word value",
            "unknown_unit": "word suggestion",
            "unit_guessed": "word value",
            # texts
            "odd_phone": "",
            "formula_as_text": "",
            "date_for_text": "word",
            "too_long": "length limit",
            "mangled_number": "",
        }.items()
    }
)
QUOTING = frozenset({"word", "value", "suggestion"})


def refusal(code: str, column: Column, **params: str | int) -> Remark:
    return _remark(code, Severity.REFUSAL, column, params)


def question(code: str, column: Column, **params: str | int) -> Remark:
    return _remark(code, Severity.QUESTION, column, params)


def refusal_of_row(code: str) -> Remark:
    return Remark(code, Severity.REFUSAL)


def _remark(code: str, severity: Severity, column: Column, params: Mapping[str, str | int]) -> Remark:
    kept = {
        name: value[:60] if isinstance(value, str) else value
        for name, value in params.items()
        if name in CODES[code] and not (column.is_personal and name in QUOTING)
    }
    return Remark(code, severity, column.key, kept)
