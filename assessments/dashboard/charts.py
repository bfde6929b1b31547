"""Lines over months: what the browser's chart is given, and the same drawn by the server for who has no scripts.

Server-made SVG with attributes (strict CSP); its label holds the numbers of the last month, the table nearby all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from safety_portal.core.formats import Number, number

WIDTH, HEIGHT = 560, 220
LEFT, RIGHT, TOP, BOTTOM = 44, 128, 14, 24
LABEL_GAP = 15  # two names at the end of lines never overlap


@dataclass(frozen=True)
class Line:
    """One line; None: a gap. ``low`` and ``high``: its 95 % interval, drawn as a band."""

    name: str
    values: Sequence[float | None]
    low: Sequence[float | None] = ()
    high: Sequence[float | None] = ()

    @property
    def last(self) -> tuple[int, float] | None:
        """Where the newest value stands, and the value."""
        known = [(at, value) for at, value in enumerate(self.values) if value is not None]
        return known[-1] if known else None

    @property
    def ends(self) -> list[float]:
        return [one for one in (*self.values, *self.low, *self.high) if one is not None]


@dataclass(frozen=True)
class Chart:
    """At most four lines over the same months, in one unit."""

    labels: Sequence[str]
    lines: Sequence[Line]
    unit: str = ""

    @property
    def is_empty(self) -> bool:
        return not any(line.ends for line in self.lines)

    def data(self) -> dict[str, object]:
        """For ``data-chart="trend"`` of static/js/charts.js."""
        return {"labels": list(self.labels), "unit": self.unit, "series": [_series(line) for line in self.lines]}

    def svg(self) -> SafeString:
        """Nothing drawn where there is no value."""
        if self.is_empty:
            return SafeString('<span class="nil"></span>')
        scale = _Scale.of(self)
        drawn = format_html_join("", "{}", [(_line(line, index, scale),) for index, line in enumerate(self.lines)])
        return format_html(
            '<svg class="lines" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}</svg>',
            WIDTH,
            HEIGHT,
            self._words(),
            self._frame(scale),
            drawn,
            self._names(scale),
        )

    def _words(self) -> str:
        said = []
        for line in self.lines:
            if line.last is not None:
                at, value = line.last
                said.append(f"{line.name} {self.labels[at]} {number(value)}{self.unit}")
        return "; ".join(said)

    def _frame(self, scale: _Scale) -> SafeString:
        grid = format_html_join(
            "",
            '<path class="grid" d="M{} {}H{}"/><text class="tick" x="{}" y="{}" text-anchor="end">{}{}</text>',
            [
                (LEFT, _short(scale.y(end)), WIDTH - RIGHT, LEFT - 6, _short(scale.y(end) + 4), number(end), self.unit)
                for end in scale.ticks
            ],
        )
        months = format_html_join(
            "",
            '<text class="tick" x="{}" y="{}" text-anchor="middle">{}</text>',
            [
                (_short(scale.x(at)), HEIGHT - 6, label)
                for at, label in enumerate(self.labels)
                if (len(self.labels) - 1 - at) % 2 == 0
            ],
        )
        return grid + months

    def _names(self, scale: _Scale) -> SafeString:
        """At the end of each line its last value and its name, moved apart where lines end close together."""
        ends = [(scale.y(line.last[1]), index, line) for index, line in enumerate(self.lines) if line.last]
        rows = []
        lowest = 0.0
        for y, index, line in sorted(ends, key=lambda one: one[:2]):
            lowest = max(y + 4, lowest + LABEL_GAP)
            value = line.last[1] if line.last else 0
            rows.append((index + 1, WIDTH - RIGHT + 8, _short(lowest), f"{number(value)}{self.unit} {line.name}"))
        return format_html_join("", '<text class="name l{}" x="{}" y="{}">{}</text>', rows)


@dataclass(frozen=True)
class _Scale:
    """From months and values to the view box."""

    low: float
    high: float
    count: int

    @classmethod
    def of(cls, chart: Chart) -> _Scale:
        ends = [end for line in chart.lines for end in line.ends]
        low, high = min(ends), max(ends)
        edge = (high - low) * 0.08 or 1
        return cls(low - edge, high + edge, len(chart.labels))

    @property
    def ticks(self) -> list[float]:
        step = (self.high - self.low) / 4
        return [round(self.low + n * step, 1) for n in range(5)]

    def x(self, at: int) -> float:
        return LEFT + 8 + at * (WIDTH - LEFT - RIGHT - 16) / max(self.count - 1, 1)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return TOP + (1 - share) * (HEIGHT - TOP - BOTTOM)


def _series(line: Line) -> dict[str, object]:
    found: dict[str, object] = {"name": line.name, "values": list(line.values)}
    return found | {"low": list(line.low), "high": list(line.high)} if line.low else found


def _line(line: Line, index: int, scale: _Scale) -> SafeString:
    path = "".join(f"M{'L'.join(_at(scale, at, value) for at, value in run)}" for run in _runs(line.values))
    dots = format_html_join(
        "",
        '<circle cx="{}" cy="{}" r="3"/>',
        [(_short(scale.x(at)), _short(scale.y(value))) for at, value in enumerate(line.values) if value is not None],
    )
    return format_html('<g class="l{}">{}<path d="{}"/>{}</g>', index + 1, _band(line, scale), path, dots)


def _band(line: Line, scale: _Scale) -> SafeString:
    """Down the upper ends and back along the lower ones, for each run of months."""
    upper, lower = list(_runs(line.high)), list(_runs(line.low))
    shapes = [
        "M" + "L".join(_at(scale, at, value) for at, value in (*above, *reversed(below)))
        for above, below in zip(upper, lower, strict=True)
    ]
    return format_html('<path class="band" d="{}Z"/>', "Z".join(shapes)) if shapes else SafeString("")


def _runs(values: Sequence[float | None]) -> Iterator[list[tuple[int, float]]]:
    """Months without a gap between them."""
    for is_known, group in groupby(enumerate(values), key=lambda pair: pair[1] is not None):
        if is_known:
            yield [(at, value) for at, value in group if value is not None]


def _at(scale: _Scale, at: int, value: float) -> str:
    return f"{_short(scale.x(at))} {_short(scale.y(value))}"


def _short(value: float) -> str:
    """A coordinate with at most one decimal: 12.0 → "12"."""
    return f"{value:.1f}".removesuffix(".0")


def rounded(value: Number | None, places: int = 2) -> float | None:
    """For a chart: no more decimals than are read."""
    return None if value is None else round(float(value), places)
