"""Who is told what about consequences; reasons, minutes and other communities' names stand on the page, never here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.consequences.selectors import list_of
from assessments.models import Consequence, Publication
from safety_portal.accounts.models import Role, User
from safety_portal.audit.trail import JsonValue
from safety_portal.notices import wording
from safety_portal.notices.models import Notice
from safety_portal.notices.selectors import people_with_roles
from safety_portal.notices.services import notify

DRAFTED = "consequence.drafted"
GONE = "consequence.gone"
SHAKEN = "consequence.shaken"
CHOSEN = "consequence.chosen"
BACK = "consequence.back"
OWN = "consequence.own"
RECORDED = "consequence.recorded"
TO_CARRY_OUT = "consequence.to_carry_out"
CLOSED = "consequence.closed"
REVOKED = "consequence.revoked"


def register_words() -> None:
    """Called once from ``AppConfig.ready()``."""
    _register_for_leaders()
    _register_for_others()


def _register_for_leaders() -> None:
    as_leader = _("You decide about proposals in this township.")
    wording.register(
        DRAFTED,
        subject=_("%(township)s, %(month)s: %(count)s proposed by the published ranking"),
        body=_("Each stands beside how sure the figures are. Nothing follows before you confirm it."),
        why=as_leader,
        icon="clipboard-check",
        still_visible=_is_of_township,
    )
    wording.register(
        GONE,
        subject=_("%(township)s, %(month)s: %(count)s proposals withdrawn, their ground has changed"),
        body=_("The correction of the month says something else now."),
        why=as_leader,
        icon="arrow-repeat",
        still_visible=_is_of_township,
        is_duty=False,
    )
    wording.register(
        SHAKEN,
        subject=_("%(number)s %(step)s (%(unit)s): a correction has taken its ground away"),
        body=_("Look at it again: revoke it, or uphold it with a reason."),
        why=as_leader,
        icon="exclamation-triangle-fill",
        still_visible=_is_visible,
    )
    wording.register(
        CHOSEN,
        subject=_("%(step)s proposed for %(unit)s"),
        body=_("The office's reason stands on its page. Nothing follows before you confirm it."),
        why=as_leader,
        icon="clipboard-check",
        still_visible=_is_visible,
    )
    wording.register(
        BACK,
        subject=_("%(step)s proposed for %(unit)s: the day you postponed it to has come"),
        body=_("It waits for your decision again."),
        why=as_leader,
        icon="clock-history",
        still_visible=_is_visible,
    )


def _register_for_others() -> None:
    as_unit = _("You answer for this unit.")
    as_office = _("Your office carries out what the leader confirms.")
    wording.register(
        OWN,
        subject=_("%(number)s: %(step)s of %(unit)s is confirmed"),
        body=_("What it rests on, the clause and the exit condition stand on its page."),
        why=as_unit,
        icon="flag-fill",
        still_visible=_is_visible,
    )
    wording.register(
        RECORDED,
        subject=_("%(number)s: %(step)s of %(unit)s is on record"),
        body=_("The deciding document is named on its page."),
        why=as_unit,
        icon="flag-fill",
        still_visible=_is_visible,
    )
    wording.register(
        TO_CARRY_OUT,
        subject=_("%(number)s: %(step)s of %(unit)s is to be carried out by %(due)s"),
        body=_("Put down on its page how it was carried out."),
        why=as_office,
        icon="flag-fill",
        still_visible=_is_visible,
    )
    wording.register(
        CLOSED,
        subject=_("%(number)s: %(step)s of %(unit)s is closed"),
        body=_("Its exit condition is met."),
        why=as_unit,
        icon="check-circle-fill",
        still_visible=_is_visible,
        is_duty=False,
    )
    wording.register(
        REVOKED,
        subject=_("%(number)s: %(step)s of %(unit)s is revoked"),
        body=_("It no longer holds; its number stays with it."),
        why=as_unit,
        icon="slash-circle",
        still_visible=_is_visible,
    )


def followed(
    publication: Publication,
    drafted: Sequence[Consequence],
    withdrawn: Sequence[Consequence],
    shaken: Sequence[Consequence],
) -> None:
    """Leaders, of what a publication led to: one notice for all proposals, one for each confirmed one that it shook."""
    for kind, rows in ((DRAFTED, drafted), (GONE, withdrawn)):
        if rows:
            notify(
                recipients=_people(Role.LEADER, [publication.township_id]),
                kind=kind,
                params=_counted(publication, len(rows)),
                url=list_of(publication.month),
                dedupe=f"{kind}:{publication.pk}",
            )
    for row in shaken:
        _tell(row, SHAKEN, _people(Role.LEADER, [row.township_id]), f"{row.pk}:{publication.pk}")


def chosen(consequence: Consequence) -> None:
    _tell(consequence, CHOSEN, _people(Role.LEADER, [consequence.township_id]))


def recorded(consequence: Consequence) -> None:
    _tell(consequence, RECORDED, _unit_people(consequence))


def moved(consequence: Consequence, action: str) -> None:
    """The unit of what was confirmed, closed or revoked; the office of what is to be carried out; leaders of what
    comes back.
    """
    if action in {"confirm", "repeat"}:
        _tell(consequence, TO_CARRY_OUT, _people(Role.OFFICE, [consequence.township_id]))
    if action == "confirm":
        _tell(consequence, OWN, _unit_people(consequence))
    elif action == "close":
        _tell(consequence, CLOSED, _unit_people(consequence))
    elif action == "revoke":
        _tell(consequence, REVOKED, _unit_people(consequence))
    elif action == "resume":
        _tell(consequence, BACK, _people(Role.LEADER, [consequence.township_id]))


def _people(role: Role, unit_ids: Sequence[int]) -> Iterable[User]:
    return people_with_roles(timezone.localdate(), role, unit_ids=unit_ids)


def _unit_people(consequence: Consequence) -> Iterable[User]:
    """A community's secretaries, or whoever works at a member unit."""
    return people_with_roles(timezone.localdate(), Role.SECRETARY, Role.UNIT, unit_ids=[consequence.unit_id])


def _tell(row: Consequence, kind: str, recipients: Iterable[User], what: str = "") -> None:
    notify(
        recipients=recipients,
        kind=kind,
        params=_params(row),
        url=row.get_absolute_url(),
        dedupe=f"{kind}:{what or f'{row.pk}:{row.version}'}",
    )


def _params(row: Consequence) -> dict[str, JsonValue]:
    return {
        "id": row.pk,
        "number": row.number,
        "step": row.step.name,
        "unit": row.unit.name,
        "due": f"{timezone.localdate(row.due_at)} 24:00" if row.due_at else "",
    }


def _counted(publication: Publication, count: int) -> dict[str, JsonValue]:
    month = publication.month
    return {
        "township": month.township.name,
        "township_id": month.township_id,
        "month": month.slug,
        "count": count,
    }


def _is_of_township(user: User, notice: Notice) -> bool:
    return user.has_role(Role.LEADER, township_id=int(str(notice.params.get("township_id", 0))))


def _is_visible(user: User, notice: Notice) -> bool:
    return Consequence.objects.visible_to(user).filter(pk=int(str(notice.params.get("id", 0)))).exists()
