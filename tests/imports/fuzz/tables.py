"""What senders do to whole tables: a month beside another, one table below another, merged and hidden cells.

Mutations as in ``mutations.py``: each says what may become of the rows it touches.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, time

from tests.imports.fuzz.choosing import NUMBERS, line_as_made, numbers
from tests.imports.fuzz.sheets import Cell, Fate, Line, Sheet, Shown, head_rows

Mutation = Callable[[Sheet, random.Random], None]


# --- Columns ----------------------------------------------------------------------------------------------------


def month_before_beside(sheet: Sheet, rng: random.Random) -> None:
    """本月 beside 上月, 累计 and 同比 of the same figure: only one of them is this month's."""
    column = {"survey": "valid", "filing": "gambling", "disputes": "people"}[sheet.kind]
    own, others = sheet.heads[column][1], rng.sample(["上月", "1-10月累计", "同比", "上年同期"], 2)
    if rng.random() < 0.5 and sheet.kind == "filing":
        new = {column: (own, "本月")} | {f"{column} {other}": (own, other) for other in others}
    else:
        new = {column: ("", own)} | {f"{column} {other}": ("", f"{other}{own}") for other in others}
    order = rng.sample(list(new), len(new))
    heads = [(one, head) for one, head in sheet.heads.items() if one != column]
    at = list(sheet.heads).index(column)
    sheet.heads = dict([*heads[:at], *((one, new[one]) for one in order), *heads[at:]])
    for line in sheet.lines:
        for other in others:
            line.cells[f"{column} {other}"] = rng.choice(("12.5%", "-3%")) if other == "同比" else rng.randint(70, 99)


def village_head(sheet: Sheet, rng: random.Random) -> None:
    """社区/村 as the forms of a township have it."""
    if "unit" not in sheet.heads:
        return
    own = rng.choice(("社区/村", "村/社区", "村（社区）", "社区（村）名称"))
    sheet.heads["unit"] = ("", own)


def money_in_yuan(sheet: Sheet, rng: random.Random) -> None:
    """The scale stands in a line above the table, not in the heading."""
    if sheet.kind != "filing":
        return
    sheet.heads["loss"] = (sheet.heads["loss"][0], "损失金额")
    sheet.titles.append("单位：元")
    for line in sheet.lines:
        loss = line.cells["loss"]
        assert isinstance(loss, int | float)
        line.cells["loss"] = round(loss * 10_000)
    sheet.asks = True


def counted_above(sheet: Sheet, rng: random.Random) -> None:
    sheet.titles.append(rng.choice(("单位：件", "单位：起", "计量单位：起、人", "（单位：件、人）")))


def hidden(sheet: Sheet, rng: random.Random) -> None:
    """A filter hides rows, a narrow screen columns: what is hidden is still said."""
    sheet.hidden_lines = rng.sample(sheet.lines, 2)
    sheet.hidden_columns = rng.sample(sheet.columns, 2)


# --- Further tables ---------------------------------------------------------------------------------------------


def _earlier(sheet: Sheet, rng: random.Random) -> list[list[Cell]]:
    """Rows of the month before: other numbers, and one community of which this month says nothing."""
    rows: list[list[Cell]] = []
    for line in sheet.lines[:4]:
        cells = dict(line.made)
        for column in NUMBERS[sheet.kind]:
            cells[column] = rng.randint(70, 99)
        if sheet.kind == "disputes":
            cells |= {"day": "2026-09-05", "place": f"旧{line.truth['place']}", "outcome": "化解中", "concluded": None}
        rows.append([cells.get(column, line.cells[column]) for column in sheet.columns])
    return rows


def table_of_another_month_below(sheet: Sheet, rng: random.Random) -> None:
    """The same table again for September, below: whose rows are whose nobody can know for certain."""
    if sheet.kind == "disputes":
        return  # a ledger is a ledger, whatever month its rows are of
    earlier = _earlier(sheet, rng)
    sheet.below += [[], ["2026年9月"], *head_rows(sheet), *earlier]
    for line in sheet.lines:
        line.worse(Fate.OPEN)
    sheet.asks = True


def other_table_below(sheet: Sheet, rng: random.Random) -> None:
    """Another table with other columns: nothing of it may be taken for rows of the first."""
    head: list[Cell] = ["社区", "巡逻队伍", "负责人", "备注"]
    rows: list[list[Cell]] = [
        [line.made["unit"], rng.randint(70, 99), "社区民警", rng.randint(70, 99)] for line in sheet.lines[:3]
    ]
    sheet.below += [[], ["附表：群防群治力量"], head, *rows]


def sheet_of_another_month(sheet: Sheet, rng: random.Random) -> None:
    """September in a sheet of its own, before or after October's."""
    rows: list[list[Cell]] = [["2026年9月"], *head_rows(sheet), *_earlier(sheet, rng)]
    sheet.data_sheets["9月"] = rows, rng.random() < 0.5


# --- Cells --------------------------------------------------------------------------------------------------------


