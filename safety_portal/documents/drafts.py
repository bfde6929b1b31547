"""The page on which any document is drafted: what was typed, how it will look, and making it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from typing import Any, Generic, TypeVar
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from safety_portal.accounts.models import User
from safety_portal.core.errors import Refused
from safety_portal.core.forms import add_refusal
from safety_portal.core.views import ServiceFormMixin
from safety_portal.documents import selectors, services
from safety_portal.documents.forms import DraftForm
from safety_portal.documents.layout import OfficialDocument
from safety_portal.documents.models import Document, Genre
from safety_portal.documents.pdf import make_pictures
from safety_portal.documents.policies import can_make
from safety_portal.documents.services import Origin, Purpose
from safety_portal.organization.models import Unit

AnyForm = TypeVar("AnyForm", bound=DraftForm)


class DraftView(ServiceFormMixin, FormView[AnyForm], Generic[AnyForm]):
    """A form that shows how the document will look (``preview``) and makes it.

    A view says its ``genre``, finds the township (``find_township``, 404 where there is nothing to write about), what
    the form begins with (``begin``) and what is written (``content``).
    """

    genre: Genre = Genre.OTHER
    success_message = gettext_lazy("Made: %(object)s")
    township: Unit
    again: Document | None

    def find_township(self, user: User) -> Unit | None:
        """Whose document it will be; None: not for this user."""
        raise NotImplementedError

    def begin(self) -> dict[str, object]:
        """What the form begins with, beside the frame."""
        return {}

    def content(self, form: AnyForm) -> OfficialDocument:
        """What was typed, as a document. Refused: it can't be made so."""
        raise NotImplementedError

    def purpose(self) -> Purpose | None:
        """The entry that it is made for."""
        return None

    def dispatch(self, request: HttpRequest, *args: Any, **options: Any) -> HttpResponseBase:
        user: User = request.user  # type: ignore[assignment]
        township = self.find_township(user)
        if township is None or not can_make(user, township):
            raise PermissionDenied
        self.township = township
        self.again = selectors.document_again(user, request.GET.get("again"))
        if request.GET.get("again") and (self.again is None or self.again.township_id != township.pk):
            raise Http404
        return super().dispatch(request, *args, **options)

    def get_initial(self) -> dict[str, Any]:
        agency = selectors.agency_of(self.township)
        frame = {"mark": agency, "signature": agency, "printed_by": agency, "signed_on": timezone.localdate()}
        typed = selectors.typed_of(self.again) if self.again else {}
        return frame | self.begin() | typed | {"key": str(uuid4())}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(again=self.again, township=self.township, **context)

    def form_valid(self, form: AnyForm) -> HttpResponse:  # type: ignore[override]  # of its own class only
        if "preview" not in self.request.POST:
            return super().form_valid(form)
        try:
            pages = pictures_of(self.content(form))
        except Refused as refusal:
            add_refusal(form, refusal)
            return self.form_invalid(form)
        return self.render_to_response(self.get_context_data(form=form, pages=pages))

    def perform(self, form: AnyForm) -> Document:
        query = self.request.GET.copy()
        query.pop("again", None)
        path = f"{self.request.path}?{query.urlencode()}" if query else self.request.path
        return self.make(form, Origin(form.cleaned_data["key"], path, form.typed(), self.again))

    def make(self, form: AnyForm, origin: Origin) -> Document:
        """Call the service that makes it."""
        return services.make_document(
            content=self.content(form),
            township=self.township,
            by=self.request.user,  # type: ignore[arg-type]
            word=form.cleaned_data.get("word", ""),
            purpose=self.purpose(),
            genre=self.genre,
            reach=form.chosen_reach,
            origin=origin,
        )


def pictures_of(document: OfficialDocument) -> Sequence[str]:
    """The pages as addresses of pictures that need no second request: nothing of a draft is kept anywhere."""
    return [f"data:image/png;base64,{b64encode(page).decode()}" for page in make_pictures(document)]
