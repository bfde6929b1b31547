"""What senders do to a sheet. Each mutation says what may become of the rows it touches: the oracle of the fuzz."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from tests.imports.fuzz import tables
from tests.imports.fuzz.choosing import NUMBERS, any_line, any_number, line_as_made
from tests.imports.fuzz.sheets import Cell, Fate, Line, Sheet, head_rows

Mutation = Callable[[Sheet, random.Random], None]

# --- Around the data: everything must still be understood ------------------------------------------------------


def more_titles(sheet: Sheet, rng: random.Random) -> None:
    sheet.titles += rng.sample(
        ["填报单位（盖章）：大兴镇综治办", "2026年11月2日", "单位：件", "（第1页）"], rng.randint(1, 3)
    )


def no_title(sheet: Sheet, rng: random.Random) -> None:
    sheet.titles.clear()


def blank_row_over_head(sheet: Sheet, rng: random.Random) -> None:
    sheet.titles += [""] * rng.randint(1, 3)


def shifted_right(sheet: Sheet, rng: random.Random) -> None:
    sheet.shift = rng.randint(1, 3)


def blank_rows(sheet: Sheet, rng: random.Random) -> None:
    for _ in range(rng.randint(1, 3)):
        sheet.extra.setdefault(rng.randint(0, len(sheet.lines)), []).append([])


def repeated_head(sheet: Sheet, rng: random.Random) -> None:
    sheet.extra.setdefault(rng.randint(1, len(sheet.lines) - 1), []).extend(head_rows(sheet))


def explanations(sheet: Sheet, rng: random.Random) -> None:
    sheet.more_sheets += ["本表由派出所提供，无发生的填0或“无”。"] * rng.randint(1, 2)
    sheet.sheet_first = rng.random() < 0.5


def more_feet(sheet: Sheet, rng: random.Random) -> None:
    sheet.feet += [["注：本表每月3日前报送。"], ["负责人：", None, "填表日期：2026年11月2日"]]


def reordered(sheet: Sheet, rng: random.Random) -> None:
    """Columns change places; those under one heading stay together."""
    groups: dict[str, list[str]] = {}
    for column, (group, _own) in sheet.heads.items():
        groups.setdefault(group or column, []).append(column)
    blocks = list(groups.values())
    rng.shuffle(blocks)
    order = [column for block in blocks for column in rng.sample(block, len(block))]
    sheet.heads = {column: sheet.heads[column] for column in order}


def flat_head(sheet: Sheet, rng: random.Random) -> None:
    """One row of headings, the group's name before the own one."""
    join = rng.choice(("-", "：", "—", "/"))
    sheet.heads = {
        column: ("", f"{group.removesuffix('（起）')}{join}{own}" if group else own)
        for column, (group, own) in sheet.heads.items()
    }


OTHER_WORDS = {
    "单位": ("社区", "社区名称", "村（社区）", "单位名称"),
    "社区": ("单位", "社区名称", "村居"),
    "有效样本": ("有效样本数", "有效问卷", "样本数"),
    "说不清": ("不清楚", "说不清楚"),
    "不了解": ("说不清", "不清楚"),
    "排查日期": ("登记日期", "受理日期", "登记时间"),
    "发生地点": ("地点", "纠纷发生地"),
    "当事人": ("当事人姓名", "双方当事人"),
    "联系电话": ("电话", "联系方式"),
    "纠纷类型": ("纠纷类别", "类别", "类型"),
    "涉及人数": ("人数", "涉及 人数"),
    "简要情况": ("纠纷简要情况", "基本情况", "主要内容"),
    "来源": ("纠纷来源", "信息来源"),
    "化解结果": ("调处结果", "办理结果"),
    "化解日期": ("办结日期", "调处日期"),
}


def other_words(sheet: Sheet, rng: random.Random) -> None:
    """Other headings that a person takes for the same: at the least a question, never another figure."""
    for column, (group, own) in list(sheet.heads.items()):
        if own in OTHER_WORDS and rng.random() < 0.5:
            sheet.heads[column] = (group, rng.choice(OTHER_WORDS[own]))
            sheet.asks = True


