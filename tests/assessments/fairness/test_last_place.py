"""Last place as scoring.md defines it: a table of small towns, then months running."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from assessments.fairness.chance import repeated_share
from assessments.fairness.estimates import share
from assessments.fairness.last_place import (
    Contender,
    Entry,
    Finding,
    LastPlace,
    LeftOut,
    Nobody,
    NoLastPlace,
    Run,
    Terms,
    last_places,
    run_of,
)
from safety_portal.core.months import Month

OCTOBER = Month(2026, 10)


def asked(unit: int, positive: int, valid: int, group: str = "", *, vetoed: bool = False) -> Contender:
    estimate, repeats = share(positive, valid), repeated_share(positive, valid)
    return Contender(unit, estimate.value, valid, group, vetoed, f"34{unit}", estimate, repeats)


def not_asked(unit: int, group: str = "") -> Contender:
    return Contender(unit, None, None, group, name=f"34{unit}")


def find(*contenders: Contender, **terms: object) -> list[Finding]:
    return last_places(replace(Terms(), **terms), contenders, seed="340102100/2026-10")  # type: ignore[arg-type]


def who(*contenders: Contender, **terms: object) -> list[tuple[set[int], set[int]] | Nobody]:
    """Whom a consequence may name of those who are last; or why nobody is last."""
    findings = find(*contenders, **terms)
    return [(set(one.units), set(one.triggers)) if isinstance(one, LastPlace) else one.why for one in findings]


GOOD, FAIR, WEAK = asked(1, 95, 100), asked(2, 80, 100), asked(3, 60, 100)
TWIN = asked(4, 30, 50)  # 60 % too

TABLE: list[tuple[str, list[Contender], dict[str, object], list[tuple[set[int], set[int]] | Nobody]]] = [
    ("the lowest", [GOOD, FAIR, WEAK], {}, [({3}, {3})]),
    ("shared by two: nobody may be named", [GOOD, WEAK, TWIN], {}, [({3, 4}, set())]),
    ("shared by two: all may be named", [GOOD, WEAK, TWIN], {"shared": "all"}, [({3, 4}, {3, 4})]),
    ("all equal", [WEAK, TWIN], {"shared": "all"}, [Nobody.ALL_EQUAL]),
    ("one community only", [WEAK], {}, [Nobody.ONLY_ONE]),
    ("nobody surveyed", [not_asked(1), not_asked(2)], {}, [Nobody.NO_RANKING]),
    ("no community at all", [], {}, [Nobody.NO_RANKING]),
    ("one not surveyed is not last", [GOOD, FAIR, not_asked(9)], {}, [({2}, {2})]),
    ("small sample is left out", [GOOD, FAIR, asked(3, 5, 29)], {}, [({2}, {2})]),
    ("as large as it must be", [GOOD, FAIR, asked(3, 5, 30)], {}, [({3}, {3})]),
    ("another least sample", [GOOD, FAIR, asked(3, 5, 29)], {"minimum_sample": 20}, [({3}, {3})]),
    ("small samples leave one", [GOOD, asked(2, 5, 29)], {}, [Nobody.ONLY_ONE]),
    ("small samples leave nobody", [asked(1, 9, 29), asked(2, 5, 29)], {}, [Nobody.ALL_LEFT_OUT]),
    ("vetoed counts", [GOOD, FAIR, asked(3, 60, 100, vetoed=True)], {}, [({3}, {3})]),
    (
        "vetoed does not count",
        [GOOD, FAIR, asked(3, 60, 100, vetoed=True)],
        {"counts_vetoed": False},
        [({2}, {2})],
    ),
    (
        "within groups, in the order of their names",
        [asked(1, 95, 100, "urban"), asked(2, 80, 100, "urban"), asked(3, 60, 100, "rural"), asked(4, 9, 50, "rural")],
        {"scope": "group"},
        [({4}, {4}), ({2}, {2})],
    ),
    (
        "a group of one",
        [asked(1, 95, 100, "urban"), asked(2, 80, 100, "urban"), asked(3, 60, 100, "rural")],
        {"scope": "group"},
        [Nobody.ONLY_ONE, ({2}, {2})],
    ),
    ("groups count for nothing overall", [asked(1, 95, 100, "urban"), asked(3, 60, 100, "rural")], {}, [({3}, {3})]),
]


@pytest.mark.parametrize(("contenders", "terms", "expected"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_last_place(
    contenders: list[Contender], terms: dict[str, object], expected: list[tuple[set[int], set[int]] | Nobody]
) -> None:
    assert who(*contenders, **terms) == expected
    assert who(*reversed(contenders), **terms) == expected


def test_who_is_left_out_is_told_with_the_reason() -> None:
    [found] = find(GOOD, FAIR, not_asked(7), asked(8, 5, 29), asked(9, 5, 99, vetoed=True), counts_vetoed=False)
    assert found.left_out == {7: LeftOut.NOT_RANKED, 8: LeftOut.SMALL_SAMPLE, 9: LeftOut.VETOED}


def test_who_is_left_out_is_in_neither_band_nor_chance() -> None:
    [found] = find(GOOD, FAIR, WEAK, asked(8, 17, 29))
    assert isinstance(found, LastPlace)
    assert found.band == {3}
    assert found.chance.again.keys() == {1, 2, 3}


def test_a_clear_last_place_is_told_from_one_by_chance() -> None:
    [clear], [unclear] = find(GOOD, FAIR, WEAK), find(GOOD, asked(2, 33, 40), asked(3, 32, 40))
    assert isinstance(clear, LastPlace)
    assert isinstance(unclear, LastPlace)
    assert (clear.is_clear, clear.band, clear.chance.changed < 0.05) == (True, frozenset({3}), True)
    assert (unclear.is_clear, unclear.band, unclear.chance.changed > 0.4) == (False, frozenset({2, 3}), True)


def test_a_last_place_cannot_be_made_without_band_and_chance() -> None:
    with pytest.raises(TypeError, match="'band' and 'chance'"):
        LastPlace(group=None, units=frozenset({1}), triggers=frozenset(), left_out={})  # type: ignore[call-arg]
    [found] = find(GOOD, FAIR, WEAK)
    assert isinstance(found, LastPlace)
    with pytest.raises(ValueError, match="band"):
        replace(found, band=frozenset())


def test_a_contender_without_its_estimate_is_refused() -> None:
    with pytest.raises(ValueError, match="estimate"):
        find(GOOD, Contender(2, Fraction(1, 2), 100))


def test_nobody_last_says_why_for_the_group() -> None:
    assert find(WEAK, TWIN) == [NoLastPlace(None, Nobody.ALL_EQUAL, {})]


# --- Months running -------------------------------------------------------------------------------------------

LAST, NOT_LAST = [Entry(1, Fraction(1)), Entry(2, Fraction(2))], [Entry(1, Fraction(2)), Entry(2, Fraction(1))]
SHARED = [Entry(1, Fraction(1)), Entry(2, Fraction(1)), Entry(3, Fraction(2))]
NONE: list[Entry] = []
UNRANKED = [Entry(1, None), Entry(2, None)]
SMALL = [Entry(1, Fraction(1), 29), Entry(2, Fraction(2), 90), Entry(3, Fraction(3), 90)]


def run(terms: Terms, *newest_first: list[Entry], since: int = 12) -> tuple[int, int]:
    """Length of unit 1's run and how many months were skipped in it; ``since``: months back that are looked at."""
    months = {OCTOBER - n: entries for n, entries in enumerate(newest_first)}
    found = run_of(terms, 1, OCTOBER, lambda month: months.get(month, NOT_LAST), since=OCTOBER - since)
    return found.length, len(found.skipped)


