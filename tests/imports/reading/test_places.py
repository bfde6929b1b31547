import pytest

from safety_portal.imports.reading.columns import UnitNames
from safety_portal.imports.reading.places import PlaceMatch, match

UNITS = UnitNames(
    {
        "340102100001": ("四岗社区",),
        "u2": ("新海家园社区", "新海社区居委会"),
        "u3": ("新村社区",),
        "u4": ("大兴社区",),
        "u5": ("大兴村",),
        "u6": ("兴漕社区", "漕冲村"),
        "u7": ("漕冲社区",),
    },
    {"幸福里": "u4", "别处": "gone"},
    ("大兴镇", "瑶海区", "合肥市"),
)


@pytest.mark.parametrize(
    "text",
    [
        "四岗",
        "四岗社区",
        " 四 岗 社区 ",
        "四岗社区居民委员会",
        "四岗社区居委会",
        "四岗居委会",
        "340102100001",
        "大兴镇四岗社区",
        "合肥市瑶海区大兴镇四岗",
        "1、四岗社区",
        "２．四岗",
    ],
)
def test_a_community_is_known_under_its_names(text: str) -> None:
    assert match(text, UNITS) == PlaceMatch("340102100001")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("新海", "u2"),
        ("新村", "u3"),
        ("新村社区居委会", "u3"),
        ("大兴社区", "u4"),
        ("大兴村民委员会", "u5"),
        ("大兴村委会", "u5"),
        ("幸福里", "u4"),
        ("漕冲", "u7"),
        ("漕冲村", "u6"),
    ],
)
def test_former_names_villages_and_aliases(text: str, code: str) -> None:
    assert match(text, UNITS) == PlaceMatch(code)


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("四岗村", ("340102100001",)),
        ("新海家圆", ("u2",)),
        ("四岗岭社区", ("340102100001",)),
        ("长江街道四岗社区", ("340102100001",)),
        ("大兴", ("u4", "u5")),
        ("幸福里社区", ()),
        ("别处", ()),
        ("社区", ()),
        ("居委会", ()),
        ("", ()),
        ("四", ()),
    ],
)
def test_what_is_not_certain_is_only_suggested(text: str, near: tuple[str, ...]) -> None:
    found = match(text, UNITS)
    assert (found.code, found.candidates) == (None, near)


def test_a_township_taken_on_trust_is_a_guess() -> None:
    units = UnitNames({"u1": ("四岗社区",)})
    assert match("大兴镇四岗社区", units) == PlaceMatch("u1", is_guess=True)
    assert match("大兴四岗社区", units) == PlaceMatch(None, ("u1",))
