"""Words of ledgers, names of parties, limits, titles."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from disputes.ledger_words import category_vocabulary, known_words, limit_days, parties_of, title_of
from disputes.models import DisputeCategory
from safety_portal.imports.reading.text import squeezed
from safety_portal.imports.reading.words import WordIndex

REGISTERED = date(2026, 9, 25)


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("借贷", "0804"),
        ("宅基地", "0902"),
        ("交通事故", "0503"),
        ("邻里纠纷", "0299"),  # the group's own name: its “other”
        ("02", "0299"),
        ("物业纠纷", "0402"),
        ("0402", "0402"),
        ("402", "0402"),  # typed as a number
        ("0402 物业及其管理", "0402"),
        ("物业及其管理", "0402"),
        ("婚姻家庭", "0199"),
        ("劳资纠纷", "0799"),
        ("消费", "0601"),
        ("合同", "0699"),
        ("征地拆迁", "1199"),
        ("其他", "99"),
        ("损害赔偿", None),  # 04 or 05: asked once
        ("涉法涉诉纠纷", None),  # a group without an “other”
        ("民族宗教", None),
    ],
)
@pytest.mark.django_db
def test_category_as_a_person_at_the_office_would_take_it(word: str, code: str | None) -> None:
    index = WordIndex(category_vocabulary(list(DisputeCategory.objects.select_related("parent"))))
    found = index.match(word)
    assert (found.code, found.is_guess) == (code, False)


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("化解中", "open"),
        ("未化解", "open"),
        ("已化解", "settled"),
        ("调解成功", "settled"),
        ("达成书面协议", "agreed"),
        ("一方拒绝调解", "declined"),
        ("调解不成，引导诉讼", "failed"),
        ("调解不成", "failed_untold"),
        ("移送法院", "court"),
    ],
)
def test_outcome_words(word: str, code: str) -> None:
    assert known_words()["outcome"][word] == code


def test_no_word_of_a_list_means_two_things() -> None:
    for name, words in known_words().items():
        assert [word for word, times in Counter(map(squeezed, words)).items() if times > 1] == [], name


@pytest.mark.parametrize(
    ("text", "expected", "is_guess"),
    [
        ("演示甲1、演示乙1", ["applicant 演示甲1", "respondent 演示乙1"], False),
        ("张三,李四；王五", ["applicant 张三", "respondent 李四", "respondent 王五"], False),
        ("张三\n李四", ["applicant 张三", "respondent 李四"], False),
        ("甲方：张三 \n乙方: 李四", ["applicant 张三", "respondent 李四"], False),
        ("被申请人：张三；申请人：李四", ["respondent 张三", "applicant 李四"], False),
        ("1. 张三 2", ["applicant 张三 2"], False),
        ("1、张三", ["applicant 张三"], False),
        ("张和平", ["applicant 张和平"], False),
        ("张和平、李四", ["applicant 张和平", "respondent 李四"], False),
        ("张三与李四", ["applicant 张三", "respondent 李四"], True),
        ("张三、李四及王五", ["applicant 张三", "respondent 李四", "respondent 王五"], True),
        ("  ", [], False),
        ("张三、", ["applicant 张三"], False),
    ],
)
def test_parties(text: str, expected: list[str], is_guess: bool) -> None:
    found = parties_of(text)
    assert ([f"{party.role} {party.name}" for party in found.parties], found.is_guess) == (expected, is_guess)


def test_phone_is_that_of_the_first() -> None:
    assert [party.phone for party in parties_of("张三、李四", "13900000001").parties] == ["13900000001", ""]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("7", 7),
        ("7日", 7),
        ("７ 天", 7),
        ("7天内", 7),
        ("限7日内", 7),
        ("七日", 7),
        ("十五日", 15),
        ("二十天", 20),
        ("一周", 7),
        ("2026-10-08", 13),
        ("2026年10月8日前", 13),
        ("2026.10.8", 13),
        ("2026-10-08 00:00", 13),
        ("2026-09-20", -5),
        ("2026-02-30", None),
        ("7个工作日", None),
        ("10月8日", None),
        ("尽快", None),
        ("一个月", None),
        ("当日", None),
    ],
)
def test_limits(text: str, days: int | None) -> None:
    assert limit_days(text, REGISTERED) == days


@pytest.mark.parametrize(
    ("summary", "title"),
    [
        ("因楼上漏水引发争执，双方要求赔偿。后又反复。", "因楼上漏水引发争执，双方要求赔偿"),
        ("物业收费标准不清。\n业主拒缴。", "物业收费标准不清"),
        ("", "邻里纠纷 兴集小区16栋"),
        ("张三与邻居争吵。", "邻里纠纷 兴集小区16栋"),  # names stay out of titles
        ("长" * 130, "长" * 119 + "…"),
    ],
)
@pytest.mark.django_db
def test_titles(summary: str, title: str) -> None:
    category = DisputeCategory.objects.select_related("parent").get(code="0299")
    assert title_of(summary, ["张三", "李四"], category, "兴集小区16栋") == title
