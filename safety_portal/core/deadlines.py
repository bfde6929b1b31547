"""Deadlines counted in natural or working days, with pauses and extensions, and the arithmetic in words.

Plain functions of their arguments: the start, the rule, the calendar. How days are counted follows the Civil Code
(民法典): the day of the start is not counted (article 201), the last day ends at 24:00 (article 203, paragraph 2),
and where a rule says so a last day that is a day of rest moves to the first working day after it (article 203,
paragraph 1). Terms of petitions never move that way: a longer term needs an extension with a name and a reason
(信访工作条例, article 34). Why: docs/decisions/0002-deadlines.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from safety_portal.core.clocks import Clock
from safety_portal.core.formats import short_date, short_datetime, speaks_chinese
from safety_portal.core.months import SHANGHAI
from safety_portal.core.ports import Words

REGISTERED = pgettext_lazy("start of a deadline", "registered")
_DAY = timedelta(days=1)
_LIMIT = 3660  # a calendar with ten years of rest is a mistake, not a deadline


@dataclass(frozen=True)
class WorkingCalendar:
    """Days that differ from the plain week, with the holiday's name; after ``confirmed_until`` it is a guess."""

    off_days: Mapping[date, str]
    make_up_days: Mapping[date, str]
    confirmed_until: date

    def is_working(self, day: date) -> bool:
        return day in self.make_up_days or (day.weekday() < 5 and day not in self.off_days)

    def next_working(self, day: date) -> date:
        """``day`` itself, or the first working day after it."""
        return next(one for one in _days_from(day) if self.is_working(one))


class Counting(Enum):
    NATURAL = "natural"
    WORKING = "working"


@dataclass(frozen=True)
class Term:
    """So many days. ``ends_on_working_day``: a last day that is a day of rest moves to the next working day."""

    days: int
    counting: Counting = Counting.NATURAL
    ends_on_working_day: bool = False

    def __post_init__(self) -> None:
        if self.days < 1:
            raise ValueError(f"a term of {self.days} days")


@dataclass(frozen=True)
class Pause:
    """Days that don't count, first and last included; ``last`` None: still going on."""

    first: date
    last: date | None
    reason: str = ""

    def __post_init__(self) -> None:
        if self.last is not None and self.last < self.first:
            raise ValueError("a pause that ends before it starts")


@dataclass(frozen=True)
class Extension:
    """Days added to the term, of the same kind; ``by`` and ``reason`` are what the rule demands to be recorded."""

    days: int
    by: str
    reason: str

    def __post_init__(self) -> None:
        if self.days < 1:
            raise ValueError(f"an extension of {self.days} days")


@dataclass(frozen=True)
class Deadline:
    """When something is due, and everything that led to it.

    ``due_at`` is the last microsecond of ``last_day``, so that the deadline falls into the month of that day.
    ``is_provisional``: counted beyond what the calendar confirms. ``moved_from``: the last day before it moved to a
    working day.
    """

    term: Term
    started_at: datetime
    event: Words
    last_day: date
    calendar: WorkingCalendar
    pauses: tuple[Pause, ...]
    extensions: tuple[Extension, ...]
    paused_days: int
    moved_from: date | None
    is_paused: bool

    @property
    def start_day(self) -> date:
        return self.started_at.astimezone(SHANGHAI).date()

    @property
    def due_at(self) -> datetime:
        return end_of(self.last_day)

    @property
    def is_provisional(self) -> bool:
        asks_calendar = self.term.counting is Counting.WORKING or self.term.ends_on_working_day
        return asks_calendar and self.last_day > self.calendar.confirmed_until

    def is_met_by(self, moment: datetime) -> bool:
        """Whether what happened at ``moment`` was in time."""
        return moment <= self.due_at

    def status(self, now: datetime) -> Clock:
        """The deadline as ``{% clock %}`` shows it at ``now``."""
        return Clock(self.started_at, self.due_at, now, self.arithmetic())

    def arithmetic(self) -> str:
        """``10月21日 16:40 登记 + 7 日 = 10月28日 24:00``, in the active language."""
        return arithmetic(self)


def end_of(day: date) -> datetime:
    """24:00 of ``day``: its last microsecond, in Shanghai."""
    return datetime.combine(day, time.max, tzinfo=SHANGHAI)


