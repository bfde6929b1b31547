"""Documents of a published month, made through the pages that an office uses."""

from __future__ import annotations

from collections.abc import Sequence

from django.test import Client
from django.urls import reverse

from assessments.models import Figure, FiledFigure, Filing, Publication
from safety_portal.accounts.models import User
from safety_portal.core import sealed_files
from safety_portal.documents.models import Document
from safety_portal.organization.models import Unit
from tests.assessments.objections.builders import Case
from tests.factories import MemberUnitFactory

POLICE = {"police.preventable": 4, "police.fraud": 3, "police.drug_control": 0}


def bulletin_url(publication: Publication) -> str:
    return publication.month.page("bulletin", publication.number)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def send(client: Client, address: str, **changes: object) -> Document:
    """Send the form as it comes, but for ``changes``; returns what it made."""
    form = client.get(address).context["form"]
    typed = {name: form[name].value() for name in form.fields}
    response = client.post(address, {**{name: value or "" for name, value in typed.items()}, **changes})
    assert response.status_code == 302, response.context["form"].errors
    return Document.objects.get(pk=int(response["Location"].rstrip("/").rpartition("/")[2]))


def pdf_of(document: Document) -> bytes:
    return sealed_files.content_of(document.pdf)


def file_police(case: Case) -> None:
    """The police station files the month's figures for each community."""
    station = MemberUnitFactory(parent=case.town.unit, name="派出所")
    _file(case, station, case.town.communities, POLICE)


def _file(case: Case, station: Unit, units: Sequence[Unit], values: dict[str, int]) -> None:
    now = case.town.month.due_at
    filing = Filing.objects.create(month=case.town.month, member_unit=station, state="submitted", submitted_at=now)
    figures = {figure.code: figure for figure in Figure.objects.filter(code__in=values)}
    FiledFigure.objects.bulk_create(
        FiledFigure(filing=filing, unit=unit, figure=figures[code], value=value)
        for unit in units
        for code, value in values.items()
    )


def letter_url(pk: int) -> str:
    return reverse("assessments:letter", args=[pk])
