"""Who is told what about objections, and in which words; reasons stand on the page, never in a notice."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models import Objection
from safety_portal.accounts.models import Role, User
from safety_portal.notices import wording
from safety_portal.notices.models import Notice
from safety_portal.notices.selectors import people_with_roles
from safety_portal.notices.services import notify

FILED = "objection.filed"
REOPENED = "objection.reopened"
ACCEPTED = "objection.accepted"
REJECTED = "objection.rejected"
_OF_MOVE = {
    "accept": (ACCEPTED, Role.SECRETARY),
    "reject": (REJECTED, Role.SECRETARY),
    "reopen": (REOPENED, Role.OFFICE),
}


def register_words() -> None:
    """Called once from ``AppConfig.ready()``."""
    as_secretary = _("You are the secretary of this community.")
    as_office = _("Your office decides about objections.")
    wording.register(
        FILED,
        subject=_("Objection %(number)s of %(unit)s to “%(item)s”, %(month)s"),
        body=_("It is to be decided before the month is published."),
        why=as_office,
        icon="chat-square-quote",
        still_visible=_is_visible,
    )
    wording.register(
        REOPENED,
        subject=_("Objection %(number)s of %(unit)s is to be decided again"),
        body=_("The leader's reason stands on its page."),
        why=as_office,
        icon="arrow-repeat",
        still_visible=_is_visible,
    )
    wording.register(
        ACCEPTED,
        subject=_("Your objection %(number)s to “%(item)s” was accepted"),
        body=_("The scores are run again; what follows for your points and place stands on its page."),
        why=as_secretary,
        icon="check-circle-fill",
        still_visible=_is_visible,
    )
    wording.register(
        REJECTED,
        subject=_("Your objection %(number)s to “%(item)s” was not accepted"),
        body=_("The reason stands on its page."),
        why=as_secretary,
        icon="x-circle-fill",
        still_visible=_is_visible,
    )


def filed(objection: Objection) -> None:
    """The governance office."""
    _tell(objection, FILED, Role.OFFICE)


def moved(objection: Objection, action: str) -> None:
    """The community's secretaries of a decision, the office of an objection that comes back."""
    if action in _OF_MOVE:
        _tell(objection, *_OF_MOVE[action])


def _tell(objection: Objection, kind: str, role: Role) -> None:
    place = objection.unit_id if role == Role.SECRETARY else objection.month.township_id
    notify(
        recipients=people_with_roles(timezone.localdate(), role, unit_ids=[place]),
        kind=kind,
        params={
            "number": objection.number,
            "unit": objection.unit.name,
            "item": objection.item_name,
            "month": objection.month.slug,
        },
        url=objection.get_absolute_url(),
        dedupe=f"{kind}:{objection.pk}:{objection.version}",
    )


def _is_visible(user: User, notice: Notice) -> bool:
    return Objection.objects.visible_to(user).filter(number=notice.params.get("number", "")).exists()
