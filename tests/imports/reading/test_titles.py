import pytest

from safety_portal.imports.reading.titles import months_named


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("瑶海区2026年10月群众安全感测评结果", {(2026, 10)}),
        ("10月测评", {(None, 10)}),
        ("派出所警情数据-2026-10.xlsx", {(2026, 10)}),
        ("台账2026_09", {(2026, 9)}),
        ("202610", {(2026, 10)}),
        ("二〇二六年十月份", {(2026, 10)}),
        ("2026 年 10 月", {(2026, 10)}),
        ("2026.10", {(2026, 10)}),
        ("2026年9-10月", {(2026, 9), (2026, 10)}),
        ("2026年9月至10月", {(2026, 9), (2026, 10)}),
        ("2026年第三季度", {(2026, 7), (2026, 8), (2026, 9)}),
        ("2026年度10月", {(2026, 10)}),
    ],
)
def test_months_are_recognised(text: str, months: set[tuple[int | None, int]]) -> None:
    assert months_named([text]) == months


@pytest.mark.parametrize(
    "text",
    [
        "2026年11月2日",
        "2026-11-02",
        "2026.11.2",
        "20261102",
        "11月2日填",
        "2026年",
        "共13月",
        "v1.10",
        "0551-64000005",
        "",
    ],
)
def test_days_and_other_numbers_name_no_month(text: str) -> None:
    assert months_named([text]) == set()


def test_half_a_year_and_several_texts() -> None:
    assert months_named(["2026年上半年"]) == {(2026, month) for month in range(1, 7)}
    assert months_named(["2026年9月", "10月"]) == {(2026, 9), (None, 10)}
