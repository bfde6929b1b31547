"""Who may object, decide and let a publication pass, and while which clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from assessments.models import AssessmentMonth, Objection
from assessments.reports.policies import is_locked
from assessments.results.policies import own_unit_ids
from assessments.states import OBJECTION_MOVES, ObjectionState
from safety_portal.accounts.models import Role, User


def in_window(month: AssessmentMonth, now: datetime) -> bool:
    """From the lock until 24:00 of the day set for objections (product.md, "Month")."""
    return is_locked(month, now) and now <= month.objections_until


def sees_objections(user: User, month: AssessmentMonth) -> bool:
    return is_township(user, month) or bool(own_unit_ids(user, month))


def is_township(user: User, month: AssessmentMonth) -> bool:
    """Its leader or governance office."""
    return user.has_role(Role.LEADER, Role.OFFICE, township_id=month.township_id)


def is_author(user: User, unit_id: int) -> bool:
    return user.has_role_at(Role.SECRETARY, unit_id)


def is_office(user: User, month: AssessmentMonth) -> bool:
    return user.has_role(Role.OFFICE, township_id=month.township_id)


def can_file(user: User, month: AssessmentMonth, unit_id: int, now: datetime) -> bool:
    """The community's own secretary, inside the window, until the month is published."""
    return is_author(user, unit_id) and in_window(month, now) and not month.publications.exists()


def can_file_on_behalf(user: User, month: AssessmentMonth, now: datetime) -> bool:
    """The office writes down what a community could not file itself, also later, with a reason: after the publication
    for a correction of it.
    """
    return is_office(user, month) and is_locked(month, now)


def can_withdraw(user: User, objection: Objection) -> bool:
    """The community, or whoever filed it."""
    return is_author(user, objection.unit_id) or objection.filed_by_id == user.pk


def can_decide(user: User, objection: Objection) -> bool:
    """The office or the leader, but nobody about an objection that they wrote down themselves (four eyes)."""
    return objection.filed_by_id != user.pk and is_township(user, objection.month)


def can_reopen(user: User, objection: Objection) -> bool:
    """The leader, once."""
    is_leader = user.has_role(Role.LEADER, township_id=objection.month.township_id)
    return is_leader and objection.reopened_at is None


def can_attach(user: User, objection: Objection) -> bool:
    """Evidence comes from both sides, until the decision."""
    return objection.is_open and (is_author(user, objection.unit_id) or is_township(user, objection.month))


def can_waive(user: User, month: AssessmentMonth) -> bool:
    """Only a leader lets a publication pass an obstacle (scoring.md, "Facts")."""
    return user.has_role(Role.LEADER, township_id=month.township_id)


#: Who may make each move of ``OBJECTION_MOVES``; whether the state allows it is the table's business.
WHO_MAY: dict[str, Callable[[User, Objection], bool]] = {
    "withdraw": can_withdraw,
    "accept": can_decide,
    "reject": can_decide,
    "reopen": can_reopen,
}


def open_moves(user: User, objection: Objection) -> list[str]:
    """The moves that state and person both allow, in the order of the table."""
    possible = [
        action for action, (sources, _to) in OBJECTION_MOVES.items() if ObjectionState(objection.state) in sources
    ]
    return [action for action in possible if WHO_MAY[action](user, objection)]
