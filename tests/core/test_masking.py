import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety_portal.core.masking import mask_address, mask_id, mask_name, mask_phone

DIGITS = "0123456789"


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张三丰", "张**"),
        ("欧阳修", "欧阳*"),
        ("欧阳娜娜", "欧阳**"),
        ("欧阳", "欧*"),
        ("张", "*"),
        ("", ""),
        ("买买提·艾力", "买**"),
        (" 张三 ", "张*"),
    ],
)
def test_name_keeps_the_surname(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812341234", "138****1234"),
        ("0551-62345678", "055******5678"),
        ("62345678", "******78"),
        ("110", "***"),
        ("", ""),
    ],
)
def test_phone_keeps_head_and_tail(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [("340102199001011234", "340***********1234"), ("34010219900101123X", "340***********123X"), ("12", "**")],
)
def test_id_hides_county_and_birthday(number: str, masked: str) -> None:
    assert mask_id(number) == masked


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("新海家园二期7幢502室", "新海家园二期***"),
        ("新海家园二期七幢", "新海家园二期***"),
        ("龙岗路菜场南门", "龙岗路***"),
        ("", ""),
    ],
)
def test_address_keeps_the_place(address: str, masked: str) -> None:
    assert mask_address(address) == masked


@given(st.text(min_size=1, max_size=20).filter(str.strip))
def test_something_is_always_hidden(text: str) -> None:
    assert all("*" in mask(text) for mask in (mask_name, mask_phone, mask_id, mask_address))


@given(st.text(DIGITS, min_size=7, max_size=13))
def test_phone_hides_four_digits_at_least(phone: str) -> None:
    assert mask_phone(phone).count("*") >= 4


@given(st.text(DIGITS, min_size=15, max_size=18))
def test_id_keeps_its_length(number: str) -> None:
    assert len(mask_id(number)) == len(number)


@given(st.text("新海家园", max_size=20), st.text(DIGITS, min_size=1, max_size=5))
def test_address_never_shows_a_house_number(place: str, house: str) -> None:
    assert not set(mask_address(f"{place}{house}幢")) & set(DIGITS)
