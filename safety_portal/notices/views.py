"""The page of notices."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from safety_portal.accounts.requests import SignedInRequest
from safety_portal.core.views import Link
from safety_portal.notices.models import Notice
from safety_portal.notices.selectors import unread_count
from safety_portal.notices.services import mark_all_read, mark_read
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
