"""The sender's own workbook comes back with the reasons in its cells."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from safety_portal.accounts.models import Role, User
from safety_portal.audit.models import AuditEntry
from safety_portal.core.errors import NotAllowed
from safety_portal.imports.services import error_workbook
from safety_portal.organization.models import Unit
from tests.factories import user_as
from tests.imports.makers import uploaded

pytestmark = pytest.mark.usefixtures("kind")
NEW_YEAR, NEXT, BAD = ("2031-01-01", "放假", "元旦"), ("2031-01-02", "上班", "？"), ("2031-01-40", "放假", "元旦")


def test_cells_say_what_is_wrong_with_them(office: User) -> None:
    run = uploaded(office, NEW_YEAR, NEXT, BAD, NEW_YEAR)
    name, data = error_workbook(run=run, by=office)
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    comments = {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}
    assert name == "days (marked).xlsx"
    assert comments == {"C4": "What is this day called?", "A5": "There is no such day or time: 2031-01-40."}
    said = [sheet.cell(row, 4).value for row in range(3, 7)]
    assert [bool(text) for text in said] == [False, True, True, True]
    assert "Says the same as row 3." in str(said[3])
    assert [cell.value for cell in sheet[3]][:3] == list(NEW_YEAR)


def test_workbook_sent_again_as_it_came_back_is_read_the_same(office: User) -> None:
    first = uploaded(office, NEW_YEAR, NEXT, BAD)
    name, data = error_workbook(run=first, by=office)
    again = uploaded(office, file=SimpleUploadedFile(name, data))
    assert (again.state, again.mapping, again.counts) == (first.state, first.mapping, first.counts)


def test_who_fetched_it_is_in_the_trail(office: User, town: Unit) -> None:
    run = uploaded(office, BAD)
    error_workbook(run=run, by=office)
    entry = AuditEntry.objects.get(action="import.fetch")
    assert (entry.kind, entry.details, entry.actor_id) == ("read", {"kind": "days", "rows": 1}, office.pk)
    with pytest.raises(NotAllowed):
        error_workbook(run=run, by=user_as(Role.LEADER, town))
