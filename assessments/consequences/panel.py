"""What a month's ranking led to, as its own pages show it."""

from __future__ import annotations

from dataclasses import dataclass

from assessments.consequences.selectors import consequences_of, list_of
from assessments.consequences.wording import CHIPS, headline
from assessments.models import AssessmentMonth, Consequence
from safety_portal.accounts.models import User


@dataclass(frozen=True)
class Shown:
    """A consequence in a list of few."""

    row: Consequence
    headline: str
    chip: tuple[str, str]


def shown_of(month: AssessmentMonth, user: User) -> dict[str, object]:
    """Context of ``assessments/consequences/_of_month.html``: nothing for whoever may see none. One query."""
    rows = [Shown(row, headline(row), CHIPS[row.state]) for row in consequences_of(month, user)]
    return {"consequences": rows, "consequences_url": list_of(month)}
