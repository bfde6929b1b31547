"""Row history by trigger: what changed, whoever changed it. It catches what a service forgets to tell the trail."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import pghistory
from django.db import models
from pghistory import models as pghistory_models

Tracked = TypeVar("Tracked", bound=models.Model)


class Event(pghistory_models.Event):
    """An event with a 64-bit number: a province writes more rows than 32 bits can count."""

    pgh_id = models.BigAutoField(primary_key=True)

    class Meta:
        abstract = True


def keep_row_history(*, exclude: Sequence[str] = ()) -> Callable[[type[Tracked]], type[Tracked]]:
    """Keep every version of a model's rows, deleted ones too, in an append-only event table.

    Once a statement, not once a row: bulk writes stay fast. New trackers for each model, since pghistory changes them.
    """
    trackers = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
    track: Callable[[type[Tracked]], type[Tracked]] = pghistory.track(
        *trackers, level=pghistory.Statement, append_only=True, exclude=list(exclude) or None
    )
    return track
