"""Who hears that a document was issued or voided: whom it is for, by number and kind, nothing of its text."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from safety_portal.accounts.models import Role, User
from safety_portal.audit.trail import JsonValue
from safety_portal.documents.models import Document, Genre, Reach
from safety_portal.notices import wording
from safety_portal.notices.models import Notice
from safety_portal.notices.selectors import people_by_unit, people_with_roles
from safety_portal.notices.services import notify
from safety_portal.organization.models import Unit

ISSUED = "document.issued"
VOIDED = "document.voided"
SUMMONS = "document.summons"


def register_words() -> None:
    """Called once from ``AppConfig.ready()``."""
    wording.register(
        ISSUED,
        subject=_("%(township)s has issued %(number)s"),
        body=_("The text, and the scan of the signed paper where it is there, are on its page."),
        why=_("It is addressed to your unit or to all communities."),
        icon="file-earmark-text",
        still_visible=_is_visible,
        is_duty=False,
    )
    wording.register(
        SUMMONS,
        subject=_("A summons to a talk for %(unit)s: %(number)s"),
        body=_("When, where and what to bring stands in it."),
        why=_("It is addressed to your unit."),
        icon="file-earmark-text",
        still_visible=_is_visible,
    )
    wording.register(
        VOIDED,
        subject=_("%(township)s has voided %(number)s"),
        body=_("It holds no more; why stands on its page."),
        why=_("It was addressed to your unit or to all communities."),
        icon="slash-circle",
        still_visible=_is_visible,
    )


def document_changed(document: Document, event: str) -> None:
    """Listener of ``documents.telling``: whoever may read it hears of it, but not who did it."""
    kind = VOIDED if event == "voided" else (SUMMONS if document.genre == Genre.SUMMONS else ISSUED)
    actor = document.voided_by_id if event == "voided" else document.issued_by_id
    notify(
        recipients=[user for user in _readers(document) if user.pk != actor],
        kind=kind,
        params=_params(document),
        url=document.get_absolute_url(),
        dedupe=f"{kind}:{document.pk}",
    )


def _readers(document: Document) -> list[User]:
    day, township = timezone.localdate(), document.township
    if document.reach == Reach.ADDRESSEE:
        return _of_units([document.addressed_to_id] if document.addressed_to_id else [])
    communities = Unit.objects.communities().filter(township=township).open_on(day)
    people = _of_units(list(communities.values_list("pk", flat=True)))
    if document.reach == Reach.DISTRICT and township.parent_id:
        people += people_with_roles(day, Role.DISTRICT, unit_ids=[township.parent_id])
    return people


def _of_units(unit_ids: list[int]) -> list[User]:
    day = timezone.localdate()
    found = [people_by_unit(day, role, unit_ids) for role in (Role.SECRETARY, Role.UNIT)]
    return list({user.pk: user for people in found for users in people.values() for user in users}.values())


def _params(document: Document) -> dict[str, JsonValue]:
    return {
        "township": document.township.name,
        "unit": document.addressed_to.name if document.addressed_to else "",
        "number": document.number or document.get_genre_display(),
        "document": document.pk,
    }


def _is_visible(user: User, notice: Notice) -> bool:
    return Document.objects.visible_to(user).filter(pk=notice.params.get("document", 0)).exists()
