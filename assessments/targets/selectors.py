"""Reads of boards: installed targets, their numbers over two years, and how things stand."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from assessments.targets.boards import Board
from safety_portal.core.months import Month
from safety_portal.organization.models import Unit


def board_of(
    township: Unit, month: Month, now: datetime, *, published_only: bool = False, only: Collection[int] | None = None
) -> Board:
    """How the township stands to its targets by the end of ``month``; a fixed number of queries.

    ``published_only``: for those who see no drafts (district, secretaries); ``only``: shares of these communities alone
    (ids), other targets left out. Whoever shows it has asked whether the user may see it.
    """
    raise NotImplementedError
