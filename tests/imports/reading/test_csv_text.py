"""Tables in text files."""

import pytest

from safety_portal.imports.reading.book import open_book
from safety_portal.imports.reading.faults import FileRefused, Limits
from tests.imports.reading.makers import refusal

TABLE = "序号,社区,简要情况\r\n1,四岗,楼上漏水\r\n"
CELLS = [("序号", "社区", "简要情况"), ("1", "四岗", "楼上漏水")]


def rows(data: bytes) -> list[tuple[object, ...]]:
    return list(open_book(data, "台账.csv").sheet(0).rows())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators(encoding: str, separator: str) -> None:
    assert rows(TABLE.replace(",", separator).encode(encoding)) == CELLS


def test_all_cells_are_text_and_empty_ones_nothing() -> None:
    assert rows(b"a,,003\n,2026-09-01\n") == [("a", None, "003"), (None, "2026-09-01", None)]


def test_quoted_cells_hold_separators_quotes_and_lines() -> None:
    assert rows(b'a,"b,""c""\nd"\n') == [("a", 'b,"c"\nd')]


def test_separator_inside_quotes_does_not_count() -> None:
    assert rows(b'"a,b,c";1\n"d,e,f";2\n') == [("a,b,c", "1"), ("d,e,f", "2")]


def test_one_column_is_a_table() -> None:
    assert rows("社区\n四岗\n".encode()) == [("社区",), ("四岗",)]


def test_empty_lines_keep_their_place() -> None:
    assert rows(b"a,b\n\nc,d\n") == [("a", "b"), (None, None), ("c", "d")]


@pytest.mark.parametrize("broken", ['1,"a\n2,b\n3,c\n', '1,"a\n2,"b"\n'])
def test_forgotten_quote_is_refused_with_its_line(broken: str) -> None:
    with pytest.raises(FileRefused) as refused:
        rows(broken.encode())
    assert refused.value.code == "text_quotes"
    assert refused.value.params["line"] in {2, 3}


def test_damaged_utf_8_is_not_taken_for_gb18030() -> None:
    whole = (TABLE * 3).encode()
    assert refusal(whole[:-3] + b"\xe6\n", name="a.csv") == "text_encoding"
    assert refusal(b"\xef\xbb\xbf" + "四岗".encode()[:-1], name="a.csv") == "text_encoding"


def test_text_that_is_none_is_refused() -> None:
    assert refusal("a,b\n".encode("utf-16-le"), name="a.csv") == "text_control_signs"
    assert refusal(b"\x01\x02\x03", name="a.csv") == "text_control_signs"
    assert refusal(b"\xff\xff\xff\xff", name="a.csv") == "text_encoding"


def test_sizes_are_limited() -> None:
    assert refusal(b"a" * 40_000, name="a.csv") == "text_too_long"
    assert refusal(b"a" * 200_000, name="a.csv") == "text_too_long"
    assert refusal(b"a,b\n" * 10, Limits(rectangle=19), "a.csv") == "spread_too_far"
    assert refusal(b"a\n" * 9 + b"," * 9, Limits(rectangle=50), "a.csv") == "spread_too_far"
