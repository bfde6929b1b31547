from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safety_portal.imports.reading.columns import Column, Form
from safety_portal.imports.reading.head import Head, choose_sheet, find_head, head_at
from safety_portal.imports.reading.raw import Area, Raw
from tests.imports.reading.registers import LEDGER, POLICE, SATISFACTION, SURVEY, Sheet, column, head_of

ANSWERS = ("安全", "比较安全", "不太安全", "不安全", "说不清", "满意", "基本满意", "不满意", "不了解")
KEYS = ("unit", "valid", "safe0", "safe1", "safe2", "safe3", "safe4", "good0", "good1", "good2", "good3")
DATA: tuple[Raw, ...] = ("四岗", 40, 20, 10, 5, 3, 2, 30, 5, 3, 2)
ALL = dict(enumerate(KEYS))


def meant(head: Head) -> tuple[dict[int, str], list[int]]:
    """What each column seems to mean, and the doubtful ones."""
    return head.suggestion, sorted(head.unsure)


def test_a_flat_head_with_composed_names() -> None:
    names = ["单位名称", "有效样本数"] + [f"安全感-{a}" for a in ANSWERS[:5]] + [f"满意度：{a}" for a in ANSWERS[5:]]
    assert meant(head_of(SURVEY, names, DATA)) == (ALL, [])


@pytest.mark.parametrize("title", [[], [["2026年10月测评"], [None], ["填报单位：区平安办", None, "2026年11月2日"]]])
def test_groups_that_are_not_merged(title: list[list[Raw]]) -> None:
    groups = ["单位", "样本量", "安全感评价", *[None] * 4, "政法工作满意度", None, None, None]
    head = head_of(SURVEY, *title, groups, [None, None, *ANSWERS], DATA)
    assert (meant(head), head.rows, head.first_row) == ((ALL, []), (len(title), len(title) + 1), len(title) + 2)


def test_a_head_of_three_rows() -> None:
    rows: list[Sequence[Raw]] = [
        ["大兴镇测评"],
        ["单位", "有效样本", "群众测评", *[None] * 8],
        [None, None, "安全感", *[None] * 4, "满意度", None, None, None],
        [None, None, *ANSWERS],
        DATA,
    ]
    merged = [
        Area(0, 0, 0, 10),
        Area(1, 0, 3, 0),
        Area(1, 1, 3, 1),
        Area(1, 2, 1, 10),
        Area(2, 2, 2, 6),
        Area(2, 7, 2, 10),
    ]
    head = head_of(SURVEY, *rows, merged=merged)
    assert (meant(head), head.rows) == ((ALL, []), (1, 2, 3))
    assert head.heads[2].path == "群众测评 / 安全感 / 安全"
    assert head.title_texts == ("大兴镇测评",)


def test_reordered_spaced_and_annotated_headings_with_gaps() -> None:
    names = [
        None,
        "化解\n日期",
        "",
        "所属 社区",
        "序号",
        "排 查\n日 期",
        "简要情况（100字内）",
        "涉及\n人数",
        "备注",
        "当 事 人*",
    ]
    assert meant(head_of(LEDGER, ["台账"], names, ["", "2026.9.5"])) == (
        {1: "done", 3: "unit", 5: "day", 6: "summary", 7: "people", 9: "parties"},
        [],
    )


def test_names_that_are_only_alike_are_doubtful() -> None:
    head = head_of(
        LEDGER, ["排查日期", "村（社区）", "案发地点", "双方当事人", "事由"], ["2026.9.1", "四岗", "x", "y", "z"]
    )
    assert meant(head) == ({0: "day", 1: "unit", 2: "place", 3: "parties"}, [1, 2, 3, 4])


def test_one_name_for_two_columns_is_left_to_a_person() -> None:
    columns = (*SURVEY[:2], column("a", "不了解", above=("安全感",)), column("b", "不了解", above=SATISFACTION))
    assert meant(head_of(columns, ["单位", "样本量", "不了解", "不了解"], DATA[:4])) == (
        {0: "unit", 1: "valid"},
        [2, 3],
    )


def test_two_columns_for_one_key_are_doubtful() -> None:
    assert meant(head_of(LEDGER, ["日期", "单位", "日期"], ["9.1", "四岗", "9.2"])) == ({0: "day", 1: "unit"}, [0, 2])


def police(*names: str | None, below: Sequence[str | None] = (), groups: Sequence[tuple[int, int]] = ()) -> Head:
    """The head of police figures; ``groups``: first and last columns of what is merged over the row ``below``."""
    merged = [Area(0, first, 0, last) for first, last in groups]
    return head_of(POLICE, names, *([below] if below else []), ["四岗", *range(1, len(names))], merged=merged)


def test_accumulated_and_compared_figures_are_not_the_figure() -> None:
    head = police("单位", "可防性案件", None, None, below=[None, "本月", "累计", "同比"], groups=[(1, 3)])
    assert meant(head) == ({0: "unit", 1: "cases"}, [])


def test_a_sum_beside_its_parts_is_taken_alone_and_asked() -> None:
    head = police("单位", "可防性案件", None, None, below=[None, "小计", "入室盗窃", "扒窃"], groups=[(1, 3)])
    assert meant(head) == ({0: "unit", 1: "cases"}, [1, 2, 3])
    assert meant(police("单位", "可防性案件", "其中：扒窃", "黄赌警情"))[1] == [1, 2]


def test_a_kind_nobody_named_is_not_added_silently() -> None:
    head = police("单位", "可防性案件", None, None, below=[None, "扒窃", "抢夺", "破案数"], groups=[(1, 3)])
    assert meant(head) == ({0: "unit", 1: "cases"}, [2])


