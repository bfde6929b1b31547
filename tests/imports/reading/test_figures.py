import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety_portal.imports.reading.cells import ReadContext, read
from safety_portal.imports.reading.columns import Column, Form, Severity, Value
from safety_portal.imports.reading.raw import Broken, Mangled, Raw, Unfilled
from tests.imports.reading.registers import column

PEOPLE = column("people", "人数", counted_in="人", minimum=Decimal(0), maximum=Decimal(100_000))
LOSS = column("loss", "损失", Form.DECIMAL, counted_in="万元", decimals=2)
RATE = column("rate", "比率", Form.DECIMAL, counted_in="%", decimals=1)
KINDS = column("kinds", "案件", counted_in="起", adds=True, minimum=Decimal(0))

Said = tuple[Value, list[str]]


def said(raw: Raw, one: Column = PEOPLE, heading: str = "") -> Said:
    """The value, and the codes of what is said of it."""
    value, remarks = read([(0, raw)], one, ReadContext(counted_in={0: heading} if heading else {}))
    assert (value is None) or all(remark.severity is Severity.QUESTION for remark in remarks)
    return value, [remark.code for remark in remarks]


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (3, 3),
        (3.0, 3),
        (2.9999999999999996, 3),
        ("３", 3),
        ("1,234", 1234),
        ("1，234", 1234),
        ("1 421", 1421),
        ("12,345,678", None),
        ("2人", 2),
        ("２ 名", 2),
        ("3位", 3),
        ("共3人", 3),
        ("三", 3),
        ("十二人", 12),
        ("3.0", 3),
        ("+3", 3),
        ("'3", 3),
        ("无", 0),
        ("没有", 0),
        ("零", 0),
        ("０", 0),
        ("1.5万", 15_000),
        ("3个", 3),
    ],
)
def test_whole_numbers_as_people_write_them(raw: Raw, value: int | None) -> None:
    assert said(raw) == ((value, []) if value is not None else (None, ["above_maximum"]))


@pytest.mark.parametrize("raw", [None, "", " ", "—", "-", "/", "－－", "……"])
def test_a_blank_is_not_nought(raw: Raw) -> None:
    assert said(raw) == (None, [])
    required = column("n", "数", is_required=True)
    assert said(raw, required) == (None, ["empty"])


@pytest.mark.parametrize(
    ("raw", "value"),
    [("约10人", 10), ("10余", 10), ("10多人", 10), ("十几人", 10), ("近20人", 20), ("30人左右", 30), ("5人以上", 5)],
)
def test_approximate_numbers_are_questioned(raw: str, value: int) -> None:
    assert said(raw) == (value, ["approximate"])


@pytest.mark.parametrize(
    "raw",
    [
        "x",
        "12 3",
        "1,23",
        "1.234.5",
        "3~5人",
        "3-5",
        "3、5",
        "3+2",
        "三五人",
        "几十",
        "数十人",
        "若干",
        "不足10人",
        "1e5",
        "3²",
        "①",
        "3户",
        "3起",
        "3（人）",
        "3人次",
        "2元",
        "10/2",
        "--3",
        "0x10",
        "1_000",
        True,
        False,
    ],
)
def test_what_is_no_certain_number_is_refused(raw: Raw) -> None:
    assert said(raw) == (None, ["not_a_number"])


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (3.5, "not_whole"),
        ("3.5", "not_whole"),
        (-1, "below_minimum"),
        ("－1", "below_minimum"),
        ("负1", "below_minimum"),
        (100_001, "above_maximum"),
        ("93%", "percent"),
        (date(2026, 3, 5), "date_for_number"),
        (Broken("#REF!"), "error_value"),
        (Unfilled("SUM(A1:A3)"), "formula_without_value"),
        (Mangled("1e20"), "mangled_number"),
        (1e20, "mangled_number"),
    ],
)
def test_wrong_numbers_are_refused_for_their_reason(raw: Raw, code: str) -> None:
    assert said(raw) == (None, [code])


def test_one_may_be_a_dash() -> None:
    assert said("一") == (1, ["one_or_dash"])


@pytest.mark.parametrize(
    ("raw", "heading", "value"),
    [
        (22.08, "万元", "22.08"),
        (220_800, "元", "22.08"),
        ("5000元", "万元", "0.50"),
        ("22.08万", "", "22.08"),
        (0.5, "亿元", "5000.00"),
        (26.130000000000003, "", "26.13"),
        (0.1 + 0.2, "", "0.30"),
        ("1,234.5", "", "1234.50"),
        (5, "必填", "5.00"),
        (-0.0, "", "0.00"),
    ],
)
def test_amounts_are_counted_in_the_scale_of_their_column(raw: Raw, heading: str, value: str) -> None:
    found, codes = said(raw, LOSS, heading)
    assert (str(found), codes) == (value, [])


