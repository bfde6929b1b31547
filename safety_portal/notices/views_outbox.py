"""The administrator's outbox: what waits, what got stuck, and sending it again. No notice's words are shown."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from safety_portal.accounts.models import Role
from safety_portal.accounts.policies import administered_users
from safety_portal.accounts.requests import SignedInRequest
from safety_portal.core.errors import Refused
from safety_portal.core.exports import as_file, ending_asked
from safety_portal.core.forms import add_refusal
from safety_portal.notices.exports import outbox_table
from safety_portal.notices.forms import RetryForm
from safety_portal.notices.selectors import outbox_counts, stuck_deliveries
from safety_portal.notices.services import retry_delivery

PER_PAGE = 30


@require_GET
@never_cache
def outbox(request: SignedInRequest) -> HttpResponseBase:
    """Counts, and what failed or may or may not have been sent, by recipient."""
    if not request.user.has_role(Role.ADMIN):
        raise Http404
    people, now = administered_users(request.user), timezone.now()
    stuck = (
        stuck_deliveries(now).filter(notice__recipient__in=people).select_related("notice__recipient").order_by("-id")
    )
    if ending_asked(request):
        return as_file(request, outbox_table(stuck))
    page = Paginator(stuck, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": page, "counts": outbox_counts(people, now), "export_count": page.paginator.count}
    return render(request, "notices/outbox.html", context)


@require_http_methods(["GET", "POST"])
def retry(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send one again, with a reason."""
    now = timezone.now()
    mine = stuck_deliveries(now).filter(notice__recipient__in=administered_users(request.user))
    delivery = get_object_or_404(mine.select_related("notice__recipient"), pk=pk)
    form = RetryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            retry_delivery(delivery=delivery, by=request.user, reason=form.cleaned_data["reason"], now=now)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("It waits to be sent again."))
            return redirect("notices:outbox")
    context = {
        "form": form,
        "delivery": delivery,
        "submit_label": _("Send again"),
        "cancel_url": reverse("notices:outbox"),
    }
    return render(request, "notices/retry.html", context)
