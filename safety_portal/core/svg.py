"""Small graphics as SVG with attributes: no inline style (strict CSP), drawn by the server, printable.

Each carries a label with its numbers for those who cannot see it; lengths are in the units of the view box.
"""

from collections.abc import Sequence
from decimal import Decimal

from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from safety_portal.core.formats import Number, number, percent

_SPARK_WIDTH = 74
_SPARK_HEIGHT = 20
_SPARK_EDGE = 3
_RANGE_WIDTH = 120


def icon(name: str, css: str = "") -> SafeString:
    """A symbol of static/img/icons.svg, hidden from screen readers: words stand beside it."""
    return format_html(
        '<svg class="i {}" aria-hidden="true"><use href="{}#{}"></use></svg>', css, static("img/icons.svg"), name
    )


def _within(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)


def _short(value: float) -> str:
    """A coordinate with at most one decimal: 12.0 → "12"."""
    return f"{value:.1f}".removesuffix(".0")


def track(fraction_used: Number) -> SafeString:
    """The bar of a deadline with ticks at its bands; `fraction_used` from 0, above 1 is full."""
    width = _short(_within(float(fraction_used) * 100, 0, 100))
    return format_html(
        '<svg class="track" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="bg" width="100" height="6" rx="1"/><rect class="fill" width="{}" height="6" rx="1"/>'
        '<path class="tick" d="M50 0v6M75 0v6M85 0v6M99 0v6"/></svg>',
        width,
    )


def bar(value: Number, maximum: Number, median: Number | None = None) -> SafeString:
    """Points got out of `maximum`, ochre below the township's median, which is a tick."""

    def along(part: Number) -> float:
        return _within(float(part) / float(maximum) * 100, 0, 100) if maximum else 0.0

    label = _("%(value)s of %(maximum)s") % {"value": number(value), "maximum": number(maximum)}
    tick = SafeString("")
    if median is not None:
        label += _(", median %(median)s") % {"median": number(median)}
        tick = format_html('<path class="mid" d="M{} 0v12"/>', _short(_within(along(median), 0.5, 99.5)))
    return format_html(
        '<svg class="bar" viewBox="0 0 100 12" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<rect class="bg" y="2" width="100" height="8"/><rect class="got{}" y="2" width="{}" height="8"/>{}</svg>',
        label,
        " low" if median is not None and value < median else "",
        _short(along(value)),
        tick,
    )


def _spark_points(values: Sequence[Number | None], *, lowest_on_top: bool) -> dict[int, tuple[str, str]]:
    """Where each known value lies, by its index; equal values lie in the middle."""
    known = {index: float(value) for index, value in enumerate(values) if value is not None}
    if not known:
        return {}
    low, spread = min(known.values()), max(known.values()) - min(known.values())
    step = (_SPARK_WIDTH - 2 * _SPARK_EDGE) / max(len(values) - 1, 1)

    def height(value: float) -> float:
        share = (value - low) / spread if spread else 0.5
        return _SPARK_EDGE + (share if lowest_on_top else 1 - share) * (_SPARK_HEIGHT - 2 * _SPARK_EDGE)

    return {index: (_short(_SPARK_EDGE + index * step), _short(height(value))) for index, value in known.items()}


def spark(
    values: Sequence[Number | None], label: str, *, lowest_on_top: bool = True, hollow: Sequence[bool] = ()
) -> SafeString:
    """A line of a few months without axes; gaps (None) break it. Ranks have the lowest on top.

    ``hollow``: for each month whether its value comes from elsewhere, drawn as a ring.
    """
    drawn = _spark_points(values, lowest_on_top=lowest_on_top)
    if not drawn:
        return SafeString('<span class="nil"></span>')
    path = "".join(
        f"{'M' if index == 0 or values[index - 1] is None else 'L'}{x} {y}" for index, (x, y) in drawn.items()
    )
    rings = format_html_join(
        "",
        '<circle class="ring" cx="{}" cy="{}" r="2.5"/>',
        [drawn[index] for index, is_hollow in enumerate(hollow) if is_hollow and index in drawn],
    )
    return format_html(
        '<svg class="spark" viewBox="0 0 {} {}" role="img" aria-label="{}"><path d="{}"/>'
        '<circle cx="{}" cy="{}" r="3"/>{}</svg>',
        _SPARK_WIDTH,
        _SPARK_HEIGHT,
        label,
        path,
        *drawn[max(drawn)],
        rings,
    )


def interval(
    low: Number,
    point: Number,
    high: Number,
    *,
    axis: tuple[Number, Number] = (Decimal("0.6"), Decimal(1)),
    reference: Number | None = None,
    thin: bool = False,
) -> SafeString:
    """A rate with its 95 % interval on an axis, all fractions 0–1; hollow and dashed where the sample is thin."""
    start, width = float(axis[0]), float(axis[1]) - float(axis[0])

    def along(fraction: Number) -> str:
        return _short(_within((float(fraction) - start) / width * _RANGE_WIDTH, 2, _RANGE_WIDTH - 2))

    label = _("%(point)s, 95%% interval %(low)s to %(high)s") % {
        "point": percent(point),
        "low": percent(low),
        "high": percent(high),
    }
    line = format_html('<path class="ref" d="M{} 0v16"/>', along(reference)) if reference is not None else ""
    return format_html(
        '<svg class="range{}" viewBox="0 0 {} 16" role="img" aria-label="{}"><path class="base" d="M0 8h{}"/>{}'
        '<path class="whisk" d="M{} 8H{}M{} 4v8M{} 4v8"/><circle class="dot" cx="{}" cy="8" r="3.5"/></svg>',
        " thin" if thin else "",
        _RANGE_WIDTH,
        label,
        _RANGE_WIDTH,
        line,
        along(low),
        along(high),
        along(low),
        along(high),
        along(point),
    )