@pytest.mark.parametrize(
    ("months", "terms", "expected"),
    [
        ([NOT_LAST], Terms(), (0, 0)),
        ([LAST], Terms(), (1, 0)),
        ([LAST, LAST], Terms(), (2, 0)),
        ([LAST, NOT_LAST, LAST], Terms(), (1, 0)),
        ([LAST, NONE, LAST], Terms(), (2, 1)),
        ([LAST, UNRANKED, NONE, LAST, LAST], Terms(), (3, 2)),
        ([LAST, NONE, NOT_LAST, LAST], Terms(), (1, 0)),
        ([LAST, NONE, LAST], Terms(missing_month="break"), (1, 0)),
        ([LAST, SHARED, LAST], Terms(), (1, 0)),
        ([LAST, SHARED, LAST], Terms(shared="all"), (3, 0)),
        ([LAST, SMALL, LAST], Terms(), (1, 0)),
        ([LAST, SMALL, LAST], Terms(minimum_sample=20), (3, 0)),
        ([LAST, [Entry(1, Fraction(1), is_vetoed=True), *LAST[1:], Entry(3, Fraction(3))]], Terms(), (2, 0)),
        (
            [LAST, [Entry(1, Fraction(1), is_vetoed=True), *LAST[1:], Entry(3, Fraction(3))]],
            Terms(counts_vetoed=False),
            (1, 0),
        ),
    ],
)
def test_months_running(months: list[list[Entry]], terms: Terms, expected: tuple[int, int]) -> None:
    assert run(terms, *months) == expected


def test_what_the_unit_was_before_it_was_merged_does_not_count() -> None:
    assert run(Terms(), LAST, LAST, LAST, LAST, since=1) == (2, 0)


def test_a_month_without_ranking_in_the_own_group_is_skipped() -> None:
    groups = [Entry(1, Fraction(1), group="a"), Entry(2, Fraction(2), group="a"), Entry(3, Fraction(3), group="b")]
    without = [replace(entry, order=None) if entry.group == "a" else entry for entry in groups]
    assert run(Terms(scope="group"), groups, without, groups) == (2, 1)


def test_a_run_names_its_months_newest_first() -> None:
    months = {OCTOBER: LAST, OCTOBER - 1: NONE, OCTOBER - 2: LAST, OCTOBER - 3: NONE}
    found = run_of(Terms(), 1, OCTOBER, lambda month: months[month], since=OCTOBER - 3)
    assert found == Run([OCTOBER, OCTOBER - 2], [OCTOBER - 1])