def test_the_same_kinds_in_two_groups_are_asked() -> None:
    head = police(
        "单位", "立案", None, "移交", None, below=[None, "扒窃", "两抢", "扒窃", "两抢"], groups=[(1, 2), (3, 4)]
    )
    assert sorted(head.unsure) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("heading", "counted_in", "unsure"),
    [
        ("损失金额（元）", "元", []),
        ("损失金额/万元", "万元", []),
        ("损失金额万元", "万元", []),
        ("损失金额", "", [2]),
        ("损失金额（必填）", "", [2]),
    ],
)
def test_an_amount_needs_a_scale(heading: str, counted_in: str, unsure: list[int]) -> None:
    head = police("单位", "黄赌警情（起）", heading)
    assert (head.suggestion[2], head.counted_in.get(2, ""), sorted(head.unsure)) == ("loss", counted_in, unsure)


def test_a_scale_above_the_table_is_for_its_amounts() -> None:
    head = head_of(POLICE, ["警情", None, "金额单位：元"], ["单位", "黄赌警情", "损失金额"], ["四岗", 1, 2])
    assert (head.counted_in, head.unsure) == ({2: "元"}, frozenset())


def test_an_amount_is_no_number_of_cases() -> None:
    head = police("单位", "可防性案件", None, below=[None, "扒窃", "涉案金额"], groups=[(1, 2)])
    assert meant(head) == ({0: "unit", 1: "cases"}, [2])


def test_a_heading_nobody_knows_is_asked_while_a_column_is_missing() -> None:
    names = ["序号", "单位", "可防性案件", "电诈", "损失金额（万元）", "乙项", "可防性案件累计", "备注"]
    assert sorted(police(*names).unsure) == [5]
    assert sorted(police(*names, "黄赌警情").unsure) == []


def test_what_was_said_before_goes_first() -> None:
    sheet = Sheet([["名儿", "甲项", "黄赌警情", "备注"], ["四岗", 1, 2, "x"]])
    head = find_head(sheet, POLICE, {"名儿": "unit", " 甲 项": "cases", "黄赌警情": "", "备注": "gone"})
    assert head is not None
    assert meant(head) == ({0: "unit", 1: "cases"}, [])


def test_a_head_that_names_nothing_known_is_still_shown() -> None:
    head = head_of(LEDGER, ["某表"], ["甲方", "乙方", "丙方"], ["x", 1, 2], ["y", 3, 4])
    assert (head.rows, meant(head)) == ((1,), ({}, [0, 1, 2]))


def test_nothing_looks_like_a_head() -> None:
    assert find_head(Sheet([]), LEDGER) is None
    assert find_head(Sheet([[1, 2], [3, 4]]), LEDGER) is None
    assert find_head(Sheet([["只有一句话"]]), LEDGER) is None


def test_the_sheet_with_the_data_is_chosen() -> None:
    rows: list[list[Raw]] = [["社区", "黄赌警情"], ["四岗", 1]]
    sheets = [
        Sheet([["说明"]], name="说明"),
        Sheet(rows, name="10月"),
        Sheet(rows, name="9月"),
        Sheet([["x", "y"], [1, 2]], name="z"),
    ]
    index, head, others = choose_sheet(sheets, POLICE)
    assert (index, head and head.rows, others) == (1, (0,), ("9月",))
    assert choose_sheet([Sheet([])], POLICE) == (0, None, ())


def test_a_person_may_point_at_the_head() -> None:
    sheet = Sheet([["社区", "黄赌警情"], ["社区", "可防性案件"], ["四岗", 1]])
    head = head_at(sheet, [1], POLICE)
    assert head is not None
    assert (head.rows, head.suggestion) == ((1,), {0: "unit", 1: "cases"})
    assert head_at(sheet, [9], POLICE) is None


@given(st.permutations([0, 1, 2, 3, 4]), st.integers(0, 12), st.integers(0, 3))
def test_order_titles_and_gaps_make_no_difference(order: list[int], above: int, gap: int) -> None:
    names = ["社区", "可防性案件（起）", "电信网络诈骗", "损失金额（万元）", "黄赌 警情"]
    keys = ["unit", "cases", "fraud", "loss", "vice"]
    titles: list[list[Raw]] = [["大兴镇2026年10月警情数据"], [None], ["填报单位：派出所", None, "2026年11月2日"]]
    rows = [titles[i % 3] for i in range(above)]
    head = head_of(POLICE, *rows, [*[None] * gap, *(names[i] for i in order)], [*[None] * gap, *order])
    assert meant(head) == ({gap + at: keys[i] for at, i in enumerate(order)}, [])


@given(st.lists(st.lists(st.one_of(st.none(), st.text(max_size=6), st.integers()), max_size=6), max_size=8))
def test_any_sheet_has_a_head_or_none(rows: list[list[Raw]]) -> None:
    columns: Sequence[Column] = (column("name", "名称", Form.TEXT), column("count", "数量"))
    head = find_head(Sheet(rows), columns)
    assert head is None or head.first_row <= len(rows)


def test_columns_that_the_portal_added_are_none_of_the_sender() -> None:
    names = ["※行号", "单位名称", "有效样本数", *(f"安全感-{a}" for a in ANSWERS[:5]), "※问题"]
    head = head_of(SURVEY, names, (3, *DATA[:7], "请填 0"))
    assert ([cell.index for cell in head.heads], sorted(head.unsure)) == ([1, 2, 3, 4, 5, 6, 7], [])
