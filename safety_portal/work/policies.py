"""Who may do what with tracked items and attachments."""

from safety_portal.accounts.models import Role, User
from safety_portal.organization.models import Unit
from safety_portal.work.models import OWING_ROLES, Attachment, TrackedItem
from safety_portal.work.states import TRACKED_MOVES, TrackedState


def can_issue(user: User, township: Unit) -> bool:
    """The township's office and leader say what is owed."""
    return user.has_role(Role.OFFICE, Role.LEADER, township_id=township.pk)


def can_reply(user: User, item: TrackedItem) -> bool:
    """Whoever works at the unit that owes it."""
    return item.owed_by_id in user.unit_ids(*OWING_ROLES)


def can_check(user: User, item: TrackedItem) -> bool:
    """The office and the leader, but nobody an own reply (four eyes)."""
    return item.replied_by_id != user.pk and user.has_role(Role.OFFICE, Role.LEADER, township_id=item.township_id)


def can_void(user: User, item: TrackedItem) -> bool:
    return user.has_role(Role.OFFICE, Role.LEADER, township_id=item.township_id)


def can_attach(user: User, item: TrackedItem) -> bool:
    """Both sides, as long as it is open."""
    return item.is_open and (can_reply(user, item) or can_void(user, item))


_MAY = {"reply": can_reply, "return": can_check, "clear": can_check, "void": can_void}


def may_move(user: User, item: TrackedItem, action: str) -> bool:
    """Whether ``user`` may take ``action`` at all, whatever the state."""
    return _MAY[action](user, item)


def open_moves(user: User, item: TrackedItem) -> list[str]:
    """The actions that the item's state and the user's rights both allow, in the order of the table."""
    possible = [action for action, (sources, _to) in TRACKED_MOVES.items() if TrackedState(item.state) in sources]
    return [action for action in possible if may_move(user, item, action)]


def can_remove(user: User, attachment: Attachment) -> bool:
    """Whoever put the file there; everybody else adds, and leaves what others added."""
    return attachment.uploaded_by_id == user.pk
