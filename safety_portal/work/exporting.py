"""Lists taken away: a short one at once, a long one by a job that asks the list's own view again.

The worker calls the view of the same address with the same query as the same user, and gets the table instead of a
page: what stands in the file is what the user may see when the job runs. The file lies encrypted, for its starter
alone, and is erased after ``EXPORT_KEEP_DAYS``. Who took what away stands in the trail.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from safety_portal.accounts.models import User
from safety_portal.accounts.requests import signed_in
from safety_portal.accounts.services import township_of
from safety_portal.audit import trail
from safety_portal.audit.models import AuditEntry
from safety_portal.core import sealed_files, xlsx
from safety_portal.core.errors import Refused
from safety_portal.core.exports import CONTENT_TYPES, Advance, Book, Notes, Taken, ending_asked, write
from safety_portal.core.ports import Words
from safety_portal.work.jobs import Progress, start_job
from safety_portal.work.models import Export, Job, rights_of

KIND = "export"
_STEP = 500  # rows between two looks at the lease


class Errand(HttpRequest):
    """A list's page asked for by a worker in a user's name: the answer is the table, not a file."""

    table: Taken | None = None

    def __init__(self, user: User, path: str, query: str) -> None:
        super().__init__()
        self.method, self.path, self.path_info = "GET", path, path
        self.GET = QueryDict(query)
        self.META = {"REQUEST_METHOD": "GET", "QUERY_STRING": query}
        self.user = user


class Desk:
    """The port ``exports``."""

    def deliver(self, request: HttpRequest, table: Taken) -> HttpResponseBase:
        if isinstance(request, Errand):
            request.table = table
            return HttpResponse()
        user, ending = signed_in(request), ending_asked(request)
        if table.count > settings.EXPORT_INLINE_ROWS:
            query = request.GET.urlencode()
            job = start_export(path=request.path, query=query, ending=ending, title=str(table.title), by=user)
            return redirect(job)
        stream = BytesIO()
        _write(table, ending, stream, _signature(user, table))
        export = Export(title=str(table.title)[:120], ending=ending, rows=table.count)  # names the line; isn't kept
        return _handed_out(export, stream.getvalue(), by=user)


def _write(table: Taken, ending: str, target: BinaryIO, notes: Notes, advance: Advance = lambda _rows: None) -> int:
    """How many rows were written."""
    if isinstance(table, Book):
        table.write(target, notes, advance)
        return table.count
    rows = _Counted(table.rows, advance)
    write(replace(table, rows=rows), ending, target, notes)
    return rows.count


def _signature(user: User, table: Taken) -> list[tuple[Words, Words]]:
    taken = f"{user.audit_label} {timezone.localtime():%Y-%m-%d %H:%M}"
    return [(_("Exported"), taken), (_("Rows"), str(table.count))]


def _handed_out(export: Export, content: bytes, *, by: User) -> FileResponse:
    """The file as a download, with its line in the trail."""
    details: dict[str, trail.JsonValue] = {"rows": export.rows, "format": export.ending}
    township = township_of(by)
    trail.record("list.export", export, by=by, township_id=township, details=details, kind=AuditEntry.Kind.READ)
    day = timezone.localdate(export.made_at) if export.made_at else timezone.localdate()
    name = f"{xlsx.sheet_name(export.title)} {day}.{export.ending}"
    response = FileResponse(
        BytesIO(content), as_attachment=True, filename=name, content_type=CONTENT_TYPES[export.ending]
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


# --- Long lists -----------------------------------------------------------------------------------------------


@transaction.atomic
def start_export(*, path: str, query: str, ending: str, title: str, by: User) -> Job:
    """The job that writes the list of ``path`` and ``query``; one at a time of the same list for the same user."""
    digest = hashlib.sha256(f"{path}?{query}".encode()).hexdigest()[:32]
    job = start_job(kind=KIND, key=f"export:{by.pk}:{digest}", by=by)
    values = {"title": title[:120], "path": path, "query": query, "ending": ending, "rights": rights_of(by)}
    Export.objects.get_or_create(job=job, defaults=values)
    return job


def make_file(job: Job, progress: Progress) -> str:
    """Perform a job: ask the view, write its rows, keep the file. Refused: the user may not see the list any more."""
    export = Export.objects.select_related("job__created_by").get(job=job)
    user = cast("User", job.created_by)
    with override(user.language or settings.LANGUAGE_CODE):
        table = table_of(user, export.path, export.query)
        progress.total = table.count
        progress.step(_("Writing rows"))
        stream = BytesIO()
        notes = _signature(user, table)
        export.rows = _write(table, export.ending, stream, notes, progress.advance)
    export.made_at, export.rights = timezone.now(), rights_of(user)
    _keep(export, stream.getvalue(), progress)
    return reverse("work:export", args=[export.pk])


class _Counted:
    """Rows on their way through, told to ``advance``; ``count``: how many there were."""

    def __init__(self, rows: Iterable[Any], advance: Advance) -> None:
        self._rows, self._advance, self.count = rows, advance, 0

    def __iter__(self) -> Iterator[Any]:
        for row in self._rows:
            yield row
            self.count += 1
            if self.count % _STEP == 0:
                self._advance(_STEP)
        self._advance(self.count % _STEP)


def table_of(user: User, path: str, query: str) -> Taken:
    """The table of a list as ``user`` may see it now, from the list's own view.

    Refused: the account is closed, the list can't be seen, or its conditions hold no longer.
    """
    match = resolve(path)
    errand = Errand(user, path, query)
    errand.resolver_match = match
    try:
        if user.is_active:
            match.func(errand, *match.args, **match.kwargs)
    except (Http404, PermissionDenied):
        errand.table = None
    if errand.table is None:
        raise Refused(_("You can no longer see this list."))
    if ending_asked(errand) == "xlsx" and errand.table.count >= xlsx.MOST_ROWS:
        raise Refused(_("These are more rows than a workbook can hold. Narrow the list down, or take it as CSV."))
    return errand.table


def _keep(export: Export, content: bytes, progress: Progress) -> None:
    """The file first, then the row that names it, while the job is still this worker's."""
    older = export.file.name
    sealed_files.keep(export.file, content)
    try:
        with progress.transaction():
            export.save(update_fields=["file", "rows", "made_at", "rights"])
    except BaseException:
        export.file.delete(save=False)
        raise
    if older:  # of an attempt that died after it had kept its file
        export.file.storage.delete(older)


def fetch(*, export: Export, by: User) -> FileResponse:
    """The kept file, opened; recorded as read."""
    return _handed_out(export, sealed_files.content_of(export.file), by=by)


def erase_old(*, now: datetime) -> int:
    """Erase files and conditions that are older than ``EXPORT_KEEP_DAYS`` days; returns how many."""
    over = now - timedelta(days=settings.EXPORT_KEEP_DAYS)
    old = Export.objects.filter(job__created_at__lt=over, erased_at=None).exclude(job__state__in=["queued", "running"])
    with transaction.atomic():
        rows = list(old.select_for_update(of=("self",), skip_locked=True))
        names = [row.file.name for row in rows if row.file.name]
        Export.objects.filter(pk__in=[row.pk for row in rows]).update(file="", query="", erased_at=now)
        Job.objects.filter(export__in=rows).update(result_url="")
        transaction.on_commit(lambda: _drop(names))
    return len(rows)


def _drop(names: Sequence[str]) -> None:
    """Delete files for good, once the transaction that forgets them has committed."""
    storage = Export._meta.get_field("file").storage
    for name in names:
        storage.delete(name)
