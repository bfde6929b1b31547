"""The columns of documents when the list is taken away."""

from operator import attrgetter

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety_portal.core.exports import Column, Value
from safety_portal.core.templatetags.portal import unit_text
from safety_portal.documents.models import Document


def state_words(document: Document) -> Value:
    """To be issued, issued, or voided."""
    if document.is_voided:
        return pgettext_lazy("document", "Voided")
    if document.is_issued:
        return pgettext_lazy("document", "Issued")
    return _("To be issued") if document.waits else ""


DOCUMENT_COLUMNS = (
    Column(_("Number"), attrgetter("number"), 26),
    Column(_("Title"), attrgetter("title"), 60),
    Column(_("Kind of document"), lambda document: document.get_genre_display(), 14),
    Column(_("Addressed to"), lambda document: unit_text(document.addressed_to) if document.addressed_to else "", 20),
    Column(_("State"), state_words, 12),
    Column(pgettext_lazy("document", "Made"), attrgetter("made_at"), 18),
    Column(pgettext_lazy("document", "Issued"), attrgetter("issued_at"), 18),
    Column(_("Reason of voiding"), attrgetter("void_reason"), 30),
)
