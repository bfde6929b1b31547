import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety_portal.imports.reading.text import arabic_dates, chinese_number, cleaned, is_ditto, is_void, plain, squeezed


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert plain(plain(text)) == plain(text)
    assert squeezed(squeezed(text)) == squeezed(text)
    assert cleaned(cleaned(text)) == cleaned(text)


@pytest.mark.parametrize("text", ["新海社区", " 新海 社区\u3000", "新\u200b海社区\ufeff", "新海\n社区", "新海\xa0社区"])
def test_spaces_and_invisible_characters_make_no_difference(text: str) -> None:
    assert squeezed(text) == "新海社区"


def test_full_width_writing_is_the_same() -> None:
    assert squeezed("ＡＢ（１２）：−３") == "ab(12):-3"


def test_a_kept_text_keeps_its_characters_and_lines() -> None:
    assert (
        cleaned("  物业收费（２号楼）\u3000不清。 \r\n\r\n 业主拒缴\x07。_x000D_\n")
        == "物业收费（２号楼） 不清。\n业主拒缴。"
    )


@pytest.mark.parametrize("text", ["", "  ", "—", "——", "-", "－", "/", "／", "…"])
def test_strokes_say_nothing(text: str) -> None:
    assert is_void(text)


@pytest.mark.parametrize("text", ["无", "0", "没有", "一", "x"])
def test_words_say_something(text: str) -> None:
    assert not is_void(text)


def test_ditto_marks() -> None:
    assert [is_ditto(text) for text in ("同上", " 〃 ", '"', "同上层")] == [True, True, True, False]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("零", 0),
        ("〇", 0),
        ("两", 2),
        ("十", 10),
        ("一十二", 12),
        ("二十", 20),
        ("一百零五", 105),
        ("一百一十", 110),
        ("两千三百", 2300),
        ("一万零二十", 10_020),
        ("十二万三千四百五十六", 123_456),
        ("叁拾", 30),
        ("一千零一十", 1010),
    ],
)
def test_chinese_numbers(text: str, number: int) -> None:
    assert chinese_number(text) == number


@pytest.mark.parametrize(
    "text", ["", "三五", "一百二", "三四十", "十十", "一百零零五", "零五", "几十", "百", "三个", "万", "2"]
)
def test_what_is_no_chinese_number_or_a_vague_one(text: str) -> None:
    assert chinese_number(text) is None


def test_dates_in_chinese() -> None:
    assert arabic_dates("二〇二六年十月二十一日 周日") == "2026年10月21日 周日"
