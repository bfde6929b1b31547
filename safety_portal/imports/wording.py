"""What the codes of imports mean: faults of files, remarks on rows and sheets, lines of the trail.

A remark has a first sentence and, where its parameters may be missing (they never quote personal data), a plainer one.
Kinds add their own codes when they start (``register_remarks``).
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety_portal.core.ports import Words
from safety_portal.imports.reading.columns import Remark
from safety_portal.imports.reading.faults import FileRefused

TRAIL: dict[str, Words] = {
    "import.upload": _("uploaded a workbook"),
    "import.match": _("matched the columns of a workbook"),
    "import.write": _("imported a workbook"),
    "import.undo": _("undid an import"),
    "import.discard": _("discarded a workbook"),
    "import.fetch": _("fetched a workbook with its faults marked"),
    "import.forget": _("dropped what was learnt of a sender"),
    "import.erase": _("erased the values of an import"),
}
DETAILS: dict[str, Words] = {
    "sender": _("sender"),
    "rows": pgettext_lazy("detail of the trail", "rows"),
    "new": pgettext_lazy("detail of the trail", "new"),
    "changed": pgettext_lazy("detail of the trail", "changed"),
    "same": pgettext_lazy("detail of the trail", "already there"),
    "repeated": pgettext_lazy("detail of the trail", "repeated"),
    "refused": pgettext_lazy("detail of the trail", "refused"),
    "questioned": pgettext_lazy("detail of the trail", "questioned"),
    "entries": pgettext_lazy("detail of the trail", "entries"),
    "columns": pgettext_lazy("detail of the trail", "columns"),
}

# --- Files ----------------------------------------------------------------------------------------------------

FAULTS: dict[str, Words] = {
    "empty": _("The file is empty."),
    "too_large": _("The file is larger than %(limit_mb)s MB."),
    "unknown_type": _("This is no workbook. Send it as xlsx, xls or csv."),
    "web_page": _("This is a web page that is only called a workbook. Open it and save it as xlsx."),
    "xml_sheet": _("This is a workbook in an old XML form. Open it and save it as xlsx."),
    "binary_workbook": _("This is a workbook in binary form (xlsb). Open it and save it as xlsx."),
    "old_workbook": _("This workbook is in a form that is too old. Open it and save it as xlsx."),
    "protected": _("The workbook is protected by a password. Save it without one."),
    "broken": _("The file is damaged. Open it, save it anew as xlsx and send that."),
    "unpacks_too_large": _("Unpacked, the workbook is larger than %(limit_mb)s MB. Send fewer rows at a time."),
    "too_many_parts": _("The workbook consists of too many parts. Copy the table into a new one."),
    "odd_names": _("The workbook is packed in a way that cannot be trusted. Save it anew as xlsx."),
    "macros": _("The workbook holds macros. Save it as xlsx, without macros."),
    "external_links": _("The workbook refers to other files. Paste the table as values into a new one."),
    "embedded_objects": _("The workbook holds other files inside. Copy the table into a new one."),
    "data_connections": _("The workbook fetches data from elsewhere. Paste the table as values into a new one."),
    "xml_entities": _("The workbook holds instructions that no table needs. Copy the table into a new one."),
    "too_many_sheets": _("The workbook has more than %(limit)s sheets. Send the one that is meant."),
    "no_sheets": _("There is no sheet with cells in the workbook."),
    "too_many_cells": _("The workbook has too many cells. Send fewer rows at a time."),
    "spread_too_far": _("Cells stand far apart from each other. Delete the empty rows and columns, or copy the table."),
    "too_much_text": _("There is too much text in the workbook. Send fewer rows at a time."),
    "text_encoding": _("The characters of the text cannot be read. Save it as xlsx, or as csv in UTF-8."),
    "text_control_signs": _("This is no table but data of a program. Send it as xlsx, xls or csv."),
    "text_quotes": _("A quotation mark is opened and never closed. Save the table as xlsx."),
    "text_too_long": _("One cell holds more text than a workbook can. Check the quotation marks, or save it as xlsx."),
}


def fault_words(fault: FileRefused) -> str:
    """Why a file is not read, and what to do about it."""
    return _filled(FAULTS[fault.code], fault.params) or fault.code


def _filled(sentence: Words, params: Mapping[str, str | int]) -> str | None:
    """None where a parameter is missing."""
    try:
        return str(sentence) % params
    except KeyError:
        return None


# --- Remarks --------------------------------------------------------------------------------------------------

_remarks: dict[str, tuple[Words, ...]] = {
    # cells with nothing, or nothing usable
    "empty": (_("Fill in this cell: it must not be empty."),),
    "formula_without_value": (
        _("The formula has no result. Open the file in Excel or WPS, save it and upload it again, or type the result."),
    ),
    "error_value": (
        _("The cell shows the error %(word)s. Correct the formula or type the value."),
        _("The cell shows an error. Correct the formula or type the value."),
    ),
    "several_values": (_("Two columns are matched to this one and say different things. Match only one of them."),),
    "merged_value": (
        _("The figure stands in a merged cell and was taken for each of its rows. Check that it belongs to each."),
    ),
    "below_other_head": (_("Above this row another table with other columns begins. Put it on a sheet of its own."),),
    "below_other_month": (_("Above this row a table of another month begins. Put it on a sheet of its own."),),
    # numbers
    "not_a_number": (
        _("“%(word)s” is not a number. Fill in one number."),
        _("This is not a number. Fill in one number."),
    ),
    "not_whole": (
        _("“%(word)s” is not a whole number."),
        _("This is not a whole number."),
    ),
    "date_for_number": (
        _("The cell holds a date (Excel turns “3-5” into one). Format it as a number and type the figure again."),
    ),
    "percent": (
        _("“%(word)s” is a percentage; a figure is wanted here."),
        _("This is a percentage; a figure is wanted here."),
    ),
    "fraction_for_percent": (
        _("“%(word)s” may be a percentage or a fraction. Write it as text with the sign, such as 93.4%%."),
        _("This may be a percentage or a fraction. Write it as text with the sign, such as 93.4%%."),
    ),
    "approximate": (
        pgettext_lazy("approximate number", "“%(word)s” was taken as %(value)s."),
        _("The figure is approximate. Check it."),
    ),
    "one_or_dash": (_("The cell holds 一; it was taken as 1. If it is a dash, clear the cell."),),
    "below_minimum": (
        _("%(value)s is less than %(limit)s."),
        _("The figure is less than %(limit)s."),
        _("The figure is too small."),
    ),
    "above_maximum": (
        _("%(value)s is more than %(limit)s."),
        _("The figure is more than %(limit)s."),
        _("The figure is too large."),
    ),
    "rounded": (
        _("“%(word)s” was rounded to %(value)s."),
        _("The figure was rounded. Check it."),
    ),
    "other_scale": (
        _("The heading counts in %(scale)s, this column in %(expected)s; the figure was taken as it stands."),
        _("The heading counts in %(scale)s; the figure was taken as it stands."),
    ),
    "blank_in_sum": (
        _("%(count)s of the cells that are added up are empty: the figure stays empty. Write 0 where there was none."),
    ),
    # days
    "not_a_day": (
        _("“%(word)s” is not a date. Write it as 2026-09-05."),
        _("This is not a date. Write it as 2026-09-05."),
    ),
    "no_such_day": (
        _("There is no such day or time: %(word)s."),
        _("There is no such day or time."),
    ),
    "vague_day": (
        _("“%(word)s” does not say which day. Fill in the exact date."),
        _("This does not say which day. Fill in the exact date."),
    ),
    "ambiguous_day": (
        _("“%(word)s” can be read as more than one date. Write it as 2026-09-05."),
        _("This can be read as more than one date. Write it as 2026-09-05."),
    ),
    "no_year": (
        _("“%(word)s” has no year."),
        _("The date has no year."),
    ),
    "year_out_of_range": (
        _("The year of “%(word)s” cannot be right."),
        _("The year cannot be right."),
    ),
    "year_assumed": (
        _("“%(word)s” has no year and was taken as %(value)s."),
        _("The date has no year; one was assumed."),
    ),
    "short_year": (
        pgettext_lazy("short year", "“%(word)s” was taken as %(value)s."),
        _("The year has two digits only. Check it."),
    ),
    "day_first": (
        pgettext_lazy("day first", "“%(word)s” was taken as %(value)s."),
        _("The order of day, month and year is unusual. Check it."),
    ),
    "serial_date": (
        _("The number %(word)s is how Excel stores %(value)s; it was taken as that day."),
        _("The cell shows a number, which was taken as a date of Excel's."),
    ),
    "not_a_month": (
        _("“%(word)s” is not a month. Write it as 2026-09."),
        _("This is not a month. Write it as 2026-09."),
    ),
    # words and units
    "unknown_word": (
        _("The portal does not know “%(word)s”. Perhaps %(suggestion)s?"),
        _("The portal does not know “%(word)s”. Say what it means under “Columns”."),
        _("The portal does not know this word."),
    ),
    "word_guessed": (
        _("“%(word)s” was taken as “%(value)s”."),
        _("The word was taken for one that is like it. Check it."),
    ),
    "unknown_unit": (
        _("There is no community “%(word)s” in this township. Perhaps %(suggestion)s?"),
        _("There is no community “%(word)s” in this township."),
        _("There is no such community in this township."),
    ),
    "unit_guessed": (
        _("“%(word)s” was taken as “%(value)s”."),
        _("The name was taken for one that is like it. Check it."),
    ),
    # texts
    "odd_phone": (_("This does not look like a telephone number; it was kept as it is."),),
    "formula_as_text": (_("The cell begins with = and was kept as text."),),
    "date_for_text": (
        _("The cell holds the date %(word)s (Excel turns “3-5” into one). Check what is meant."),
        _("The cell holds a date (Excel turns “3-5” into one). Check what is meant."),
    ),
    "too_long": (_("The text has %(length)s characters; at most %(limit)s are kept."),),
    "mangled_number": (
        _("The spreadsheet has cut off digits of this number. Format the cell as text and type it again."),
    ),
    # rows
    "same_as_row": (_("Says the same as row %(row)s."),),
    "contradicts_row": (_("Row %(row)s says something else of the same matter. Keep the one that is right."),),
    # sheets
    "same_file": (
        _("This very file was imported on %(day)s by %(who)s. Rows that are there already stay as they are."),
    ),
    "other_month": (_("The workbook names %(named)s; you chose %(month)s."),),
    "total_differs": (_("Row %(row)s gives %(stated)s as the total of “%(column)s”; the rows add up to %(summed)s."),),
    "other_sheets": (_("Only “%(sheet)s” is imported. There are rows on other sheets as well: %(others)s."),),
}


def register_remarks(words: Mapping[str, Words | tuple[Words, ...]]) -> None:
    """Add a kind's codes: ``{"unit_not_assessed": _("…%(month)s…")}``; several sentences: the first that has all its
    parameters is said.
    """
    for code, sentences in words.items():
        _remarks[code] = sentences if isinstance(sentences, tuple) else (sentences,)


def remark_words(remark: Remark) -> str:
    """The remark in the active language; its code where its kind is gone."""
    for sentence in _remarks.get(remark.code, ()):
        if (text := _filled(sentence, remark.params)) is not None:
            return text
    return remark.code
