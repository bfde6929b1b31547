"""Values of rows: sealed and read again as they were; recognised whatever spaces their sender types."""

from datetime import date, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from safety_portal.imports.reading.columns import Remark, Severity, Value
from safety_portal.imports.values import (
    Recognition,
    Sealed,
    plain,
    plain_value,
    remark_as_json,
    remark_from_json,
    seal,
    unseal,
)

DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=3)
VALUES = st.one_of(
    st.none(), st.text(st.characters(exclude_categories=["Cs"])), st.integers(), DECIMALS, st.dates(), st.datetimes()
)
KEYS = st.sampled_from(["day", "unit", "name", "sum"])
Values = dict[str, Value]
WAYS = Recognition("import:days:340102100", ["day", "unit"])


@given(st.dictionaries(KEYS, VALUES), st.dictionaries(KEYS, VALUES), st.dictionaries(KEYS, st.text("张三=12")))
def test_sealed_row_comes_back_as_it_was(
    values: dict[str, object], before: dict[str, object], texts: dict[str, str]
) -> None:
    row = unseal(seal(Sealed(values, before, texts)))  # type: ignore[arg-type]
    assert row.values == {key: value for key, value in values.items() if value is not None}
    assert [type(value) for value in row.values.values()] == [type(v) for v in values.values() if v is not None]
    assert (row.before, row.texts) == (before, texts)


def test_nothing_is_sealed_as_nothing() -> None:
    assert seal(Sealed(values={"day": None})) == ""
    assert unseal("") == Sealed()


def test_plain_writes_one_number_one_way() -> None:
    numbers = ["1.50", "1.5", "100", "1E+2", "-0.0", "0.10"]
    assert [plain(Decimal(text)) for text in numbers] == ["1.5", "1.5", "100", "100", "0", "0.1"]


def test_plain_value_says_every_form() -> None:
    values = [None, "四岗", 3, Decimal("22.080"), date(2026, 9, 5), datetime(2026, 9, 5, 9, 30)]  # noqa: DTZ001 - as cells say it
    assert [plain_value(value) for value in values] == ["", "四岗", "3", "22.08", "2026-09-05", "2026-09-05T09:30:00"]


@given(
    st.builds(Remark, st.text("abc", min_size=1), st.sampled_from(Severity), KEYS, st.dictionaries(KEYS, st.integers()))
)
def test_remark_comes_back_as_it_was(remark: Remark) -> None:
    assert remark_from_json(remark_as_json(remark)) == remark


# --- Recognition ------------------------------------------------------------------------------------------------


def test_key_knows_a_matter_whatever_its_spaces_and_width() -> None:
    one = WAYS.key({"day": date(2026, 9, 5), "unit": "四岗 社区Ａ", "name": "一"})
    assert one == WAYS.key({"day": date(2026, 9, 5), "unit": "四岗社区a", "name": "二"})
    assert one != WAYS.key({"day": date(2026, 9, 6), "unit": "四岗社区a"})
    assert len(one) == 64


def test_content_tells_every_letter() -> None:
    assert WAYS.content({"name": "A b"}) != WAYS.content({"name": "Ab"})
    assert WAYS.content({"name": "A", "unit": None}) == WAYS.content({"name": "A"})
    assert WAYS.content({"sum": Decimal("1.50")}) == WAYS.content({"sum": Decimal("1.5")})


def test_neighbouring_columns_never_run_into_each_other() -> None:
    assert WAYS.key({"day": "a", "unit": "bc"}) != WAYS.key({"day": "ab", "unit": "c"})
    assert WAYS.content({"day": "x", "name": "y"}) != WAYS.content({"day": 'x","name', "name": ""})


def test_row_without_identity_has_no_key() -> None:
    assert WAYS.key({"name": "一"}) == ""
    assert Recognition("import:days:340102100", []).key({"day": "a"}) == ""


def test_other_kinds_and_townships_never_meet() -> None:
    other = Recognition("import:days:340102101", ["day", "unit"])
    assert other.key({"day": "a"}) != WAYS.key({"day": "a"})
    assert other.content({"day": "a"}) != WAYS.content({"day": "a"})
