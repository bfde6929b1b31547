"""Who may do what with a dispute they can see."""

from __future__ import annotations

from collections.abc import Callable

from disputes.models import Dispute
from disputes.states import MOVES, OPEN_STATES, Move, State
from disputes.visibility import HANDLING_ROLES, acting_unit_ids, grid_ids
from safety_portal.accounts.models import Role, User
from safety_portal.organization.models import Level, Unit


def can_register(user: User) -> bool:
    """Whether the user may register disputes at all."""
    return user.has_role(Role.OFFICE, Role.SECRETARY, Role.GRID_WORKER)


def can_register_at(user: User, unit: Unit) -> bool:
    """A grid worker in own grids, a secretary in the own community, the office in its township."""
    if unit.level == Level.GRID:
        own = unit.pk in grid_ids(user) or user.has_role_at(Role.SECRETARY, unit.parent_id)
    else:
        own = unit.level == Level.COMMUNITY and user.has_role_at(Role.SECRETARY, unit.pk)
    return own or (
        unit.level in {Level.GRID, Level.COMMUNITY} and user.has_role(Role.OFFICE, township_id=unit.township_id)
    )


def can_report_round(user: User, community: Unit) -> bool:
    """A secretary reports own rounds, the office any in its township."""
    return user.has_role_at(Role.SECRETARY, community.pk) or user.has_role(
        Role.OFFICE, township_id=community.township_id
    )


def can_report_rounds(user: User) -> bool:
    return user.has_role(Role.SECRETARY, Role.OFFICE)


def is_office(user: User, dispute: Dispute) -> bool:
    """The governance office of the dispute's township."""
    return user.has_role(Role.OFFICE, township_id=dispute.township_id)


def is_secretary(user: User, dispute: Dispute) -> bool:
    """The secretary of the community where it happened."""
    return user.has_role_at(Role.SECRETARY, dispute.community_id)


def is_responsible(user: User, dispute: Dispute) -> bool:
    """The named handler, or somebody of the unit that answers for the dispute."""
    if dispute.responsible_unit_id in acting_unit_ids(user):
        return True
    return dispute.handler_id == user.pk and user.has_role(*HANDLING_ROLES)


def can_handle(user: User, dispute: Dispute) -> bool:
    """Works on the dispute now: who answers for it, the office, the secretary for what lies with the own grids."""
    if is_office(user, dispute) or is_responsible(user, dispute):
        return True
    lies_in_community = dispute.responsible_unit_id in {dispute.community_id, dispute.grid_id}
    return lies_in_community and is_secretary(user, dispute)


def can_follow_up(user: User, dispute: Dispute) -> bool:
    """Return visits: also the community's secretary, wherever the dispute was settled."""
    return can_handle(user, dispute) or is_secretary(user, dispute)


def can_finish(user: User, dispute: Dispute) -> bool:
    """Closing is a check by another than the grid worker or member unit that handled it."""
    return is_office(user, dispute) or is_secretary(user, dispute)


def can_edit(user: User, dispute: Dispute) -> bool:
    """Facts and parties may be corrected while the dispute is open; before acceptance also by who registered it."""
    if dispute.state not in OPEN_STATES:
        return False
    is_own_entry = dispute.registered_by_id == user.pk and dispute.state == State.REGISTERED
    return can_handle(user, dispute) or (is_own_entry and can_register(user))


def can_reveal(user: User, dispute: Dispute) -> bool:
    """Full names and numbers only for who works on the dispute or visits its parties."""
    return can_follow_up(user, dispute)


#: Voiding takes a dispute out of the figures, so whoever is measured by them (community, grid) may not do it.
WHO_MAY: dict[Move, Callable[[User, Dispute], bool]] = {
    Move.ACCEPT: can_handle,
    Move.START: can_handle,
    Move.ESCALATE: can_handle,
    Move.REFER: can_handle,
    Move.CONCLUDE: can_handle,
    Move.VISIT: can_follow_up,
    Move.CLOSE: can_finish,
    Move.REOPEN: can_finish,
    Move.VOID: is_office,
}


def can_move(user: User, dispute: Dispute, move: Move) -> bool:
    """Whether the move fits the state and the user."""
    return State(dispute.state) in MOVES[move].sources and WHO_MAY[move](user, dispute)
