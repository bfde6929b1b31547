"""How much of a deadline is used up and how long is left, in words: what ``{% clock %}`` shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

BANDS = (99, 85, 75, 50, 0)
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Clock:
    """A deadline as seen at ``now``. Lists make it from a row's two moments; ``arithmetic`` is for a page of one."""

    started_at: datetime
    due_at: datetime
    now: datetime
    arithmetic: str | None = None

    @property
    def fraction_used(self) -> float:
        """0 at the start, 1 at the deadline, more beyond; never below 0."""
        whole = (self.due_at - self.started_at) / _MINUTE
        used = (self.now - self.started_at) / _MINUTE
        return max(used / whole, 0.0) if whole > 0 else float(used >= 0)

    @property
    def band(self) -> int:
        """The last threshold passed, in per cent: 0, 50, 75, 85 or 99."""
        percent = self.fraction_used * 100
        return 99 if self.is_over else next(band for band in BANDS if percent >= band)

    @property
    def is_over(self) -> bool:
        return self.now > self.due_at

    @property
    def words(self) -> str:
        """``余 2 天 3 小时``, ``超 2 天``."""
        if self.is_over:
            return _("%(duration)s over") % {"duration": in_words(self.now - self.due_at, fine=False)}
        return _("%(duration)s left") % {"duration": in_words(self.due_at - self.now, fine=True)}


def in_words(duration: timedelta, *, fine: bool) -> str:
    """Days from one day on (with hours below three days if ``fine``), else hours, else minutes, at least one."""
    days, rest = divmod(duration, _DAY)
    hours, rest = divmod(rest, _HOUR)
    if days:
        words = npgettext("duration", "%(count)d day", "%(count)d days", days) % {"count": days}
        return f"{words} {_hours(hours)}" if fine and days < 3 and hours else words
    if hours:
        return _hours(hours)
    minutes = max(rest // _MINUTE, 1)
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


def _hours(hours: int) -> str:
    return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
