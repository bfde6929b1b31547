"""A ledger of disputes as long as one likes: 14 columns, every row valid and no two alike."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from openpyxl import Workbook

HEADS = (
    "序号", "登记日期", "社区", "发生地点", "当事人", "联系电话", "纠纷类型", "涉及人数", "简要情况", "来源", "责任人",
    "化解时限", "化解结果", "化解日期",
)  # fmt: skip
_CATEGORIES = ("借贷", "宅基地", "邻里纠纷", "婚姻家庭纠纷")
_SOURCES = ("网格员巡查", "12345", "排查", "派出所移交")
_SPAN = 300

Cell = str | int | date | None


def write_ledger(path: Path, rows: int, communities: Sequence[str], today: date) -> None:
    """Save the workbook: a title, a head, ``rows`` rows of the months before ``today``."""
    book = Workbook(write_only=True)
    page = book.create_sheet("台账")
    page.append(["矛盾纠纷排查化解台账（测算数据）"])
    page.append(HEADS)
    for row in _rows(rows, communities, today):
        page.append(row)
    book.save(path)


def _rows(rows: int, communities: Sequence[str], today: date) -> Iterator[list[Cell]]:
    dice = random.Random(rows)  # noqa: S311 - the same rows every time
    for number in range(1, rows + 1):
        day = today - timedelta(days=dice.randint(30, _SPAN))
        community, is_settled = dice.choice(communities), dice.random() < 0.7
        yield [
            number,
            day,
            community,
            f"{community}{dice.randint(1, 40)}栋{number}室",
            f"测算甲{number}、测算乙{number}",
            str(13900000000 + number),
            dice.choice(_CATEGORIES),
            dice.randint(2, 9),
            f"因第{number}户漏水引发争执，双方就赔偿金额协商未果，要求社区调解。",
            dice.choice(_SOURCES),
            "社区调委会",
            f"{dice.choice((7, 10, 15))}日",
            "调解成功" if is_settled else "化解中",
            day + timedelta(days=dice.randint(0, 20)) if is_settled else None,
        ]
