"""How entries of a ledger look: where they came from, and who handled them according to it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.urls import reverse

from disputes.models import Dispute
from disputes.presentation import Chip, origin_chip
from tests.disputes.ledgers import KIND, Ledger
from tests.disputes.makers import Town, at, registered
from tests.disputes.test_pages import client_of, numbers_in, page
from tests.exports_of import content_of, rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def imported(town: Town) -> Dispute:
    (dispute,) = Ledger(town, town.office).write(Ledger(town, town.office).row(7, handler="社区调委会"))
    return dispute


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def test_list_marks_entries_of_a_ledger(town: Town, imported: Dispute) -> None:
    by_hand = registered(town, at("2026-10-08 09:00"))
    html = page(town.office, "list", tab="all")
    assert set(numbers_in(html)) == {imported.number, by_hand.number}
    assert html.count("台账导入</span>") == 1
    assert "社区调委会" in html


def test_address_of_an_import_lists_what_it_brought(town: Town, imported: Dispute) -> None:
    registered(town, at("2026-10-08 09:00"))
    ledger, opening = Ledger(town, town.office), Ledger(town, town.office, is_opening=True)
    assert KIND.address(ledger.scope) == "/disputes/?tab=all&origin=ledger"
    for scope, expected in ((ledger.scope, [imported.number]), (opening.scope, [])):
        html = client_of(town.office).get(KIND.address(scope)).content.decode()
        assert numbers_in(html) == expected


def test_page_names_origin_handler_file_and_row(town: Town, imported: Dispute) -> None:
    text = text_of(page(town.office, "detail", imported.pk))
    assert "台账导入" in text
    assert "社区调委会（台账所列）" in text
    assert "台账.xlsx, 综治办，第 7 行" in text


def test_print_names_the_handler_of_the_ledger(town: Town, imported: Dispute) -> None:
    assert "社区调委会" in page(town.office, "print", imported.pk)


def test_export_and_api_tell_the_origin(town: Town, imported: Dispute) -> None:
    by_hand = registered(town, at("2026-10-08 09:00"))
    answer = client_of(town.office).get(reverse("disputes:list"), {"tab": "all", "export": "xlsx"})
    rows = rows_of(content_of(answer))
    head, *lines = [list(row) for row in rows]
    assert (head[7], head[9]) == ("承办人", "录入方式")
    assert {(line[0], line[7], line[9]) for line in lines} == {
        (imported.number, "社区调委会", "台账导入"),
        (by_hand.number, None, "平台登记"),
    }
    answer = client_of(town.office).get(reverse("disputes:api-detail", args=[imported.pk])).json()
    assert answer["origin"] == "ledger"


def test_chips_of_origins() -> None:
    assert [origin_chip(Dispute(origin=origin)) for origin in ("portal", "ledger", "opening")] == [
        None,
        Chip("", "台账导入", "journal-text"),
        Chip("", "期初", "journal-text"),
    ]