def deadline(
    started_at: datetime,
    term: Term,
    calendar: WorkingCalendar,
    *,
    event: Words = REGISTERED,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[Extension] = (),
    today: date | None = None,
) -> Deadline:
    """Count ``term`` from ``started_at``; ``event`` says what happened then.

    A pause that still goes on counts up to ``today``, which it therefore needs.
    """
    closed = tuple(_closed(pause, today) for pause in pauses)
    start_day = started_at.astimezone(SHANGHAI).date()
    total = term.days + sum(extension.days for extension in extensions)
    counts = _rule_of(term, calendar)
    counted = (day for day in _days_from(start_day + _DAY) if counts(day) and not _is_paused(day, closed))
    last_day = next(day for number, day in enumerate(counted, start=1) if number == total)
    moved = calendar.next_working(last_day) if term.ends_on_working_day else last_day
    return Deadline(
        term=term,
        started_at=started_at,
        event=event,
        last_day=moved,
        calendar=calendar,
        pauses=tuple(pauses),
        extensions=tuple(extensions),
        paused_days=sum(counts(day) and _is_paused(day, closed) for day in _between(start_day, last_day)),
        moved_from=last_day if moved != last_day else None,
        is_paused=any(pause.last is None for pause in pauses),
    )


def _rule_of(term: Term, calendar: WorkingCalendar) -> Callable[[date], bool]:
    """Whether a day counts, pauses aside."""
    return calendar.is_working if term.counting is Counting.WORKING else lambda _day: True


def _closed(pause: Pause, today: date | None) -> Pause:
    if pause.last is not None:
        return pause
    if today is None:
        raise ValueError("a pause that goes on needs today")
    return Pause(pause.first, max(pause.first, today), pause.reason)


def _is_paused(day: date, pauses: Sequence[Pause]) -> bool:
    return any(pause.last is not None and pause.first <= day <= pause.last for pause in pauses)


def _days_from(day: date) -> Iterator[date]:
    return (day + timedelta(days=n) for n in range(_LIMIT))


def _between(first: date, last: date) -> Iterator[date]:
    """The days after ``first`` up to ``last``."""
    return (first + timedelta(days=n) for n in range(1, (last - first).days + 1))


# --- In words -------------------------------------------------------------------------------------------------


def arithmetic(due: Deadline) -> str:
    """Start, days, what was skipped, and the end: every step that a reader needs to count along."""
    year = due.start_day
    parts = [_("%(start)s %(event)s") % {"start": short_datetime(due.started_at, year), "event": due.event}]
    parts += [_count(due.term, due.term.days)]
    parts += [_("extension of %(days)s") % {"days": _count(due.term, extension.days)} for extension in due.extensions]
    parts += [_("pause of %(days)s") % {"days": _count(due.term, due.paused_days)}] if due.paused_days else []
    sentence = " + ".join(parts)
    skipped = _skipped_in_words(due) if due.term.counting is Counting.WORKING else ""
    if skipped:
        sentence = _("%(sum)s (%(skipped)s)") % {"sum": sentence, "skipped": skipped}
    end = _("%(day)s 24:00") % {"day": short_date(due.last_day, year)}
    return f"{sentence} = {_moved_in_words(due)}{end}{_provisional_in_words(due)}"


def _count(term: Term, days: int) -> str:
    if term.counting is Counting.WORKING:
        return ngettext("%(count)d working day", "%(count)d working days", days) % {"count": days}
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


def _skipped_in_words(due: Deadline) -> str:
    """Weekends and holidays left out, and weekend days that were worked (调休)."""
    rest = [day for day in _between(due.start_day, due.last_day) if not due.calendar.is_working(day)]
    holidays = Counter(due.calendar.off_days[day] for day in rest if day in due.calendar.off_days)
    weekend = len(rest) - holidays.total()
    words = [_("weekends %(days)d") % {"days": weekend}] if weekend else []
    words += [_("%(holiday)s %(days)d") % {"holiday": name, "days": days} for name, days in holidays.items()]
    worked = [day for day in _between(due.start_day, due.last_day) if day in due.calendar.make_up_days]
    sentences = [_("without %(days)s") % {"days": _listed(words)}] if words else []
    if worked:
        days = _listed([short_date(day, due.start_day) for day in worked])
        sentences.append(_("%(days)s worked") % {"days": days})
    return _("; ").join(sentences)


def _listed(words: Sequence[str]) -> str:
    return ("、" if speaks_chinese() else ", ").join(words)


def _moved_in_words(due: Deadline) -> str:
    if due.moved_from is None:
        return ""
    why = due.calendar.off_days.get(due.moved_from) or _("weekend")
    return _("%(day)s (%(rest)s), moved to ") % {"day": short_date(due.moved_from, due.start_day), "rest": why}


def _provisional_in_words(due: Deadline) -> str:
    if not due.is_provisional:
        return ""
    confirmed = short_date(due.calendar.confirmed_until, due.start_day)
    return _(" (provisional: calendar confirmed until %(day)s)") % {"day": confirmed}
