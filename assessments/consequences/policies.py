"""Who may set the ladder, propose, decide, carry out and close."""

from __future__ import annotations

from collections.abc import Callable

from assessments.consequences.states import CONSEQUENCE_MOVES, ConsequenceState, Ground, Trigger
from assessments.models import Consequence
from safety_portal.accounts.models import Role, User
from safety_portal.organization.models import Unit


def is_township(user: User, township_id: int) -> bool:
    """Its leader or governance office."""
    return user.has_role(Role.LEADER, Role.OFFICE, township_id=township_id)


def can_set_ladder(user: User, township: Unit) -> bool:
    return is_township(user, township.pk)


def can_propose(user: User, township_id: int) -> bool:
    """The office chooses key units and records what was decided elsewhere; the leader decides about its choice."""
    return user.has_role(Role.OFFICE, township_id=township_id)


def can_decide(user: User, consequence: Consequence) -> bool:
    """A leader, but nobody about an own proposal."""
    is_leader = user.has_role(Role.LEADER, township_id=consequence.township_id)
    return is_leader and consequence.proposed_by_id != user.pk


def can_carry_out(user: User, consequence: Consequence) -> bool:
    return is_township(user, consequence.township_id)


def can_close(user: User, consequence: Consequence) -> bool:
    """Office or leader, but not whoever carried it out (four eyes)."""
    return consequence.carried_out_by_id != user.pk and is_township(user, consequence.township_id)


def can_take_back(user: User, consequence: Consequence) -> bool:
    """Whoever proposed it, as long as it isn't decided; what figures brought up only figures take back."""
    return consequence.trigger == Trigger.CHOSEN and can_propose(user, consequence.township_id)


def can_uphold(user: User, consequence: Consequence) -> bool:
    """A leader, where a correction has taken the ground away."""
    is_leader = user.has_role(Role.LEADER, township_id=consequence.township_id)
    return is_leader and consequence.ground == Ground.CHANGED


def can_revoke(user: User, consequence: Consequence) -> bool:
    """A leader."""
    return user.has_role(Role.LEADER, township_id=consequence.township_id)


def can_attach(user: User, consequence: Consequence) -> bool:
    """Scans of signed papers and minutes, from the confirmation on."""
    return consequence.is_confirmed and is_township(user, consequence.township_id)


def sees_inside(user: User, consequence: Consequence) -> bool:
    """Names of others in the ranking, reasons of decisions, minutes: the township's own business."""
    return is_township(user, consequence.township_id)


def nobody(_user: User, _consequence: Consequence) -> bool:
    """The portal's own move."""
    return False


#: Who may make each move of ``CONSEQUENCE_MOVES``; whether the state allows it is the table's business.
WHO_MAY: dict[str, Callable[[User, Consequence], bool]] = {
    "confirm": can_decide,
    "decline": can_decide,
    "postpone": can_decide,
    "resume": nobody,
    "withdraw": can_take_back,
    "carry_out": can_carry_out,
    "extend": can_carry_out,
    "repeat": can_carry_out,
    "close": can_close,
    "uphold": can_uphold,
    "revoke": can_revoke,
}


def open_moves(user: User, consequence: Consequence) -> list[str]:
    """The moves that state and person both allow, in the order of the table."""
    state = ConsequenceState(consequence.state)
    possible = [action for action, (sources, _to) in CONSEQUENCE_MOVES.items() if state in sources]
    if consequence.is_recorded:
        possible = [action for action in possible if action not in {"repeat", "uphold"}]
    return [action for action in possible if WHO_MAY[action](user, consequence)]