def spaced_heads(sheet: Sheet, rng: random.Random) -> None:
    """Headings drawn out by spaces and broken over lines."""
    for column, (group, own) in list(sheet.heads.items()):
        if len(own) > 1 and rng.random() < 0.4:
            at = rng.randint(1, len(own) - 1)
            sheet.heads[column] = (group, own[:at] + rng.choice((" ", "\n", "　")) + own[at:])


def unknown_heading(sheet: Sheet, rng: random.Random) -> None:
    """A heading that says nothing: the portal has to ask, whatever it is."""
    column = rng.choice([one for one in sheet.columns if one != "index"])
    sheet.heads[column] = (sheet.heads[column][0], "乙项")
    sheet.asks = True


def lost_column(sheet: Sheet, rng: random.Random) -> None:
    """A column that is needed is not there at all."""
    column = {"survey": "safety_good", "filing": "unit", "disputes": "day"}[sheet.kind]
    del sheet.heads[column]
    sheet.asks = True
    for line in sheet.lines:
        line.worse(Fate.OUT)


def remark_column(sheet: Sheet, rng: random.Random) -> None:
    sheet.heads["remark"] = ("", "备注")
    for line in sheet.lines:
        line.cells["remark"] = rng.choice((None, "已核", "见附件", 3))


def other_format(sheet: Sheet, rng: random.Random) -> None:
    sheet.ending = rng.choice(("xls", "csv", "gb.csv", "tab.csv"))


def same_row_twice(sheet: Sheet, rng: random.Random) -> None:
    line = any_line(sheet, rng)
    cells = dict(line.cells)
    cells |= {column: first.cells[column] for first, second, column in sheet.merged if second is line}
    if "index" in cells:
        cells["index"] = len(sheet.lines) + 1
    sheet.lines.insert(rng.randint(0, len(sheet.lines)), Line(cells, line.truth, line.fate))


def total_row(sheet: Sheet, rng: random.Random) -> None:
    """A total that adds up; under a ledger it has no meaning."""
    if sheet.kind != "disputes":
        sheet.extra.setdefault(len(sheet.lines), []).append(_totals(sheet, 0))


def wrong_total(sheet: Sheet, rng: random.Random) -> None:
    """A total that does not: the sender mistyped something, or forgot a row."""
    if sheet.kind != "disputes" and not sheet.extra.get(len(sheet.lines)):
        sheet.extra.setdefault(len(sheet.lines), []).append(_totals(sheet, rng.randint(1, 9)))
        sheet.wrong_total = True


def _totals(sheet: Sheet, off: int) -> list[Cell]:
    row: list[Cell] = []
    for column in sheet.columns:
        whole = column in NUMBERS[sheet.kind]
        values = [line.cells[column] for line in sheet.lines]
        numbers = [value for value in values if isinstance(value, int | float)]
        row.append(sum(numbers) + off if whole and len(numbers) == len(values) else None)
    row[sheet.columns.index("unit") if "unit" in sheet.heads else 0] = "合计"
    return row


def formula_total(sheet: Sheet, rng: random.Random) -> None:
    """A total by formula that no program has computed yet."""
    row: list[Cell] = ["=SUM(C1:C2)" if column in NUMBERS[sheet.kind] else None for column in sheet.columns]
    row[sheet.columns.index("unit") if "unit" in sheet.heads else 0] = "合计"
    sheet.extra.setdefault(len(sheet.lines), []).append(row)


# --- Cells that a person understands -----------------------------------------------------------------------------

_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def wide_digits(sheet: Sheet, rng: random.Random) -> None:
    for _ in range(5):
        line, column, value = any_number(sheet, rng)
        line.cells[column] = str(value).translate(_WIDE)


def digits_as_text(sheet: Sheet, rng: random.Random) -> None:
    for _ in range(5):
        line, column, value = any_number(sheet, rng)
        line.cells[column] = rng.choice((f"{value}", f" {value} ", f"{value}.0"))


def word_for_none(sheet: Sheet, rng: random.Random) -> None:
    """无 where there was nothing."""
    for line in sheet.lines:
        for column in NUMBERS[sheet.kind]:
            if line.cells[column] == 0 and rng.random() < 0.5:
                line.cells[column] = "无"


