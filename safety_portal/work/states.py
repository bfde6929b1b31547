"""States and moves of jobs and tracked items; no ORM."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class JobState(TextChoices):
    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class TrackedState(TextChoices):
    OPEN = "open", _("Owed")
    REPLIED = "replied", _("Replied, to be checked")
    RETURNED = "returned", _("Returned")
    CLEARED = "cleared", _("Cleared")
    VOID = "void", _("Void")


#: action → (from states, to state)
TRACKED_MOVES: dict[str, tuple[frozenset[TrackedState], TrackedState]] = {
    "reply": (frozenset({TrackedState.OPEN, TrackedState.RETURNED}), TrackedState.REPLIED),
    "return": (frozenset({TrackedState.REPLIED}), TrackedState.RETURNED),
    "clear": (frozenset({TrackedState.REPLIED}), TrackedState.CLEARED),
    "void": (frozenset({TrackedState.OPEN, TrackedState.REPLIED, TrackedState.RETURNED}), TrackedState.VOID),
}
