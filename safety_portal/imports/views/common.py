"""What the pages of imports share: finding what an address means."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from safety_portal.accounts.models import User
from safety_portal.accounts.requests import SignedInRequest
from safety_portal.imports.kinds import ImportKind, Scope, kind_of, kinds_for
from safety_portal.imports.models import ImportRun
from safety_portal.organization.models import Unit


def townships_of(user: User) -> list[Unit]:
    """Townships into whose registers ``user`` may import something."""
    ids = [scope.township_id for scope in user.scopes if scope.township_id]
    return [unit for unit in Unit.objects.filter(pk__in=ids).order_by("code") if kinds_for(user, unit)]


def township_or_404(request: SignedInRequest) -> Unit:
    """The township that ``?township=`` names, or else the user's first."""
    code = request.GET.get("township")
    found = next((unit for unit in townships_of(request.user) if code in {None, "", unit.code}), None)
    if found is None:
        raise Http404
    return found


def kind_or_404(user: User, township: Unit, code: str) -> ImportKind:
    kind = kind_of(code)
    if kind is None or not kind.may_import(user, township):
        raise Http404
    return kind


def scope_for(request: SignedInRequest, township: Unit) -> Scope:
    """What an import would be about, as far as it is known before the upload."""
    return Scope(township=township, by=request.user, now=timezone.now())


def run_or_404(request: SignedInRequest, pk: int) -> ImportRun:
    """An import that the user may see, with the names of who did what."""
    runs = ImportRun.objects.visible_to(request.user)
    return get_object_or_404(runs.select_related("township", "created_by", "written_by", "undone_by"), pk=pk)


def version_of(request: HttpRequest) -> int:
    """The version that the page was made from; 0, which no import has, where it is missing."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
