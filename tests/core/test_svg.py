from decimal import Decimal

from django.utils import translation

from safety_portal.core import svg


def test_icon_points_into_the_sprite_and_is_silent() -> None:
    assert svg.icon("bell") == '<svg class="i " aria-hidden="true"><use href="/static/img/icons.svg#bell"></use></svg>'


def test_icon_escapes_its_name() -> None:
    assert "<b>" not in svg.icon("<b>")


def test_track_is_full_beyond_the_deadline() -> None:
    assert 'class="fill" width="100"' in svg.track(Decimal("1.7"))
    assert 'class="fill" width="0"' in svg.track(-1)
    assert 'class="fill" width="33.3"' in svg.track(1 / 3)


def test_bar_carries_its_numbers_and_the_median() -> None:
    with translation.override("en"):
        drawn = svg.bar(Decimal("17.11"), 20, Decimal("19.49"))
    assert 'aria-label="17.11 of 20, median 19.49"' in drawn
    assert 'class="got low" y="2" width="85.5"' in drawn
    assert 'class="mid" d="M97.4 0v12"' in drawn


def test_bar_at_or_over_the_median_is_not_low() -> None:
    assert "low" not in svg.bar(10, 10, 10)


def test_bar_without_a_maximum_is_empty() -> None:
    assert 'class="got" y="2" width="0"' in svg.bar(0, 0)


def test_spark_puts_the_lowest_rank_on_top() -> None:
    assert 'd="M3 17L37 3L71 10"' in svg.spark([9, 1, 5], "ranks")


def test_spark_puts_the_highest_rate_on_top_when_asked() -> None:
    assert 'd="M3 3L71 17"' in svg.spark([0.9, 0.4], "rates", lowest_on_top=False)


def test_spark_breaks_at_a_month_without_value() -> None:
    assert 'd="M3 10M71 10"' in svg.spark([2, None, 2], "ranks")


def test_spark_rings_what_comes_from_elsewhere() -> None:
    drawn = svg.spark([9, None, 5], "ranks", hollow=[True, True, False])
    assert drawn.count('class="ring"') == 1
    assert '<circle class="ring" cx="3" cy="17"' in drawn


def test_spark_of_nothing_is_an_empty_cell() -> None:
    assert svg.spark([None, None], "ranks") == '<span class="nil"></span>'


def test_interval_says_what_it_draws() -> None:
    with translation.override("en"):
        drawn = svg.interval(0.7, 0.8, 0.9, reference=0.95, thin=True)
    assert 'class="range thin"' in drawn
    assert 'aria-label="80.0%, 95% interval 70.0% to 90.0%"' in drawn
    assert 'd="M30 8H90M30 4v8M90 4v8"' in drawn
    assert 'class="ref" d="M105 0v16"' in drawn


def test_interval_stays_on_its_axis() -> None:
    assert 'd="M2 8H118M2 4v8M118 4v8"' in svg.interval(0.1, 0.5, 1)
