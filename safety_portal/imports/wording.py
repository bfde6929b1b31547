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
    "text_encoding": _("The signs of the text cannot be read. Save it as xlsx, or as csv in UTF-8."),
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
    "empty": (_("This must be filled in."),),
    "formula_without_value": (_("The formula was never calculated. Open and save the workbook, or enter the value."),),
    "error_value": (_("The cell shows the error %(word)s."), _("The cell shows an error.")),
    "several_values": (_("Several columns say different things here."),),
    "merged_value": (_("Stands in a merged cell and was taken for this row too."),),
    "below_other_head": (_("Stands under another heading inside the table."),),
    # numbers
    "not_a_number": (_("“%(word)s” is no number."), _("This is no number.")),
    "not_whole": (_("“%(word)s” is no whole number."), _("This is no whole number.")),
    "date_for_number": (_("A date stands where a number belongs."),),
    "percent": (_("“%(word)s” is a percentage; a count belongs here."), _("A count belongs here, no percentage.")),
    "fraction_for_percent": (
        _("“%(word)s” may mean a part of one; a percentage belongs here."),
        _("A percentage belongs here, no part of one."),
    ),
    "approximate": (_("“%(word)s” is approximate; %(value)s was taken."), _("The figure is approximate.")),
    "one_or_dash": (_("1 was taken; clear the cell if the sign is a dash."),),
    "below_minimum": (_("%(value)s is less than %(limit)s."), _("Less than %(limit)s.")),
    "above_maximum": (_("%(value)s is more than %(limit)s."), _("More than %(limit)s.")),
    "rounded": (_("“%(word)s” was rounded to %(value)s."), _("The figure was rounded.")),
    "other_scale": (_("Counted in %(scale)s; %(expected)s is expected."),),
    "blank_in_sum": (_("%(count)s of the columns that are summed up are blank."),),
    # days
    "not_a_day": (_("“%(word)s” is no date."), _("This is no date.")),
    "no_such_day": (_("There is no such day as “%(word)s”."), _("There is no such day.")),
    "vague_day": (_("“%(word)s” names no single day."), _("This names no single day.")),
    "ambiguous_day": (_("“%(word)s” can be read as two days."), _("This can be read as two days.")),
    "no_year": (_("“%(word)s” has no year."), _("The date has no year.")),
    "year_out_of_range": (_("The year of “%(word)s” cannot be right."), _("The year cannot be right.")),
    "year_assumed": (_("“%(word)s” has no year; %(value)s was taken."), _("The date has no year; one was assumed.")),
    "short_year": (_("“%(word)s” was read as %(value)s."), _("The year has two digits only.")),
    "day_first": (_("“%(word)s” was read with the day first: %(value)s."), _("The date was read with the day first.")),
    "serial_date": (
        _("“%(word)s” is a date stored as a number; it was read as %(value)s."),
        _("A date stored as a number."),
    ),
    "not_a_month": (_("“%(word)s” is no month."), _("This is no month.")),
    # words and units
    "unknown_word": (
        _("“%(word)s” is unknown. Perhaps %(suggestion)s?"),
        _("“%(word)s” is unknown. Say what it means under “Columns”."),
        _("This word is unknown."),
    ),
    "word_guessed": (_("“%(word)s” was taken for %(value)s."), _("The word was guessed.")),
    "unknown_unit": (
        _("There is no community “%(word)s” in this township. Perhaps %(suggestion)s?"),
        _("There is no community “%(word)s” in this township."),
        _("There is no such community in this township."),
    ),
    "unit_guessed": (_("“%(word)s” was taken for %(value)s."), _("The community was guessed.")),
    # texts
    "odd_phone": (_("This does not look like a phone number; it was taken as it stands."),),
    "formula_as_text": (_("Begins like a formula; it was taken as text."),),
    "date_for_text": (_("A date stands where text belongs; “%(word)s” was taken."), _("A date stands for text.")),
    "too_long": (_("The text has %(length)s signs; %(limit)s are possible."), _("The text is too long.")),
    "mangled_number": (
        _("The number has more than 15 digits: the workbook has lost the last ones. Enter it as text."),
    ),
    # rows
    "same_as_row": (_("Says the same as row %(row)s."),),
    "contradicts_row": (_("Row %(row)s says something else of the same matter. Keep the right one of the two."),),
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


def knows_remark(code: str) -> bool:
    return code in _remarks


def remark_words(remark: Remark) -> str:
    """The remark in the active language; its code where its kind is gone."""
    for sentence in _remarks.get(remark.code, ()):
        if (text := _filled(sentence, remark.params)) is not None:
            return text
    return remark.code
