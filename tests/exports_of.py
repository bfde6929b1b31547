"""Reading what a list gives when it is taken away."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.test import Client
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from safety_portal.accounts.models import User


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def content_of(response: Any) -> bytes:
    """All of the file; reading to the end closes it."""
    assert response.status_code == 200, response.status_code
    return b"".join(response) if response.streaming else bytes(response.content)


def sheets_of(content: bytes) -> list[Worksheet]:
    return list(load_workbook(io.BytesIO(content)).worksheets)


def rows_of(content: bytes) -> list[tuple[Any, ...]]:
    """Head and rows of the first sheet."""
    return [tuple(cell.value for cell in row) for row in sheets_of(content)[0].iter_rows()]


def lines_of(content: bytes) -> list[list[str]]:
    """Head and rows of csv."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def notes_of(content: bytes) -> dict[str, str]:
    """What the second sheet says."""
    return {str(row[0].value): str(row[1].value) for row in sheets_of(content)[1].iter_rows()}
