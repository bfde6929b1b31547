from decimal import Decimal

import pytest
from django.utils import translation

from assessments.models import Figure, FigureCheck, Report, ReportLine
from assessments.reports.checks import Fault, Part, can_be_nil, faults_of, range_fault
from safety_portal.core.formats import number
from safety_portal.organization.models import Unit


def figure(code: str = "a.b", **fields: object) -> Figure:
    return Figure(code=code, name=code, pk=hash(code) % 10_000, **fields)


def line(of: Figure, claimed: str | None = None, register: str | None = None, **fields: object) -> ReportLine:
    values = {
        "is_filled": True,
        "is_counted": register is not None,
        "claimed_value": None if claimed is None else Decimal(claimed),
        "register_value": None if register is None else Decimal(register),
    }
    return ReportLine(figure=of, **{**values, **fields})


def faults(*lines: ReportLine, checks: tuple[FigureCheck, ...] = (), households: int | None = 2140) -> list[Fault]:
    with translation.override("zh-hans"):
        return faults_of(list(lines), checks, Report(unit=Unit(households=households)))


def words(*lines: ReportLine, checks: tuple[FigureCheck, ...] = (), households: int | None = 2140) -> list[str]:
    return [fault.text for fault in faults(*lines, checks=checks, households=households)]


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (line(figure(), "3", "3"), []),
        (line(figure(), "3"), []),
        (line(figure(), is_filled=False), ["还没填，没有的填 0，不适用的勾选“不适用”"]),
        (line(figure(), is_filled=False, typed="约三"), ["“约三”不是数字，请只填数字"]),
        (line(figure(), "-1"), ["不能小于 0"]),
        (line(figure(minimum=None), "-1"), []),
        (line(figure(maximum=Decimal(20)), "21"), ["不能大于 20"]),
        (line(figure(), "1.5"), ["只能填整数"]),
        (line(figure(decimals=2), "1.555"), ["最多 2 位小数。"]),
        (line(figure(decimals=2), "1.55"), []),
        (line(figure(bounded_by="households"), "2410"), [f"不能大于总户数 {number(2140)}"]),
        (line(figure(bounded_by="households"), "2140"), []),
        (line(figure(), "206", "201"), ["请写原因，或改回 201"]),
        (line(figure(), "206", "201", reason="补录"), []),
        (line(figure(), None), ["请写明为什么不适用"]),
        (line(figure(), None, reason="封控"), []),
        (line(figure(), None, is_counted=True), []),
        (line(figure(), "3", is_counted=True), ["登记簿显示不适用，请写原因，或勾选“不适用”"]),
        (line(figure(), None, "3"), ["请写原因，或改回 3"]),
    ],
)
def test_each_fault_says_the_way_out(one: ReportLine, expected: list[str]) -> None:
    assert words(one) == expected


def test_unknown_households_bound_nothing() -> None:
    assert words(line(figure(bounded_by="households"), "2410"), households=None) == []


def test_a_missing_reason_is_a_fault_of_the_reason() -> None:
    assert [(fault.code, fault.part) for fault in faults(line(figure("x.y"), "2", "1"))] == [("x.y", Part.REASON)]


def test_checks_between_figures_name_the_larger() -> None:
    on_time, due = figure("disputes.on_time"), figure("disputes.due")
    check = FigureCheck(left=on_time, right=due)
    assert words(line(on_time, "16"), line(due, "15"), checks=(check,)) == ["不能大于“disputes.due”15"]
    assert words(line(on_time, "15"), line(due, "15"), checks=(check,)) == []


def test_checks_pass_over_what_is_not_applicable() -> None:
    on_time, due = figure("disputes.on_time"), figure("disputes.due")
    check = FigureCheck(left=on_time, right=due)
    assert words(line(on_time, "16"), line(due, None, reason="x"), checks=(check,)) == []


def test_range_fault_is_empty_for_a_value_in_range() -> None:
    assert range_fault(Decimal("3.0000"), figure()) == ""


def test_nil_needs_registers_without_entries_targets_aside() -> None:
    counted, target = line(figure(), "0", "0"), line(figure(is_target=True), "4", "4")
    assert can_be_nil([counted, target])
    assert not can_be_nil([line(figure(), "0", "1")])
    assert not can_be_nil([line(figure(), "1")], claims=True)
