"""States of an import and of its rows, and the moves between them; no ORM."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class RunState(TextChoices):
    """Where an import stands. Nothing is in the registers before WRITTEN, and nothing after UNDONE."""

    READING = "reading", pgettext_lazy("import", "Being read")
    COLUMNS = "columns", pgettext_lazy("import", "Columns to be matched")
    PREVIEW = "preview", pgettext_lazy("import", "To be checked")
    WRITTEN = "written", pgettext_lazy("import", "Written")
    UNDONE = "undone", pgettext_lazy("import", "Undone")
    DISCARDED = "discarded", pgettext_lazy("import", "Discarded")


class Move(TextChoices):
    """What can be done with an import; the labels are the buttons."""

    MATCH = "match", pgettext_lazy("import move", "Match columns")
    READ = "read", pgettext_lazy("import move", "Read")
    CONFIRM = "confirm", pgettext_lazy("import move", "Write")
    UNDO = "undo", pgettext_lazy("import move", "Undo")
    DISCARD = "discard", pgettext_lazy("import move", "Discard")


#: action → (from states, to state); buttons, services and documentation read this table.
MOVES: dict[Move, tuple[frozenset[RunState], RunState]] = {
    Move.READ: (frozenset({RunState.READING, RunState.COLUMNS, RunState.PREVIEW}), RunState.PREVIEW),
    Move.MATCH: (frozenset({RunState.READING, RunState.COLUMNS, RunState.PREVIEW}), RunState.COLUMNS),
    Move.CONFIRM: (frozenset({RunState.PREVIEW}), RunState.WRITTEN),
    Move.UNDO: (frozenset({RunState.WRITTEN}), RunState.UNDONE),
    Move.DISCARD: (frozenset({RunState.READING, RunState.COLUMNS, RunState.PREVIEW}), RunState.DISCARDED),
}


class RowStatus(TextChoices):
    """What will happen, or has happened, to one row."""

    NEW = "new", pgettext_lazy("import row", "New")
    CHANGED = "changed", pgettext_lazy("import row", "Changed")
    SAME = "same", pgettext_lazy("import row", "Already there")
    REPEATED = "repeated", pgettext_lazy("import row", "Repeated in the file")
    REFUSED = "refused", pgettext_lazy("import row", "Refused")


#: Rows that a confirmation writes.
WRITING = (RowStatus.NEW, RowStatus.CHANGED)
