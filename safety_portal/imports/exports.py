"""The columns of imports when the list is taken away; nothing of what the workbooks held."""

from collections.abc import Callable
from operator import attrgetter

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety_portal.core.exports import Column, Value
from safety_portal.core.formats import month_label
from safety_portal.imports.models import ImportRun
from safety_portal.imports.presentation import kind_words


def _month(run: ImportRun) -> Value:
    return month_label(run.first_day) if run.first_day else None


def _opening(run: ImportRun) -> Value:
    return _("Opening balance") if run.is_opening else None


def _count(name: str) -> Callable[[ImportRun], Value]:
    """How many rows were ``name``; None before they were read."""
    return lambda run: int(run.counts.get(name, 0)) if run.counts else None


IMPORT_COLUMNS = (
    Column(_("File"), attrgetter("file_name"), 36),
    Column(_("State"), lambda run: run.get_state_display(), 14),
    Column(_("Kind"), kind_words, 20),
    Column(_("Month"), _month, 14),
    Column(_("Opening balance"), _opening, 14),
    Column(_("Sender"), attrgetter("sender"), 20),
    Column(pgettext_lazy("import row", "New"), _count("new"), 8),
    Column(pgettext_lazy("import row", "Changed"), _count("changed"), 8),
    Column(_("Questioned"), _count("questioned"), 8),
    Column(pgettext_lazy("import row", "Refused"), _count("refused"), 8),
    Column(_("Uploaded by"), attrgetter("created_by.name"), 16),
    Column(_("Uploaded"), attrgetter("created_at"), 18),
)
