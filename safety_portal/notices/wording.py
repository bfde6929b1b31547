"""What each kind of notice says, in the reader's language: subject, body, and why it came.

Each app registers its kinds in ``AppConfig.ready()``. The words take ``params`` by ``%(name)s``; of these ``unit``,
``township`` and ``place`` are names of units, ``month`` is a month (``2026-10``), ``due`` and ``until`` are moments
(``2026-11-03 24:00``): they are written the way the language asks for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from safety_portal.accounts.models import User
from safety_portal.core.formats import english_unit_name, month_label, short_date, speaks_chinese
from safety_portal.core.months import Month
from safety_portal.core.ports import Words
from safety_portal.notices.models import Notice

UNIT_NAMES = frozenset({"unit", "township", "place"})
MONTHS = frozenset({"month"})
MOMENTS = frozenset({"due", "until"})


@dataclass(frozen=True)
class Wording:
    """The words of one kind. ``still_visible``: whether the recipient may still see the matter when the mail goes.

    ``is_urgent``: its mail need not wait for the recipient's hours, only for the night to be over. ``is_duty``: it
    asks something of the recipient, who therefore can't do without its mail.
    """

    subject: Words
    body: Words
    why: Words
    icon: str = "info-circle"
    still_visible: Callable[[User, Notice], bool] | None = None
    is_urgent: bool = False
    is_duty: bool = True


@dataclass(frozen=True)
class Worded:
    """A notice in words."""

    subject: str
    body: str
    why: str
    icon: str


_wordings: dict[str, Wording] = {}


def register(
    kind: str,
    *,
    subject: Words,
    why: Words,
    body: Words = "",
    icon: str = "info-circle",
    still_visible: Callable[[User, Notice], bool] | None = None,
    is_urgent: bool = False,
    is_duty: bool = True,
) -> None:
    """Say what notices of ``kind`` say; ``why`` tells the reader why it came to them. The rest: ``Wording``."""
    _wordings[kind] = Wording(subject, body, why, icon, still_visible, is_urgent, is_duty)


def is_known(kind: str) -> bool:
    return kind in _wordings


def is_urgent(kind: str) -> bool:
    return kind in _wordings and _wordings[kind].is_urgent


def is_duty(kind: str) -> bool:
    return kind not in _wordings or _wordings[kind].is_duty


def worded(notice: Notice) -> Worded:
    """The notice in the active language; a kind whose app is gone shows its code."""
    words = _wordings.get(notice.kind, Wording(notice.kind, "", ""))
    told_on = timezone.localdate(notice.created_at)
    params = {name: _spoken(name, value, told_on) for name, value in notice.params.items()}
    return Worded(_fill(words.subject, params), _fill(words.body, params), _fill(words.why, params), words.icon)


def is_still_visible(notice: Notice) -> bool:
    """Whether the recipient may still see what the notice is about."""
    words = _wordings.get(notice.kind)
    return words is None or words.still_visible is None or words.still_visible(notice.recipient, notice)


def _fill(words: Words, params: Mapping[str, object]) -> str:
    text = str(words)
    try:
        return text % params if params else text
    except (KeyError, TypeError, ValueError):
        return text


def _spoken(name: str, value: object, told_on: date) -> object:
    """Years are said where they are not that of the day on which the notice was written; what can't be read stays."""
    if not isinstance(value, str):
        return value
    if name in UNIT_NAMES and not speaks_chinese():
        return english_unit_name(value)
    with suppress(ValueError):
        if name in MONTHS:
            return month_label(Month.parse(value))
        if name in MOMENTS:
            day, _space, clock = value.partition(" ")
            return f"{short_date(date.fromisoformat(day), told_on)} {clock}".strip()
    return value