def other_unit_names(sheet: Sheet, rng: random.Random) -> None:
    for line in sheet.lines:
        name = str(line.truth["unit"])
        if rng.random() < 0.6 and line.cells["unit"] == f"{name}社区":
            line.cells["unit"] = rng.choice(
                (name, f" {name[:1]} {name[1:]} 社区", f"{name}社区居委会", f"{name}社区居民委员会", f"{name}\n社区")
            )


def other_day_forms(sheet: Sheet, rng: random.Random) -> None:
    for line in sheet.lines:
        for column, value in (("day", line.truth["day"]), ("concluded", line.truth["concluded"])):
            if isinstance(value, date) and line.cells[column] == f"{value:%Y-%m-%d}":
                line.cells[column] = rng.choice(_day_forms(value))


def _day_forms(day: date) -> list[Cell]:
    return [
        f"{day.year}.{day.month}.{day.day}",
        f"{day:%Y/%m/%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        datetime.combine(day, time()),
        datetime.combine(day, time(9, 30)),
        f" {day:%Y-%m-%d} ",
    ]


def text_like_a_formula(sheet: Sheet, rng: random.Random) -> None:
    line = any_line(sheet, rng)
    line.cells["summary"] = "=text:=1+1 装修噪音扰民，多次协商未果。"
    line.truth = {**line.truth, "summary": "=1+1 装修噪音扰民，多次协商未果。"}


def lines_in_text(sheet: Sheet, rng: random.Random) -> None:
    line = any_line(sheet, rng)
    line.cells["summary"] = "物业收费标准不清。\n业主拒缴。"
    line.truth = {**line.truth, "summary": "物业收费标准不清。\n业主拒缴。"}


def counted_people(sheet: Sheet, rng: random.Random) -> None:
    line, column, value = any_number(sheet, rng)
    line.cells[column] = f"{value}人"


# --- Cells that want a second look ------------------------------------------------------------------------------


def about(sheet: Sheet, rng: random.Random) -> None:
    line, column, value = any_number(sheet, rng)
    line.cells[column] = f"约{value}"
    line.worse(Fate.MARKED)


def day_without_year(sheet: Sheet, rng: random.Random) -> None:
    line = line_as_made(sheet, rng, "day")
    if line is None:
        return
    day = line.truth["day"]
    assert isinstance(day, date)
    line.cells["day"] = f"{day.month}月{day.day}日"
    line.worse(Fate.MARKED)


def township_before_unit(sheet: Sheet, rng: random.Random) -> None:
    line = line_as_made(sheet, rng, "unit")
    if line is not None:
        line.cells["unit"] = f"大兴镇{line.truth['unit']}社区"
        line.worse(Fate.OPEN)


# --- Cells that nobody can know -----------------------------------------------------------------------------------


def _spoilt(name: str, *values: Cell) -> Mutation:
    def mutation(sheet: Sheet, rng: random.Random) -> None:
        line, column, value = any_number(sheet, rng)
        line.cells[column] = rng.choice(values)
        # The sample says that the answer left out was a 0, the answers say how large the sample was.
        is_known_anyway = name == "blank_cell" and (column == "valid" or value == 0)
        line.worse(Fate.OUT if sheet.kind == "survey" and not is_known_anyway else Fate.OPEN)
        line.truth = {**line.truth, "spoilt": column}

    mutation.__name__ = name
    return mutation


no_number = _spoilt("no_number", "较多", "若干", "待核", "？", "3+2", "1O", "l2")
wrong_type = _spoilt("wrong_type", date(2026, 3, 5), 3.5, -4, "93.4%", "#REF!", "1e3000", "٣x", "=1+2")
blank_cell = _spoilt("blank_cell", None, "", " ", "—")


def unknown_unit(sheet: Sheet, rng: random.Random) -> None:
    line = any_line(sheet, rng)
    line.cells["unit"] = rng.choice(("幸福里社区", "新海社区", "兴社区", "社区", "四岗和东岗", "全镇"))
    line.worse(Fate.OUT)


