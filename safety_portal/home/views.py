"""Home page by role, search over all registers, health."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from safety_portal.accounts.requests import SignedInRequest
from safety_portal.home import health, news, selectors
from safety_portal.home.navigation import shortcuts_for, starts_for
from safety_portal.notices.models import Notice
from safety_portal.notices.wording import worded

WAITING_ROWS = 8
NOTICE_ROWS = 5


@require_GET
@never_cache
def index(request: SignedInRequest) -> HttpResponse:
    """What waits for the user, what the registers show them, and the newest notices."""
    now = timezone.now()
    waiting = selectors.waiting_for(request.user, now, WAITING_ROWS)
    notices = Notice.objects.visible_to(request.user).filter(read_at=None)[:NOTICE_ROWS]
    board = selectors.board_for(request.user, now)
    starts = starts_for(request.user)
    own_tiles = [] if starts else [selectors.waiting_tile(waiting)]
    context = {
        "now": now,
        "waiting": waiting,
        "board": board,
        "tiles": [*own_tiles, *board.tiles] if board.tiles else [],
        "notices": [(notice, worded(notice)) for notice in notices],
        "shortcuts": shortcuts_for(request.user),
        "starts": starts,
        "since": (since := news.since_when(request, now)),
        "news": news.news_for(request.user, since),
    }
    return render(request, "home/index.html", context)


@require_GET
@never_cache
def search(request: SignedInRequest) -> HttpResponse:
    """Entries of all registers that the user may see."""
    text = request.GET.get("q", "").strip()[:100]
    context = {
        "text": text,
        "found": selectors.search(request.user, text),
        "shortest": selectors.SHORTEST_SEARCH,
        "is_too_short": 0 < len(text) < selectors.SHORTEST_SEARCH,
        "cap": selectors.HITS_OF_A_REGISTER,
    }
    return render(request, "home/search.html", context)


@require_GET
@never_cache
@login_not_required
def healthz(_request: HttpRequest) -> JsonResponse:
    """200 while database, broker and beat answer, else 503; no details, they are in the log."""
    is_well = not health.ailing()
    return JsonResponse({"ok": is_well}, status=200 if is_well else 503)
