"""Making the documents of a month: nothing before it is published, nothing of a publication that was superseded, and of
a consequence only what a leader has confirmed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.models import AssessmentMonth, Consequence, Publication
from assessments.papers.policies import has_letter
from safety_portal.accounts.models import User
from safety_portal.core.errors import Refused
from safety_portal.documents.layout import OfficialDocument
from safety_portal.documents.models import Document, Genre, Reach
from safety_portal.documents.services import Origin, Purpose, make_document


@dataclass(frozen=True)
class Order:
    """What is to be made. ``content`` is asked for once the ground is known to stand."""

    content: Callable[[], OfficialDocument]
    origin: Origin
    word: str = ""
    reach: Reach = Reach.ADDRESSEE
    now: datetime | None = None


@transaction.atomic
def make_bulletin(*, publication: Publication, order: Order, by: User, genre: Genre = Genre.BULLETIN) -> Document:
    """The bulletin or the brief of a publication. Refused: another publication has taken its place. The month's row is
    locked, as publishing does.
    """
    AssessmentMonth.objects.select_for_update(no_key=True, of=("self",)).get(pk=publication.month_id)
    if not Publication.objects.filter(pk=publication.pk, is_current=True).exists():
        raise Refused(_("The ranking was corrected meanwhile: begin from the version that is in force."))
    return make_document(
        content=order.content(),
        township=publication.month.township,
        by=by,
        word=order.word,
        purpose=Purpose(publication, None),
        genre=genre,
        reach=order.reach,
        origin=order.origin,
        now=order.now,
    )


@transaction.atomic
def make_letter(*, consequence: Consequence, order: Order, by: User, genre: Genre) -> Document:
    """The summons or the naming that a leader has confirmed. Refused: it is not confirmed, or not any more."""
    locked = (
        Consequence.objects.select_for_update(of=("self",)).select_related("unit", "township").get(pk=consequence.pk)
    )
    if not has_letter(locked):
        raise Refused(_("Only what a leader has confirmed becomes a document."))
    return make_document(
        content=order.content(),
        township=locked.township,
        by=by,
        word=order.word,
        purpose=Purpose(locked, locked.unit),
        genre=genre,
        reach=order.reach,
        origin=order.origin,
        now=order.now,
    )
