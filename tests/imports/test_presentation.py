"""What the pages of an import show, without the pages."""

from __future__ import annotations

from django.http import QueryDict
from django.utils.translation import override

from safety_portal.imports.models import ImportRun
from safety_portal.imports.presentation import (
    columns_to_show,
    left_out,
    preview_lines,
    shown_columns,
    steps_of,
    tab_to_show,
    unread_tab,
)
from safety_portal.imports.selectors import PreviewCell, PreviewColumn, PreviewRow, Sentence, Tab
from safety_portal.imports.states import RunState
from safety_portal.imports.views.columns import Answer, answer_of, number_or_none

LETTERS = "ABCDEFGHIJ"
COLUMNS = [PreviewColumn(letter.lower(), f"列{letter}", letter) for letter in LETTERS]


def _row(number: int, status: str = "new", **severities: str) -> PreviewRow:
    cells = [PreviewCell("值", letter.lower(), letter, severities.get(letter, "")) for letter in LETTERS]
    return PreviewRow(number, status, False, "", cells, [Sentence(f"J{number}", "请核对", "refusal")])


def _tabs(**counts: int) -> list[Tab]:
    return [Tab(code, code, count) for code, count in counts.items()]


def test_tab_to_show_is_the_one_asked_for() -> None:
    assert tab_to_show(_tabs(refused=2, all=5), "all") == "all"


def test_tab_to_show_begins_with_what_is_wrong() -> None:
    assert tab_to_show(_tabs(all=5, new=3, questioned=1, refused=2), "") == "refused"
    assert tab_to_show(_tabs(all=5, new=3, questioned=1), "refused") == "questioned"
    assert tab_to_show(_tabs(all=5, same=5), "") == "all"


def test_wide_sheet_shows_marked_columns_where_remarks_are_read() -> None:
    rows = [_row(9, "refused", J="refusal"), _row(10, "refused", H="refusal")]
    shown = [column.letter for column in columns_to_show(COLUMNS, rows, "refused")]
    assert shown == ["A", "B", "C", "D", "E", "H", "J"]


def test_every_marked_column_is_shown_however_many() -> None:
    rows = [_row(9, "refused", **dict.fromkeys("DEFGHIJ", "refusal"))]
    assert columns_to_show(COLUMNS, rows, "refused") == COLUMNS


def test_wide_sheet_shows_all_columns_of_all_rows() -> None:
    assert columns_to_show(COLUMNS, [_row(9)], "all") == COLUMNS


def test_preview_line_marks_cells_and_says_what_they_are() -> None:
    rows = [_row(9, "refused", J="refusal")]
    line = preview_lines(rows, shown_columns([COLUMNS[0], COLUMNS[9]], rows))[0]
    assert [(cell.label, cell.css, cell.severity) for cell in line.cells] == [
        ("A 列A", "text-nowrap", ""),
        ("J 列J", "err text-nowrap", "refusal"),
    ]
    assert (line.number, line.chip.kind) == (9, "bad")


def test_column_that_a_row_lacks_is_an_empty_cell() -> None:
    row = PreviewRow(9, "new", False, "", [], [])
    assert [cell.text for cell in preview_lines([row], shown_columns(COLUMNS[:1], [row]))[0].cells] == [""]


def _shown_css(*texts: str) -> str:
    rows = [PreviewRow(n, "new", False, "", [PreviewCell(text, "a", "A")], []) for n, text in enumerate(texts)]
    return shown_columns(COLUMNS[:1], rows)[0].css


def test_numbers_stand_to_the_right_and_nothing_else() -> None:
    assert [_shown_css("12", "", "3.5"), _shown_css("12", "约10人"), _shown_css("13800000000"), _shown_css("")] == [
        "num",
        "",
        "",
        "",
    ]


def test_label_that_stands_in_the_row_is_not_said_again() -> None:
    cells = [PreviewCell("四岗社区", "a", "A")]
    rows = [PreviewRow(n, "same", False, label, cells, []) for n, label in enumerate(("四岗社区", "MD-1"))]
    assert [line.label for line in preview_lines(rows, shown_columns(COLUMNS[:1], rows))] == ["", "MD-1"]


def _unread(run: ImportRun) -> list[tuple[str, int, list[int]]]:
    with override("en"):
        return [(str(one.role), one.count, list(one.rows)) for one in left_out(run)]


def test_rows_that_are_no_data_are_told_by_what_they_seem_to_be() -> None:
    unread = [{"row": 14, "role": "total"}, {"row": 16, "role": "foot"}, {"row": 17, "role": "foot"}]
    run = ImportRun(counts={"left_out": {"total": 1, "foot": 2, "blank": 3}}, unread=unread)
    assert _unread(run) == [("Totals", 1, [14]), ("Foot lines", 2, [16, 17]), ("Blank", 3, [])]
    assert unread_tab(run).count == 3


def test_before_it_is_read_a_sheet_has_no_rows_that_are_no_data() -> None:
    assert _unread(ImportRun()) == []


def _run(state: RunState) -> ImportRun:
    counts = {"new": 56, "changed": 3, "refused": 5, "questioned": 3}
    return ImportRun(state=state, size=2048, mapping={"0": "unit", "1": "day"}, counts=counts)


def _steps(run: ImportRun | None, at: int | None = None) -> list[tuple[str, str]]:
    with override("en"):
        return [(step.css, step.text.replace("\xa0", " ")) for step in steps_of(run, at)]


def test_steps_before_the_upload() -> None:
    assert [css for css, _text in _steps(None)] == ["now", "", "", ""]


def test_steps_at_the_preview_say_how_many_rows_are_wrong() -> None:
    assert _steps(_run(RunState.PREVIEW)) == [
        ("done", "2.0 KB"),
        ("done", "2 columns matched"),
        ("now", "5 refused, 3 questioned"),
        ("", "Nothing is written yet"),
    ]


def test_steps_after_writing_say_how_many_rows() -> None:
    assert _steps(_run(RunState.WRITTEN))[3] == ("done", "59 rows written")


def test_import_that_was_thrown_away_has_no_steps() -> None:
    assert _steps(_run(RunState.DISCARDED)) == []


def test_going_back_to_the_columns_takes_the_later_steps_back() -> None:
    assert [css for css, _text in _steps(_run(RunState.PREVIEW), at=1)] == ["done", "now", "", ""]


def test_answer_reads_columns_head_and_words() -> None:
    data = QueryDict("sheet=1&head=3&head=2&c-0=unit&c-1=&c-12=day", mutable=True)
    for name, values in {"vocabulary": ["unit", "unit"], "word": ["新海", "外村"], "code": ["9001", ""]}.items():
        data.setlist(name, values)
    assert answer_of(data) == Answer(1, [2, 3], {0: "unit", 12: "day"}, {"unit": {"新海": "9001"}})


def test_answer_takes_nothing_from_a_form_made_by_hand() -> None:
    data = QueryDict("sheet=-1&head=x&c-x=unit&c-=day&c-٣=n&vocabulary=unit&code=9001")
    assert answer_of(data) == Answer(0, None, {}, {})


def test_number_or_none_takes_small_whole_numbers() -> None:
    assert [number_or_none(text) for text in ("7", "0", "", None, "-1", "٣", "1.5", "1234567")] == [
        7,
        0,
        None,
        None,
        None,
        None,
        None,
        None,
    ]
