"""What the home page and the search gather through the ports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from safety_portal.accounts.models import User
from safety_portal.core import ports
from safety_portal.core.clocks import Clock
from safety_portal.core.formats import number
from safety_portal.core.ports import DueEntry, Hit, Panel, Tile

LOOKED_AT = 100  # of each register, to say how many are overdue
SHORTEST_SEARCH = 2
HITS_OF_A_REGISTER = 20


@dataclass(frozen=True)
class Due:
    """An entry that waits, with its clock where it has a deadline."""

    entry: DueEntry
    clock: Clock | None


@dataclass(frozen=True)
class Waiting:
    """What waits for a user: the first ``entries``, soonest first, of ``total``; how many of those are overdue."""

    entries: Sequence[Due]
    total: int
    over: int


def waiting_for(user: User, now: datetime, limit: int) -> Waiting:
    """Asked of every register through the due port; ``over`` counts among the first hundred of each."""
    entries: list[DueEntry] = []
    total = 0
    for provider in ports.due:
        found, count = provider.due_for(user, now, LOOKED_AT)
        entries += found
        total += count
    over = sum(1 for entry in entries if entry.due_at and entry.due_at < now)
    entries.sort(key=lambda entry: (entry.due_at is None, entry.due_at or now))
    return Waiting([Due(entry, _clock(entry, now)) for entry in entries[:limit]], total, over)


def _clock(entry: DueEntry, now: datetime) -> Clock | None:
    return Clock(entry.started_at or now, entry.due_at, now) if entry.due_at else None


def waiting_tile(waiting: Waiting) -> Tile:
    """What waits, as the first figure of the strip."""
    over = ngettext("%(count)s overdue", "%(count)s overdue", waiting.over) % {"count": number(waiting.over)}
    facts = [over] if waiting.over else [_("nothing overdue")]
    return Tile(_("Waits for me"), number(waiting.total), "#waiting", facts=facts, is_hot=bool(waiting.over), order=0)


@dataclass(frozen=True)
class Board:
    """Tiles and blocks of all apps, in the order they ask for."""

    tiles: Sequence[Tile]
    main: Sequence[Panel]
    aside: Sequence[Panel]


def board_for(user: User, now: datetime) -> Board:
    """Asked of every app through the panels port."""
    tiles = [tile for provider in ports.panels for tile in provider.tiles(user, now)]
    panels = [panel for provider in ports.panels if (panel := provider.panel(user, now))]
    panels.sort(key=lambda panel: panel.order)
    return Board(
        sorted(tiles, key=lambda tile: tile.order),
        [panel for panel in panels if not panel.aside],
        [panel for panel in panels if panel.aside],
    )


@dataclass(frozen=True)
class Found:
    """Hits of all registers; ``is_capped``: at least one register has more."""

    hits: Sequence[Hit]
    is_capped: bool


def search(user: User, text: str) -> Found:
    """Visible entries for ``text``, at most twenty of each register; nothing for less than two characters."""
    if len(text) < SHORTEST_SEARCH:
        return Found([], is_capped=False)
    found = [list(provider.search(user, text, HITS_OF_A_REGISTER + 1)) for provider in ports.search]
    hits = [hit for some in found for hit in some[:HITS_OF_A_REGISTER]]
    return Found(hits, is_capped=any(len(some) > HITS_OF_A_REGISTER for some in found))
