"""A year in one small picture: values with their intervals, the district's median, months that are gaps.

Server-made SVG with attributes (strict CSP, printable); its label holds the numbers for those who can't see it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from safety_portal.core.formats import NOTHING

WIDTH, HEIGHT = 340, 132
LEFT, RIGHT, TOP, BOTTOM = 44, 8, 12, 22


@dataclass(frozen=True)
class Dot:
    """A value of one month; ``low`` and ``high``: its interval. ``is_thin``: hollow, its sample is small."""

    value: float
    low: float | None = None
    high: float | None = None
    is_thin: bool = False


@dataclass(frozen=True)
class Trend:
    """Twelve months, oldest first; None: a gap. ``reference``: what others had. ``is_place``: the smallest on top."""

    months: Sequence[str]
    dots: Sequence[Dot | None]
    say: Callable[[float], str]
    reference: Sequence[float | None] = ()
    is_place: bool = False
    floor: float | None = None
    ceiling: float | None = None

    def svg(self, name: str) -> SafeString:
        """The picture; nothing drawn where there is no value."""
        known = [dot for dot in self.dots if dot is not None]
        if not known:
            return SafeString('<span class="nil"></span>')
        scale = self._scale(known)
        return format_html(
            '<svg class="trend" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}{}</svg>',
            WIDTH,
            HEIGHT,
            f"{name} {self._words()}",
            self._frame(scale),
            self._line(self.reference, scale, "ref") if self.reference else "",
            self._line([dot.value if dot else None for dot in self.dots], scale, "line"),
            self._dots(scale),
        )

    def _words(self) -> str:
        said = [self.say(dot.value) if dot else NOTHING for dot in self.dots]
        return " ".join(f"{month} {words}" for month, words in zip(self.months, said, strict=True))

    def _scale(self, known: Sequence[Dot]) -> _Scale:
        ends = [end for dot in known for end in (dot.value, dot.low, dot.high) if end is not None]
        ends += [one for one in self.reference if one is not None]
        low = min(ends) if self.floor is None else min(self.floor, *ends)
        high = max(ends) if self.ceiling is None else max(self.ceiling, *ends)
        return _Scale(low, high, len(self.dots), self.is_place)

    def _frame(self, scale: _Scale) -> SafeString:
        """Both ends of the axis with their lines, first and last month."""
        lines = format_html_join(
            "",
            '<path class="grid" d="M{} {}H{}"/><text class="tick" x="{}" y="{}" text-anchor="end">{}</text>',
            [
                (LEFT, scale.y(end), WIDTH - RIGHT, LEFT - 6, float(scale.y(end)) + 4, self.say(end))
                for end in dict.fromkeys((scale.high, scale.low))
            ],
        )
        months = format_html_join(
            "",
            '<text class="tick" x="{}" y="{}" text-anchor="{}">{}</text>',
            [
                (LEFT, HEIGHT - 4, "start", self.months[0]),
                (WIDTH - RIGHT, HEIGHT - 4, "end", self.months[-1]),
            ],
        )
        return lines + months

    def _line(self, values: Sequence[float | None], scale: _Scale, css: str) -> SafeString:
        """Broken where a month is a gap; places go from survey to survey, however far apart."""
        pairs = [(at, value) for at, value in enumerate(values) if value is not None or not self.is_place]
        path = ""
        for is_known, group in groupby(pairs, key=lambda pair: pair[1] is not None):
            if is_known:
                path += "M" + "L".join(f"{scale.x(at)} {scale.y(value or 0)}" for at, value in group)
        return format_html('<path class="{}" d="{}"/>', css, path)

    def _dots(self, scale: _Scale) -> SafeString:
        drawn = [(at, dot) for at, dot in enumerate(self.dots) if dot is not None]
        whiskers = format_html_join(
            "",
            '<path class="whisk" d="M{0} {1}V{2}"/>',
            [
                (scale.x(at), scale.y(dot.low), scale.y(dot.high))
                for at, dot in drawn
                if dot.low is not None and dot.high is not None
            ],
        )
        dots = format_html_join(
            "",
            '<circle class="dot{}" cx="{}" cy="{}" r="3.5"/>',
            [(" thin" if dot.is_thin else "", scale.x(at), scale.y(dot.value)) for at, dot in drawn],
        )
        return whiskers + dots


@dataclass(frozen=True)
class _Scale:
    """From months and values to the view box."""

    low: float
    high: float
    count: int
    is_place: bool

    def x(self, at: int) -> str:
        return _short(LEFT + 6 + at * (WIDTH - LEFT - RIGHT - 12) / max(self.count - 1, 1))

    def y(self, value: float) -> str:
        spread = self.high - self.low
        share = (value - self.low) / spread if spread else 0.5
        return _short(TOP + (share if self.is_place else 1 - share) * (HEIGHT - TOP - BOTTOM))


def _short(value: float) -> str:
    """A coordinate with at most one decimal: 12.0 → "12"."""
    return f"{value:.1f}".removesuffix(".0")
