"""The documents of a publication on the pages of its month."""

from __future__ import annotations

from assessments.models import Publication
from assessments.papers.policies import can_draft
from safety_portal.accounts.models import User
from safety_portal.core import ports


def shown_of(publication: Publication, user: User) -> dict[str, object]:
    """For ``assessments/papers/_of_month.html``: its documents, and whether ``user`` may draft new ones."""
    papers = [found for one in ports.papers if (found := one.papers_of(publication, user))]
    return {"papers": papers, "may_draft": publication.is_current and can_draft(user, publication.month)}
