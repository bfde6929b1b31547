"""What publications and consequences say of their documents (papers port)."""

from __future__ import annotations

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.consequences.states import Action
from assessments.models import Consequence, Publication
from assessments.papers.policies import can_draft, has_letter
from safety_portal.accounts.models import Role, User
from safety_portal.core.ports import Paper, Papers
from safety_portal.documents.models import Document
from safety_portal.documents.selectors import paper_of


class MonthPapers:
    """Papers port: bulletins and briefs of a publication."""

    def papers_of(self, entry: Model, user: User) -> Papers | None:
        if not isinstance(entry, Publication):
            return None
        may_make = entry.is_current and can_draft(user, entry.month)
        url = entry.month.page("bulletin", entry.number) if may_make else ""
        return Papers(_made(entry, user), _("Draft the bulletin"), url)


class ConsequencePapers:
    """Papers port: the summons or the naming of a confirmed consequence."""

    def papers_of(self, entry: Model, user: User) -> Papers | None:
        if not isinstance(entry, Consequence):
            return None
        rows = _made(entry, user)
        may_make = has_letter(entry) and user.has_role(Role.OFFICE, Role.LEADER, township_id=entry.township_id)
        url = reverse("assessments:letter", args=[entry.pk]) if may_make else ""
        is_summons = entry.action == Action.INTERVIEW
        return Papers(rows, _("Draft the summons") if is_summons else _("Draft the bulletin"), url)


def _made(entry: Model, user: User) -> list[Paper]:
    rows = Document.objects.visible_to(user).filter(target_type=entry._meta.label_lower, target_id=entry.pk)
    return [paper_of(one) for one in rows]
