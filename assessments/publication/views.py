"""The page on which a leader looks and publishes, and the page of what was published."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assessments.consequences import panel as consequence_panel
from assessments.fairness.selectors import brief_of
from assessments.fairness.wording import said
from assessments.finding import month_or_404
from assessments.models import AssessmentMonth, MonthResult, Publication
from assessments.objections.policies import can_waive
from assessments.papers import panel as paper_panel
from assessments.publication import policies
from assessments.publication.differences import Difference, difference_of
from assessments.publication.forms import PublishForm
from assessments.publication.selectors import (
    changes_of,
    draft_before,
    odd_reports,
    published_result,
    readiness_of,
)
from assessments.publication.services import publish_month
from assessments.publication.wording import told_words
from assessments.results.policies import can_run, own_unit_ids, phase_of, sees_ranking, sees_whole_ranking
from assessments.results.ranking import ranking_of
from assessments.results.selectors import current_draft, inputs_of, publication_of
from safety_portal.accounts.models import User
from safety_portal.accounts.requests import SignedInRequest
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.core.forms import add_refusal


@require_http_methods(["GET", "POST"])
def publish_page(request: SignedInRequest, slug: str) -> HttpResponse:
    """The current draft, what changed and what stands in its way; a leader's POST publishes it."""
    month = month_or_404(request.user, slug, request.GET.get("township", ""))
    if not policies.sees_preparation(request.user, month):
        raise Http404
    if request.method == "POST" and not policies.can_publish(request.user, month):
        raise NotAllowed
    draft, current = current_draft(month), publication_of(month)
    if draft is None:
        messages.error(request, _("The month has not been scored yet."))
        return redirect(month.page("ranking"))
    form = _form(request, draft, current)
    if request.method == "POST" and form.is_valid():
        try:
            publication = _publish(month, form, request.user)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Published. Secretaries, office and district have been told."))
            return redirect(publication if publication.is_correction else month.page("ranking"))
    context = _look(request.user, month, draft, current)
    return render(request, "assessments/publication/publish.html", context | {"form": form})


def _form(request: SignedInRequest, draft: MonthResult, current: Publication | None) -> PublishForm:
    """After a refusal the page shows the draft that is current now, so the form that goes with it names that one."""
    is_correction = current is not None and current.result_id != draft.pk
    initial = {"draft": draft.number}
    return PublishForm(request.POST or None, initial=initial, is_correction=is_correction)


def _publish(month: AssessmentMonth, form: PublishForm, user: User) -> Publication:
    data = form.cleaned_data
    return publish_month(month=month, draft=data["draft"], by=user, reason=data.get("reason", ""))


def _look(user: User, month: AssessmentMonth, draft: MonthResult, current: Publication | None) -> dict[str, object]:
    now = timezone.now()
    ranking = ranking_of(month, draft)
    ready = readiness_of(month, draft, current, now)
    earlier = draft_before(draft)
    since_published = None if current is None or ready.is_published else difference_of(published_result(current), draft)
    return {
        "month": month,
        "phase": phase_of(month, now, current),
        "result": draft,
        "current": current,
        "ready": ready,
        "obstacles": ready.obstacles,
        "can_waive": can_waive(user, month),
        "can_publish": policies.can_publish(user, month),
        "can_run": can_run(user, month),
        "ranking": ranking,
        "places": ranking.rules.decimals,
        "said": said(brief_of(month, draft)),
        "inputs": inputs_of(month),
        "odd_reports": odd_reports(month),
        "since_draft": _since_draft(earlier, draft, current, since_published),
        "since_published": since_published,
        "publications": list(month.publications.select_related("published_by", "result").defer("result__text")),
    }


def _since_draft(
    earlier: MonthResult | None, draft: MonthResult, current: Publication | None, shown: Difference | None
) -> Difference | None:
    """Nothing where the draft before is what was published: that comparison stands on the page already."""
    if earlier is None or (shown is not None and current is not None and current.result_id == earlier.pk):
        return None
    return difference_of(earlier, draft)


@require_GET
def publication_page(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """One publication: when, by whom, why, and old and new side by side."""
    month = month_or_404(request.user, slug, request.GET.get("township", ""))
    if not sees_ranking(request.user, month):
        raise Http404
    rows = Publication.objects.visible_to(request.user).filter(month=month)
    publication = get_object_or_404(
        rows.select_related("published_by", "result__rule_set").defer("result__text"), number=number
    )
    publication.month = month
    explains_all = sees_whole_ranking(request.user, month)
    changes = changes_of(publication)
    sees_told = policies.sees_preparation(request.user, month)
    context = {
        "month": month,
        "publication": publication,
        "before_number": number - 1,
        "changes": changes.only(None if explains_all else own_unit_ids(request.user, month)) if changes else None,
        "explains_all": explains_all,
        "told": told_words(publication) if sees_told else [],
        **paper_panel.shown_of(publication, request.user),
        "publications": list(rows.select_related("published_by", "result").defer("result__text")),
    }
    if publication.is_current:
        context |= consequence_panel.shown_of(month, request.user)
    return render(request, "assessments/publication/publication.html", context)