def merged_unit(sheet: Sheet, rng: random.Random) -> None:
    """One community merged over two rows of a ledger."""
    at = rng.randrange(len(sheet.lines) - 1)
    first, second = sheet.lines[at : at + 2]
    if first.cells["unit"] == first.made["unit"] and second.cells["unit"] == second.made["unit"]:
        second.truth = {**second.truth, "unit": first.truth["unit"]}
        second.cells["unit"] = None
        sheet.merged.append((first, second, "unit"))


def merged_number(sheet: Sheet, rng: random.Random) -> None:
    """A number merged over two rows: does each have it, or both together?"""
    column = {"survey": "valid", "filing": "fraud", "disputes": "people"}[sheet.kind]
    first, second = sheet.lines[:2]
    if first.cells[column] == first.made[column] and second.cells[column] == second.made[column]:
        second.cells[column] = None
        sheet.merged.append((first, second, column))
        for line in (first, second):
            line.worse(Fate.OPEN)
        if sheet.kind == "filing":
            second.truth = {**second.truth, "police.fraud": first.truth["police.fraud"]}


def thousands(sheet: Sheet, rng: random.Random) -> None:
    """1,204 as text."""
    line = rng.choice(sheet.lines)
    if sheet.kind == "survey":
        _thousand_answers(line, rng)
    elif sheet.kind == "filing" and line.cells["fraud"] == line.made["fraud"]:
        count = 1000 + rng.randint(0, 900)
        line.cells["fraud"] = _spelled(count, rng)
        line.truth = {**line.truth, "police.fraud": count}


def _thousand_answers(line: Line, rng: random.Random) -> None:
    columns = ("valid", "safety_best", "satisfaction_best")
    if any(line.cells[column] != line.made[column] for column in columns):
        return
    for column in columns:
        number = line.cells[column]
        assert isinstance(number, int)
        line.cells[column] = _spelled(number + 1000, rng)
    for half in ("safety", "satisfaction"):
        answers = line.truth[half]
        assert isinstance(answers, tuple)
        line.truth = {**line.truth, half: (answers[0] + 1000, *answers[1:])}


def _spelled(number: int, rng: random.Random) -> str:
    return rng.choice((f"{number:,}", f"{number // 1000}，{number % 1000:03d}", f"{number:,}.00"))


def letter_for_nought(sheet: Sheet, rng: random.Random) -> None:
    """The letter O for 0: it looks the same, and is none."""
    with_nought = [cell for cell in numbers(sheet) if "0" in str(cell[2])]
    if with_nought:
        line, column, value = rng.choice(with_nought)
        line.cells[column] = str(value).replace("0", rng.choice("OoＯ"))
        line.worse(Fate.OUT if sheet.kind == "survey" else Fate.OPEN)
        line.truth = {**line.truth, "spoilt": column}


def only_percentages(sheet: Sheet, rng: random.Random) -> None:
    """Shares for all the numbers: of how many nobody says."""
    if sheet.kind == "disputes":
        return
    for line, column, value in numbers(sheet):
        line.cells[column] = f"{value / 70:.1%}"
        line.worse(Fate.OUT if sheet.kind == "survey" else Fate.OPEN)
        line.truth = {
            name: said
            for name, said in line.truth.items()
            if name in {"unit", "safety", "satisfaction"} or name == "police.fraud_loss"
        }


_FORMS = (
    'yyyy"年"m"月"d"日"', 'm"月"d"日"', "d-mmm-yy", "[$-804]yyyy年m月d日;@", "[DBNum1][$-804]yyyy年m月d日;@", "yy/m/d",
    "mm-dd", "yyyy/m/d h:mm;@", "aaaa", "General",
)  # fmt: skip


def days_in_other_formats(sheet: Sheet, rng: random.Random) -> None:
    """The same day shown otherwise: what the cell keeps counts, not what it shows."""
    for _ in range(4):
        line = line_as_made(sheet, rng, "day")
        if line is None:
            return
        day = line.truth["day"]
        assert isinstance(day, date)
        form = rng.choice(_FORMS)
        line.cells["day"] = Shown(datetime.combine(day, time()), form)
        if form in {"General", "aaaa"}:
            line.worse(Fate.OPEN)


HEADS: tuple[Mutation, ...] = (month_before_beside, village_head, money_in_yuan)
ROWS: tuple[Mutation, ...] = (
    counted_above, hidden, table_of_another_month_below, other_table_below, sheet_of_another_month,
)  # fmt: skip
CELLS: dict[str, tuple[Mutation, ...]] = {
    "survey": (merged_number, thousands, letter_for_nought, only_percentages),
    "filing": (merged_number, thousands, letter_for_nought, only_percentages),
    "disputes": (merged_unit, merged_number, letter_for_nought, days_in_other_formats),
}


def lose_what_text_cannot_say(sheet: Sheet) -> None:
    """Once the format is known: text files have one sheet and no merged cells, which leaves blanks behind."""
    if sheet.ending in {"xlsx", "xls"}:
        return
    sheet.data_sheets.clear()
    for _first, second, _column in sheet.merged:
        second.worse(Fate.OPEN)
