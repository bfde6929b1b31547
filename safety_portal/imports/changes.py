"""What an import did to entries, kept so that it can be taken back as a whole."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Model

from safety_portal.imports.models import ImportRun


class ChangeLog:
    """Kinds tell it of every entry they make or change; rows that hang on an entry and go with it (CASCADE) need no
    telling.
    """

    def __init__(self, run: ImportRun) -> None:
        self.run = run

    def will_change(self, entries: Sequence[Model]) -> None:
        """Before they are changed: remember the stored fields of ``entries``, all of one model."""
        raise NotImplementedError

    def changed(self, entries: Sequence[Model]) -> None:
        """After ``entries`` (told to ``will_change`` before) were saved."""
        raise NotImplementedError

    def created(self, entries: Sequence[Model]) -> None:
        """After ``entries``, all of one model, were inserted."""
        raise NotImplementedError
