"""Pages on which the documents of a month are drafted, and the page of the figures in them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from assessments.finding import month_or_404
from assessments.models import AssessmentMonth, Consequence, Publication
from assessments.papers import brief, bulletin, letters, services
from assessments.papers.forms import BriefForm, BulletinForm, SectionsForm
from assessments.papers.policies import can_draft, has_letter, sees_communities
from assessments.papers.services import Order
from assessments.papers.sums import sums_of
from assessments.results.policies import own_unit_ids, sees_ranking
from assessments.results.selectors import publication_of
from safety_portal.accounts.models import User
from safety_portal.accounts.requests import SignedInRequest
from safety_portal.documents.drafts import DraftView
from safety_portal.documents.layout import OfficialDocument
from safety_portal.documents.models import Document, Genre
from safety_portal.documents.services import Origin
from safety_portal.organization.models import Unit


class BulletinDraft(DraftView[BulletinForm]):
    """The bulletin of a publication that is in force; before, and of one that was superseded, there is no such page."""

    template_name = "assessments/papers/draft.html"
    form_class = BulletinForm
    genre = Genre.BULLETIN

    def find_township(self, user: User) -> Unit | None:
        month = _month_to_draft(user, self.kwargs["slug"], self.request.GET.get("township", ""))
        self.publication = _in_force(month, self.kwargs["number"])
        self.draft = bulletin.draft_of(self.publication, timezone.now())
        return month.township

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"parts": self.draft.sections}

    def begin(self) -> dict[str, object]:
        return self.draft.begin(self.township)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        back = self.publication.get_absolute_url()
        return super().get_context_data(
            heading=_("Draft the bulletin"),
            month=self.publication.month,
            known=self.draft.known,
            back=back,
            **context,
        )

    def content(self, form: BulletinForm) -> OfficialDocument:
        return form.bulletin(self.draft)

    def make(self, form: BulletinForm, origin: Origin) -> Document:
        return services.make_bulletin(
            publication=self.publication,
            order=Order(lambda: self.content(form), origin, form.cleaned_data["word"], form.chosen_reach),
            by=self.request.user,  # type: ignore[arg-type]
        )


class BriefDraft(DraftView[BriefForm]):
    """The leader's brief of the publication in force; what would fill a second page is refused."""

    template_name = "assessments/papers/draft.html"
    form_class = BriefForm
    genre = Genre.BRIEF

    def find_township(self, user: User) -> Unit | None:
        month = _month_to_draft(user, self.kwargs["slug"], self.request.GET.get("township", ""))
        publication = publication_of(month)
        if publication is None:
            raise Http404
        self.publication = _in_force(month, publication.number)
        self.draft = brief.draft_of(self.publication, timezone.now())
        return month.township

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"parts": self.draft.sections}

    def begin(self) -> dict[str, object]:
        return {"title": self.draft.title}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        month = self.publication.month
        return super().get_context_data(
            heading=_("Leader's brief"), month=month, known=self.draft.known, back=month.page("ranking"), **context
        )

    def content(self, form: BriefForm) -> OfficialDocument:
        return form.brief(self.draft)

    def make(self, form: BriefForm, origin: Origin) -> Document:
        return services.make_bulletin(
            publication=self.publication,
            order=Order(lambda: self.content(form), origin),
            by=self.request.user,  # type: ignore[arg-type]
            genre=Genre.BRIEF,
        )


class LetterDraft(DraftView[SectionsForm]):
    """The summons or the naming of a consequence that a leader confirmed; of any other there is no such page."""

    template_name = "assessments/papers/draft.html"
    form_class = SectionsForm

    def find_township(self, user: User) -> Unit | None:
        rows = Consequence.objects.visible_to(user).select_related("unit", "township", "step", "month__township")
        self.consequence = get_object_or_404(rows, pk=self.kwargs["pk"])
        if not has_letter(self.consequence):
            raise Http404
        self.letter = letters.letter_of(self.consequence, timezone.now())
        return self.consequence.township

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"parts": self.letter.sections}

    def begin(self) -> dict[str, object]:
        return self.letter.begin()

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        is_summons = self.letter.genre == Genre.SUMMONS
        return super().get_context_data(
            heading=_("Draft the summons") if is_summons else _("Draft the bulletin"),
            month=self.consequence.month,
            known=self.letter.known,
            back=self.consequence.get_absolute_url(),
            **context,
        )

    def content(self, form: SectionsForm) -> OfficialDocument:
        return form.content(self.letter.kind, self.letter.known)

    def make(self, form: SectionsForm, origin: Origin) -> Document:
        return services.make_letter(
            consequence=self.consequence,
            order=Order(lambda: self.content(form), origin, form.cleaned_data["word"], form.chosen_reach),
            by=self.request.user,  # type: ignore[arg-type]
            genre=self.letter.genre,
        )


def _month_to_draft(user: User, slug: str, township: str) -> AssessmentMonth:
    """404 for whoever doesn't write it: the page says nothing of what is being prepared."""
    month = month_or_404(user, slug, township)
    if not can_draft(user, month):
        raise Http404
    return month


def _in_force(month: AssessmentMonth, number: int) -> Publication:
    rows = month.publications.filter(is_current=True)
    publication = get_object_or_404(
        rows.select_related("result__rule_set", "result__facts").defer("result__text"), number=number
    )
    publication.month = month
    return publication


@require_GET
def figures_page(request: SignedInRequest, slug: str) -> HttpResponse:
    """The township's figures of a published month: the page that figures of its documents lead to."""
    month = month_or_404(request.user, slug, request.GET.get("township", ""))
    publication = publication_of(month)
    if publication is None or not sees_ranking(request.user, month):
        raise Http404
    publication = _in_force(month, publication.number)
    only = None if sees_communities(request.user, month) else own_unit_ids(request.user, month)
    sums = list(sums_of(month, publication.result).values())
    stated = [one for one in sums if not one.figure.is_townshipwide]
    scores = publication.result.scores.select_related("unit").order_by("unit__code")
    units = [score.unit for score in scores if only is None or score.unit_id in only]
    context = {
        "month": month,
        "publication": publication,
        "sums": sums,
        "stated": stated,
        "rows": [(unit, [one.values.get(unit.code) for one in stated]) for unit in units],
        "sees_all": only is None,
    }
    return render(request, "assessments/papers/figures.html", context)
