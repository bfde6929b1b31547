from datetime import datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from safety_portal.core.clocks import Clock, in_words
from safety_portal.core.months import SHANGHAI

START = datetime(2026, 10, 21, 0, 0, tzinfo=SHANGHAI)
DUE = START + timedelta(days=10)


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(days=12, hours=3), "余 12 天"),
        (timedelta(days=2, hours=3), "余 2 天 3 小时"),
        (timedelta(days=1), "余 1 天"),
        (timedelta(hours=9, minutes=59), "余 9 小时"),
        (timedelta(minutes=40), "余 40 分钟"),
        (timedelta(seconds=3), "余 1 分钟"),
        (timedelta(0), "余 1 分钟"),
        (-timedelta(seconds=1), "超 1 分钟"),
        (-timedelta(hours=9), "超 9 小时"),
        (-timedelta(days=2, hours=5), "超 2 天"),
    ],
)
def test_words_say_what_is_left_or_over(left: timedelta, words: str) -> None:
    with translation.override("zh-hans"):
        assert Clock(START, DUE, DUE - left).words == words


def test_words_in_english() -> None:
    with translation.override("en"):
        assert Clock(START, DUE, DUE - timedelta(days=1, hours=2)).words == "1 day 2 hours left"
        assert Clock(START, DUE, DUE + timedelta(days=2)).words == "2 days over"


@pytest.mark.parametrize(
    ("hours", "band"),
    [(-5, 0), (0, 0), (119, 0), (120, 50), (179, 50), (180, 75), (204, 85), (238, 99), (240, 99), (900, 99)],
)
def test_band_is_the_last_threshold_passed(hours: int, band: int) -> None:
    assert Clock(START, DUE, START + timedelta(hours=hours)).band == band


def test_is_over_only_after_the_last_moment() -> None:
    assert not Clock(START, DUE, DUE).is_over
    assert Clock(START, DUE, DUE + timedelta(microseconds=1)).is_over


def test_deadline_at_its_own_start_is_used_up() -> None:
    assert Clock(START, START, START).fraction_used == 1.0


@given(st.timedeltas(timedelta(0), timedelta(days=400)), st.timedeltas(timedelta(0), timedelta(days=400)))
def test_fraction_grows_with_time(one: timedelta, other: timedelta) -> None:
    early, late = sorted((one, other))
    assert 0 <= Clock(START, DUE, START + early).fraction_used <= Clock(START, DUE, START + late).fraction_used


@given(st.timedeltas(timedelta(0), timedelta(days=4000)), st.booleans())
def test_words_never_say_nothing(duration: timedelta, fine: bool) -> None:
    assert not in_words(duration, fine=fine).startswith("0")
