"""The page of notices, and of when mail goes: one's own, the township's."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from safety_portal.accounts.models import Role
from safety_portal.accounts.requests import SignedInRequest
from safety_portal.core.errors import Refused
from safety_portal.core.forms import add_refusal
from safety_portal.core.views import Link
from safety_portal.notices.forms import PolicyForm, PreferenceForm
from safety_portal.notices.models import MailPreference, Notice, NoticePolicy
from safety_portal.notices.policies import governed_townships
from safety_portal.notices.selectors import mail_rules, unread_count
from safety_portal.notices.services import mark_all_read, mark_read, set_policy, set_preference
from safety_portal.notices.wording import worded

ROWS = 30


@require_GET
def notice_list(request: SignedInRequest) -> HttpResponse:
    """Unread notices, or all."""
    shows_all = request.GET.get("tab") == "all"
    rows = Notice.objects.visible_to(request.user)
    unread = unread_count(request.user)
    page = Paginator(rows if shows_all else rows.filter(read_at=None), ROWS).get_page(request.GET.get("page"))
    tabs = [
        Link(_("Unread"), request.path, unread, is_current=not shows_all),
        Link(_("All"), f"{request.path}?tab=all", None, is_current=shows_all),
    ]
    notices = [(notice, worded(notice)) for notice in page]
    context = {"page_obj": page, "notices": notices, "tabs": tabs, "unread": unread, "shows_all": shows_all}
    context["sets_rules"] = request.user.has_role(Role.OFFICE, Role.ADMIN)
    return render(request, "notices/list.html", context)


@require_POST
def read(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open a notice: it is read from now on, and the answer leads to its matter."""
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    mark_read(notice=notice, by=request.user)
    is_ours = notice.url.startswith("/") and url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None)
    return redirect(notice.url if is_ours else "notices:list")


@require_POST
def read_all(request: SignedInRequest) -> HttpResponse:
    """Mark everything as read."""
    count = mark_all_read(by=request.user)
    said = ngettext("%(count)d marked as read", "%(count)d marked as read", count)
    messages.success(request, said % {"count": count})
    return redirect("notices:list")


# --- When mail goes -------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def preference(request: SignedInRequest) -> HttpResponse:
    """How one wants one's own mail."""
    row = MailPreference.objects.filter(user=request.user).first()
    form = PreferenceForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            set_preference(by=request.user, **form.cleaned_data)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:profile")
    context = {
        "form": form,
        "submit_label": _("Save"),
        "cancel_url": reverse("accounts:profile"),
        "hours": mail_rules([request.user]).of_township[request.user.pk],
    }
    return render(request, "notices/preference.html", context)


@require_http_methods(["GET", "POST"])
def policy(request: SignedInRequest) -> HttpResponse:
    """When mail goes to a township's people; ``?township=`` says which, for those who look after several."""
    townships = list(governed_townships(request.user))
    code = request.GET.get("township", "")
    township = next((one for one in townships if code in {"", one.code}), None)
    if township is None:
        raise Http404
    row = NoticePolicy.objects.filter(township=township).first()
    form = PolicyForm(request.POST or None, instance=row or NoticePolicy())
    if request.method == "POST" and form.is_valid():
        try:
            set_policy(township=township, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect(f"{reverse('notices:policy')}?township={township.code}")
    context = {
        "form": form,
        "township": township,
        "townships": townships,
        "submit_label": _("Save"),
        "cancel_url": reverse("notices:list"),
    }
    return render(request, "notices/policy.html", context)
