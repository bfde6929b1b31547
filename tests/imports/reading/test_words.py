import pytest

from safety_portal.imports.reading.columns import Vocabulary
from safety_portal.imports.reading.words import WordIndex, WordMatch

WORDS = Vocabulary(
    {
        "02": "邻里纠纷",
        "0402": "物业及其管理",
        "0102": "抚养赡养监护",
        "0199": "其他",
        "0299": "其他",
        "good": "满意",
        "fair": "基本满意",
    },
    {"物业纠纷": "0402", "邻里": "02"},
)
INDEX = WordIndex(WORDS, {"鸡毛蒜皮": "02", "家务事": "gone"})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("邻里纠纷", "02"),
        (" 邻里 纠纷", "02"),
        ("02", "02"),
        ("０４０２", "0402"),
        ("物业纠纷", "0402"),
        ("鸡毛蒜皮", "02"),
        ("满意", "good"),
        ("GOOD", "good"),
        ("《邻里纠纷》", "02"),
    ],
)
def test_words_that_are_meant_for_certain(text: str, code: str) -> None:
    assert INDEX.match(text) == WordMatch(code)


@pytest.mark.parametrize(
    ("text", "code"),
    [("402", "0402"), ("邻里纠纷类", "02"), ("邻里矛盾", "02"), ("赡养监护", "0102"), ("物业", "0402")],
)
def test_words_that_are_nearly_said_are_guesses(text: str, code: str) -> None:
    assert INDEX.match(text) == WordMatch(code, is_guess=True)


@pytest.mark.parametrize("text", ["不满意", "非邻里纠纷", "其他", "家务事", "", "？", "满", "比较满意度低"])
def test_what_could_mean_something_else_is_asked(text: str) -> None:
    assert INDEX.match(text).code is None


def test_several_that_fit_are_suggested() -> None:
    assert INDEX.match("其他") == WordMatch(None, ("0199", "0299"))