@pytest.mark.parametrize(
    ("raw", "value"), [("22.085", "22.09"), (22.085, "22.09"), (-0.005, "-0.01"), ("0.004", "0.00")]
)
def test_rounding_is_half_away_from_nought_and_questioned(raw: Raw, value: str) -> None:
    found, codes = said(raw, LOSS)
    assert (str(found), codes) == (value, ["rounded"])


def test_a_scale_that_is_no_other_scale_of_ours_is_questioned() -> None:
    assert said(5, PEOPLE, "起") == (5, ["other_scale"])
    assert said(5, PEOPLE, "名") == (5, [])
    assert said(5, LOSS, "人") == (Decimal("5.00"), ["other_scale"])


def test_rates_keep_their_sign() -> None:
    assert said("93.4%", RATE) == (Decimal("93.4"), [])
    assert said(93.4, RATE) == (Decimal("93.4"), [])
    assert said(0.934, RATE) == (None, ["fraction_for_percent"])
    assert said("93.4%", LOSS) == (None, ["percent"])


@pytest.mark.parametrize(
    ("raws", "expected"),
    [
        ((1, 2, "３"), (6, [])),
        ((1, None, "—"), (None, ["blank_in_sum"])),
        ((None, "", None), (None, [])),
        ((0, "无"), (0, [])),
        ((1, "x"), (None, ["not_a_number"])),
        ((1, -2), (None, ["below_minimum"])),
        ((1, "约10起"), (11, ["approximate"])),
    ],
)
def test_columns_that_add_are_summed(raws: tuple[Raw, ...], expected: Said) -> None:
    value, remarks = read(list(enumerate(raws)), KINDS, ReadContext())
    assert (value, [remark.code for remark in remarks]) == expected


def test_two_columns_that_do_not_add_must_not_contradict() -> None:
    context = ReadContext()
    assert read([(0, 3), (1, None)], PEOPLE, context) == (3, [])
    assert read([(0, 3), (1, "３人")], PEOPLE, context) == (3, [])
    value, remarks = read([(0, 3), (1, 4)], PEOPLE, context)
    assert (value, [remark.code for remark in remarks]) == (None, ["several_values"])


def test_personal_cells_are_never_quoted() -> None:
    secret = column("secret", "人数", is_personal=True, maximum=Decimal(5))
    for raw in ("张三", "约3人", 9, date(2026, 1, 1), Unfilled("张三")):
        for remark in read([(0, raw)], secret, ReadContext())[1]:
            assert not set(remark.params) & {"word", "value", "suggestion"}


STYLES = (
    str,
    "{:,}".format,
    lambda n: f"{n:,}".replace(",", "，"),
    "{}人".format,
    "{} 人".format,
    " {}　".format,
    "{}.0".format,
    float,
    lambda n: str(n).translate(str.maketrans("0123456789", "０１２３４５６７８９")),
    "共{}人".format,
    lambda n: f"{n:,}".replace(",", " "),
)


@given(st.integers(0, 100_000), st.sampled_from(STYLES))
def test_a_number_is_read_back_in_every_style(number: int, style: type[float]) -> None:
    assert said(style(number)) == (number, [])


@given(st.decimals(0, 10**9, places=2), st.sampled_from(["{}", "{:,}", "{}万元", " {} "]))
def test_an_amount_is_read_back_in_every_style(amount: Decimal, style: str) -> None:
    assert said(style.format(amount), LOSS) == (amount, [])
    assert said(float(amount), LOSS) == (amount, [])


NUMERALS = set("零〇○一二三四五六七八九十百千万两壹贰叁肆伍陆柒捌玖拾佰仟萬")
NO_DIGITS = st.text(st.characters(exclude_categories=["Nd", "Nl", "No"], exclude_characters=NUMERALS))


@given(NO_DIGITS)
def test_what_has_no_digit_is_no_number_but_nought_where_it_says_so(text: str) -> None:
    value, codes = said(text, column("n", "数", is_required=True))
    assert (value, codes) == (0, []) or (value is None and len(codes) == 1)


@given(st.text(st.sampled_from("0123456789０１２.,，、 -+~/约余人起万元%（）一二十百无—²①")))
def test_a_number_is_never_made_up(text: str) -> None:
    value, codes = said(text, column("n", "数", is_required=True, counted_in="人"))
    digits = "".join(ch for ch in unicodedata.normalize("NFKC", text) if ch.isdecimal())
    if value is not None and not codes and not set(text) & set("万一二十百无."):
        assert str(value).removeprefix("-") == (digits.lstrip("0") or "0")