def contradicting_row(sheet: Sheet, rng: random.Random) -> None:
    """One community twice with other figures: which of them holds?"""
    if sheet.kind == "disputes":
        return
    line = any_line(sheet, rng)
    first, second = {"survey": ("safety_best", "safety_good"), "filing": ("burglary", "fraud")}[sheet.kind]
    a, b = line.cells[first], line.cells[second]
    if isinstance(a, int) and isinstance(b, int):
        cells = {**line.cells, first: a + 1, second: b - 1 if sheet.kind == "survey" else b + 1}
        line.worse(Fate.OUT)
        sheet.lines.append(Line(cells, line.truth, Fate.OUT))
        for other in sheet.lines:
            if other.truth.get("unit") == line.truth.get("unit"):
                other.worse(Fate.OUT)


def does_not_add_up(sheet: Sheet, rng: random.Random) -> None:
    line = any_line(sheet, rng)
    if isinstance(line.cells["valid"], int):
        line.cells["valid"] = line.cells["valid"] + rng.randint(1, 5)
        line.worse(Fate.OUT)


def vague_day(sheet: Sheet, rng: random.Random) -> None:
    line = any_line(sheet, rng)
    line.cells["day"] = rng.choice(
        ("九月中旬", "10月底", "2026.10", "上周", "10月32日", "2026-02-30", "5/9/2026", None)
    )
    line.worse(Fate.OUT)


def concluded_before(sheet: Sheet, rng: random.Random) -> None:
    for line in sheet.lines:
        day = line.truth["day"]
        if line.truth["settled"] and isinstance(day, date) and line.cells["concluded"] is not None:
            line.cells["concluded"] = f"{day - timedelta(days=rng.randint(1, 20)):%Y-%m-%d}"
            line.worse(Fate.OUT)
            return


def in_the_future(sheet: Sheet, rng: random.Random) -> None:
    line = any_line(sheet, rng)
    line.cells["day"] = "2027-03-05"
    line.worse(Fate.OUT)


def strange_word(sheet: Sheet, rng: random.Random) -> None:
    line = any_line(sheet, rng)
    line.cells["outcome"] = rng.choice(("看情况", "??", "一半"))
    line.worse(Fate.OUT)


HEADS: tuple[Mutation, ...] = (
    reordered, flat_head, other_words, spaced_heads, remark_column, unknown_heading, lost_column, *tables.HEADS,
)  # fmt: skip
LAYOUT: tuple[Mutation, ...] = (
    *HEADS, more_titles, no_title, blank_row_over_head, shifted_right, blank_rows, repeated_head, explanations,
    more_feet, same_row_twice, total_row, wrong_total, formula_total, *tables.ROWS,
)  # fmt: skip
CELLS: dict[str, tuple[Mutation, ...]] = {
    "survey": (wide_digits, digits_as_text, word_for_none, other_unit_names, about, township_before_unit, no_number,
               wrong_type, blank_cell, unknown_unit, contradicting_row, does_not_add_up, *tables.CELLS["survey"]),
    "filing": (wide_digits, digits_as_text, word_for_none, other_unit_names, about, township_before_unit, no_number,
               wrong_type, blank_cell, unknown_unit, contradicting_row, *tables.CELLS["filing"]),
    "disputes": (wide_digits, digits_as_text, other_unit_names, other_day_forms, text_like_a_formula, lines_in_text,
                 counted_people, about, day_without_year, township_before_unit, no_number, wrong_type, blank_cell,
                 unknown_unit, vague_day, concluded_before, in_the_future, strange_word,
                 *tables.CELLS["disputes"]),
}  # fmt: skip


def mutate(sheet: Sheet, rng: random.Random) -> tuple[Sheet, list[str]]:
    """One to four things at once that senders do: cells, then the head, then rows under it; and what was done."""
    cells = rng.sample(CELLS[sheet.kind], rng.randint(0, 2))
    cells.sort(key=CELLS[sheet.kind].index)
    layout = rng.sample(LAYOUT, rng.randint(0, 3)) or [more_titles]
    layout.sort(key=LAYOUT.index)  # a head that is repeated is the one that stands above
    done = [*cells, *layout]
    if other_head := [one for one in done if one in (flat_head, other_words)][1:]:
        done.remove(other_head[0])
    for mutation in done:
        mutation(sheet, rng)
    if rng.random() < 0.25:
        other_format(sheet, rng)
        done.append(other_format)
    tables.lose_what_text_cannot_say(sheet)
    return sheet, [mutation.__name__ for mutation in done]
