"""What is taken away is what the screen shows, on every list and for every role that sees it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from safety_portal.accounts.models import Role, User
from safety_portal.audit.models import AuditEntry
from tests.exports_of import client_of, content_of, lines_of, notes_of, rows_of
from tests.world import FULL_NAME, FULL_PHONE, Town, make_town

pytestmark = pytest.mark.django_db

#: Lists: page, query, and which cell of an exported row stands in the row's head (``<th scope="row">``) on the page.
LISTS = {
    "disputes:list": ("tab=all&order=-number", 1),
    "disputes:rounds": ("", 1),
    "work:tracked": ("", 1),
    "organization:units": ("", 2),
    "accounts:users": ("", 0),
    "imports:list": ("", 0),
    "assessments:reports": ("", 0),
    "assessments:filings": ("", 0),
    "assessments:ranking": ("", 1),
    "assessments:objections": ("tab=open", 1),
    "assessments:months": ("", 0),
    "notices:outbox": ("", 0),
    # Taking it away leaves a line of its own, so the page is asked for lines that stay as they are.
    "audit:entries": ("object_type=assessments.objection", 2),
}
MONTHLY = {"assessments:reports": "now", "assessments:ranking": "published", "assessments:objections": "judged"}
READERS = {"accounts:users": Role.ADMIN, "notices:outbox": Role.ADMIN, "audit:entries": Role.AUDITOR}
_ROW_HEAD = re.compile(r'<th scope="row"[^>]*>(.*?)</th>', re.DOTALL)


@pytest.fixture(scope="module")
def towns(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[Town, Town]]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_town("此岸", rows=2), make_town("彼岸", rows=1)
        transaction.set_rollback(True)


def path_of(name: str, town: Town) -> str:
    return reverse(name, args=[getattr(town, MONTHLY[name]).slug] if name in MONTHLY else [])


def address(name: str, town: Town, **changes: str) -> str:
    query = "&".join([LISTS[name][0], *(f"{key}={value}" for key, value in changes.items())])
    return f"{path_of(name, town)}?{query}"


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()


def heads_on(html: str) -> list[str]:
    """The heads of the list's rows, in their order; a foot's and other tables' are left out."""
    body = html.partition("<tbody>")[2].partition("</tbody>")[0]
    return [text_of(head) for head in _ROW_HEAD.findall(body)]


def users_of(town: Town) -> dict[Role, User]:
    return {role: town.user(role) for role in Role}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", LISTS)
def test_export_is_the_screen(towns: tuple[Town, Town], name: str, role: Role) -> None:
    town, _other = towns
    client = client_of(users_of(town)[role])
    page = client.get(address(name, town))
    answers = [client.get(address(name, town, export=ending)) for ending in ("xlsx", "csv")]
    if page.status_code != 200:
        assert [answer.status_code for answer in answers] == [page.status_code] * 2
        return
    shown, cell = heads_on(page.content.decode()), LISTS[name][1]
    book, text = (content_of(answer) for answer in answers)
    rows, lines = rows_of(book)[1:], lines_of(text)[1:]
    assert [head.startswith(str(row[cell])) for head, row in zip(shown, rows, strict=True)] == [True] * len(shown)
    assert [line[cell] for line in lines] == [str(row[cell]) for row in rows]
    everything = f"{rows}{lines}"
    assert [word for word in ("彼岸", FULL_NAME, FULL_PHONE) if word in everything] == []


@pytest.mark.parametrize("name", LISTS)
def test_page_says_how_many_rows_it_gives(towns: tuple[Town, Town], name: str) -> None:
    town, _other = towns
    user = town.user(READERS.get(name, Role.OFFICE))
    html = client_of(user).get(address(name, town)).content.decode()
    count = len(heads_on(html))
    link = re.search(r'href="([^"]*export=xlsx[^"]*)"[^>]*>(.*?)</a>', html, re.DOTALL)
    assert link is not None
    assert text_of(link[2]) in {f"导出 {count} 件", f"导出 {count} 行"}
    rows = rows_of(content_of(client_of(user).get(f"{path_of(name, town)}{unescape(link[1])}")))
    assert len(rows) == count + 1


@pytest.mark.parametrize(
    ("name", "query", "words"),
    [
        ("disputes:list", "tab=all&risk=pink", "选择一个有效的选项"),
        ("disputes:list", "tab=all&category=99999", "选择一个有效的选项"),
        ("organization:units", "level=galaxy", "选择一个有效的选项"),
    ],
)
def test_invalid_filter_gives_no_file_but_says_so(towns: tuple[Town, Town], name: str, query: str, words: str) -> None:
    response = client_of(towns[0].office).get(f"{reverse(name)}?{query}&export=xlsx")
    assert (response.status_code, response["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert words in response.content.decode()


def test_conditions_are_kept_and_told(towns: tuple[Town, Town]) -> None:
    town, _other = towns
    place = town.places[0]
    query = f"tab=all&community={place.community.pk}&q=此岸-own"
    content = content_of(client_of(town.office).get(f"{reverse('disputes:list')}?{query}&export=xlsx"))
    assert {row[2] for row in rows_of(content)[1:]} == {place.community.name}
    notes = notes_of(content)
    assert (notes["列表"], notes["页签"]) == ("矛盾纠纷", "全部")
    assert notes["导出"].startswith(town.office.name)
    assert notes["行数"] == str(len(rows_of(content)) - 1)


def test_nothing_found_is_a_file_with_its_head(towns: tuple[Town, Town]) -> None:
    content = content_of(client_of(towns[0].office).get(f"{reverse('disputes:list')}?q=没有这样的事&export=csv"))
    assert len(lines_of(content)) == 1


def test_unknown_format_is_the_page(towns: tuple[Town, Town]) -> None:
    response = client_of(towns[0].office).get(f"{reverse('disputes:list')}?export=exe")
    assert response["Content-Type"] == "text/html; charset=utf-8"


def test_export_in_english_speaks_english(towns: tuple[Town, Town]) -> None:
    client = client_of(towns[0].office)
    client.cookies["django_language"] = "en"
    rows = rows_of(content_of(client.get(address("disputes:rounds", towns[0], export="xlsx"))))
    assert rows[0][:3] == ("Date", "Community", "Kind")


def test_file_name_says_list_and_day(towns: tuple[Town, Town]) -> None:
    response = client_of(towns[0].office).get(address("disputes:list", towns[0], export="csv"))
    content_of(response)
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E7%9F%9B%E7%9B%BE")
    assert (response["Cache-Control"], response["X-Content-Type-Options"]) == ("private, no-store", "nosniff")


def test_trail_says_who_took_how_much(towns: tuple[Town, Town]) -> None:
    town, _other = towns
    rows = rows_of(content_of(client_of(town.office).get(address("disputes:list", town, export="xlsx"))))
    entry = AuditEntry.objects.latest("pk")
    assert (entry.kind, entry.action, entry.actor_id, entry.object_label) == (
        "read", "list.export", town.office.pk, "矛盾纠纷",
    )  # fmt: skip
    assert (entry.township_id, entry.details) == (town.unit.pk, {"rows": len(rows) - 1, "format": "xlsx"})
