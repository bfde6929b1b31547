"""Text files with a table in them: in which encoding, split by which sign."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from io import StringIO

from safety_portal.imports.reading.faults import Code, FileRefused, Limits

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_SEPARATORS = ",;\t"
_SAMPLE = 64 * 1024
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_WEB_PAGE = re.compile(r"\s*(?:<!doctype\s+html|<html|<head|<body|<table|<meta|mime-version:)", re.IGNORECASE)
_XML = re.compile(r"\s*<\?xml|\s*<(?:\w+:)?workbook", re.IGNORECASE)
#: That many signs of more than one byte are read right only if the text really is UTF-8.
_ENOUGH = 8


def decoded(data: bytes) -> str:
    """The text, by its mark or by trying; ``FileRefused`` if it is no text or a damaged one.

    What is neither marked nor UTF-8 is GB18030, which takes nearly anything: so a file that begins as UTF-8 and
    breaks later is called damaged and not read as something else.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _checked(_decode(data[len(mark) :], encoding))
    try:
        return _checked(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        right = data[: error.start].decode("utf-8")
    if len(right.encode()) - len(right) >= 2 * _ENOUGH:
        raise FileRefused("text_encoding")
    return _checked(_decode(data, "gb18030"))


def _decode(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise FileRefused("text_encoding") from error


def _checked(text: str) -> str:
    if _CONTROL.search(text):
        raise FileRefused("text_control_signs")
    return text


def check_is_table(text: str) -> None:
    """``FileRefused`` for web pages and XML that are called ``.xls`` by the systems that export them."""
    if _WEB_PAGE.match(text):
        raise FileRefused("web_page")
    if _XML.match(text):
        raise FileRefused("web_page" if "<html" in text[:_SAMPLE].lower() else "xml_sheet")


def separator_of(text: str) -> str:
    """The sign that splits most lines into the same number of cells, at least two; a comma if none does."""
    if text[:4].lower() == "sep=" and text[4:5] in _SEPARATORS:
        return text[4]
    sample = text if len(text) <= _SAMPLE else text[: text.rfind("\n", 0, _SAMPLE) + 1 or _SAMPLE]
    return max(_SEPARATORS, key=lambda separator: _evenness(sample, separator))


def _evenness(sample: str, separator: str) -> tuple[int, int]:
    """How many lines have the most usual number of cells, and that number."""
    try:
        widths = Counter(len(row) for row in csv.reader(StringIO(sample, newline=""), delimiter=separator))
    except csv.Error:
        return 0, 0
    wide = [(count, width) for width, count in widths.items() if width > 1]
    return max(wide, default=(0, 0))


def rows_of(text: str, separator: str, limits: Limits) -> Iterator[tuple[str | None, ...]]:
    """Rows as lines of cells, as wide as they are; an empty cell is None.

    Quotes must fit: a forgotten one would swallow rows without a word.
    """
    lines = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        try:
            row = next(lines, None)
        except csv.Error as error:
            code: Code = "text_too_long" if "limit" in str(error) else "text_quotes"
            raise FileRefused(code, line=lines.line_num) from error
        if row is None:
            return
        if any(len(cell) > limits.cell_text for cell in row):
            raise FileRefused("text_too_long", line=lines.line_num)
        yield tuple(cell or None for cell in row)
