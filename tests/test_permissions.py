"""Who may open what: every named address, every role, own and foreign objects (product.md, "Who sees what").

The table is the contract in short. A new page needs its rows here, or ``test_every_page_is_in_the_table`` fails.
"""

from __future__ import annotations

import io
import logging
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.http import HttpResponse
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone

from safety_portal.accounts.models import Role, User
from safety_portal.audit.models import AuditEntry
from safety_portal.audit.wording import detail_words, words_for
from safety_portal.home import health
from tests.factories import PASSWORD, AppointmentFactory, DeputationFactory
from tests.pages import Row, Target, address_of, form_of
from tests.permission_rows import MORE
from tests.world import FULL_NAME, FULL_PHONE, Place, Town, make_town

pytestmark = pytest.mark.django_db

#: Columns of the table; "nobody" is not signed in.
COLUMNS = ("district", "leader", "office", "unit", "secretary", "grid_worker", "admin", "auditor", "nobody")

# Objects: "own" lies in the user's own community, member unit and township, "near" in another community of the same
# township, "far" in another district. A dot picks a dispute or item: "own.handed" lies with the user's member unit.
#
#   +  the page, or a redirect to a page of ours; a POST leaves its line in the trail
#   o  the same, but a POST leaves no line (nobody's business, or refused for its state)
#   -  404   x  403   >  to the log-in   .  no such case
TABLE = """
name                            method object            D L O U S G A T n

home:index                      GET    any               + + + + + + + + >
home:search                     GET    any               + + + + + + + + >
home:healthz                    GET    any               + + + + + + + + +
set_language                    POST   any               o o o o o o o o o

account_login                   GET    any               + + + + + + + + +
account_login                   POST   any               o o o o o o o o +
account_logout                  GET    any               + + + + + + + + +
account_logout                  POST   any               + + + + + + + + o
account_inactive                GET    any               + + + + + + + + +
account_reauthenticate          GET    any               + + + + + + + + >
account_reauthenticate          POST   any               o o o o o o o o >
account_change_password         GET    any               + + + + + + + + >
account_change_password         POST   any               + + + + + + + + >
mfa_index                       GET    any               + + + + + + + + >
mfa_authenticate                GET    any               . . . . . . . . >
mfa_reauthenticate              GET    any               + + + + + + + + >
mfa_activate_totp               GET    any               + + + + + + + + >
mfa_deactivate_totp             GET    any               - - - - - - - - >
mfa_view_recovery_codes         GET    any               - - - - - - - - >
mfa_generate_recovery_codes     GET    any               + + + + + + + + >
mfa_download_recovery_codes     GET    any               - - - - - - - - >

accounts:profile                GET    any               + + + + + + + + >
accounts:language               POST   any               o o o o o o o o >
accounts:deputize               GET    any               + + + + + + + + >
accounts:deputize               POST   any               + + + + + + + + >
accounts:deputation_end         POST   own               - - - - + - + - >
accounts:deputation_end         POST   far               - - - - - - - - >
accounts:users                  GET    any               x x x x x x + x >
accounts:user_create            GET    any               x x x x x x + x >
accounts:user_create            POST   any               x x x x x x + x >
accounts:user                   GET    own               x x x x x x + x >
accounts:user                   GET    far               x x x x x x - x >
accounts:user_edit              GET    own               x x x x x x + x >
accounts:user_edit              POST   own               x x x x x x + x >
accounts:user_edit              POST   far               x x x x x x - x >
accounts:appoint                GET    own               x x x x x x + x >
accounts:appoint                POST   own               x x x x x x + x >
accounts:appoint                POST   far               x x x x x x - x >
accounts:appointment_end        GET    own               x x x x x x + x >
accounts:appointment_end        POST   own               x x x x x x + x >
accounts:appointment_end        POST   far               x x x x x x - x >
accounts:user_deputize          GET    own               - - - - - - + - >
accounts:user_deputize          POST   own               - - - - - - + - >
accounts:user_deputize          POST   far               - - - - - - - - >
accounts:user_password          POST   own               x x x x x x + x >
accounts:user_password          POST   far               x x x x x x - x >
accounts:user_deactivate        GET    own               x x x x x x + x >
accounts:user_deactivate        POST   own               x x x x x x + x >
accounts:user_deactivate        POST   far               x x x x x x - x >
accounts:user_reactivate        POST   own               x x x x x x + x >
accounts:user_reactivate        POST   far               x x x x x x - x >

organization:units              GET    any               + + + + + + + + >
organization:unit               GET    own               + + + + + + + + >
organization:unit               GET    near              + + + + + + + + >
organization:unit               GET    far               - - - - - - - - >
organization:unit_open          GET    any               x x x x x x + x >
organization:unit_open          POST   own               x x x x x x + x >
organization:unit_open          POST   far               x x x x x x o x >
organization:unit_edit          GET    own               x x x x x x + x >
organization:unit_edit          POST   own               x x x x x x + x >
organization:unit_edit          POST   far               - - - - - - - - >
organization:unit_rename        GET    own               x x x x x x + x >
organization:unit_rename        POST   own               x x x x x x + x >
organization:unit_rename        POST   far               - - - - - - - - >
organization:unit_move          GET    own               x x x x x x + x >
organization:unit_move          POST   own               x x x x x x + x >
organization:unit_move          POST   far               - - - - - - - - >
organization:unit_split         GET    own               x x x x x x + x >
organization:unit_split         POST   own               x x x x x x + x >
organization:unit_split         POST   far               - - - - - - - - >
organization:unit_merge         GET    own               x x x x x x + x >
organization:unit_merge         POST   own               x x x x x x + x >
organization:unit_merge         POST   far               - - - - - - - - >
organization:calendar           GET    any               + + + + + + + + >
organization:calendar_day       GET    any               x x x x x x + x >
organization:calendar_day       POST   any               x x x x x x + x >
organization:calendar_day_clear POST   any               x x x x x x + x >
organization:calendar_confirm   GET    any               x x x x x x + x >
organization:calendar_confirm   POST   any               x x x x x x + x >
organization:calendar_unconfirm POST   any               x x x x x x + x >

audit:entries                   GET    any               x x x x x x x + >

notices:list                    GET    any               + + + + + + + + >
notices:read_all                POST   any               o o o o o o o o >
notices:read                    POST   own               o o o o o o o o >
notices:read                    POST   far               - - - - - - - - >

work:job                        GET    own               - + + - - - - - >
work:job                        GET    far               - - - - - - - - >
work:tracked                    GET    any               + + + + + + + + >
work:tracked_issue              GET    any               x + + x x x x x >
work:tracked_issue              POST   own               x + + x x x x x >
work:tracked_issue              POST   far               x o o x x x x x >
work:tracked_detail             GET    own.open          - + + - + - - - >
work:tracked_detail             GET    own.handed        - + + + - - - - >
work:tracked_detail             GET    near.open         - + + - - - - - >
work:tracked_detail             GET    far.open          - - - - - - - - >
work:tracked_move[reply]        GET    own.open          - x x - + - - - >
work:tracked_move[reply]        POST   own.open          - x x - + - - - >
work:tracked_move[reply]        POST   own.handed        - x x + - - - - >
work:tracked_move[reply]        POST   near.open         - x x - - - - - >
work:tracked_move[reply]        POST   far.open          - - - - - - - - >
work:tracked_move[return]       POST   own.replied       - + + - x - - - >
work:tracked_move[clear]        POST   own.replied       - + + - x - - - >
work:tracked_move[clear]        POST   far.replied       - - - - - - - - >
work:tracked_move[void]         POST   own.open          - + + - x - - - >
work:attachment                 GET    own               - + + - + + - - >
work:attachment                 GET    own.handed        - + + + + + - - >
work:attachment                 GET    own.closed_doors  - - + - + - - - >
work:attachment                 GET    near              - + + - - - - - >
work:attachment                 GET    far               - - - - - - - - >
work:attachment_remove          POST   own               - x x - + x - - >
work:attachment_remove          POST   own.handed        - x x + x x - - >
work:attachment_remove          POST   far               - - - - - - - - >
work:attach                     POST   own               - x + - + x - - >
work:attach                     POST   own.handed        - x + + x x - - >
work:attach                     POST   near              - x + - - - - - >
work:attach                     POST   far               - - - - - - - - >

disputes:list                   GET    any               + + + + + + + + >
disputes:list?export=xlsx       GET    any               + + + + + + + + >
disputes:create                 GET    any               x x + x + + x x >
disputes:create                 POST   own               x x + x + + x x >
disputes:create                 POST   near              x x + x o o x x >
disputes:create                 POST   far               x x o x o o x x >
disputes:detail                 GET    own               - + + - + + - - >
disputes:detail                 GET    own.handed        - + + + + + - - >
disputes:detail                 GET    own.closed_doors  - - + - + - - - >
disputes:detail                 GET    near              - + + - - - - - >
disputes:detail                 GET    far               - - - - - - - - >
disputes:edit                   GET    own               - x + - + x - - >
disputes:edit                   POST   own               - x + - + x - - >
disputes:edit                   POST   own.handed        - x + + x x - - >
disputes:edit                   POST   near              - x + - - - - - >
disputes:edit                   POST   far               - - - - - - - - >
disputes:move[accept]           GET    own               - x + - + x - - >
disputes:move[accept]           POST   own               - x + - + x - - >
disputes:move[accept]           POST   own.handed        - x + + x x - - >
disputes:move[accept]           POST   near              - x + - - - - - >
disputes:move[accept]           POST   far               - - - - - - - - >
disputes:move[start]            POST   own.accepted      - x + - + x - - >
disputes:move[escalate]         POST   own               - x + - + x - - >
disputes:move[refer]            POST   own               - x + - + x - - >
disputes:move[conclude]         POST   own.accepted      - x + - + x - - >
disputes:move[close]            POST   own.settled       - x + - + x - - >
disputes:move[reopen]           POST   own.settled       - x + - + x - - >
disputes:move[void]             POST   own               - x + - x x - - >
disputes:move[void]             POST   own.handed        - x + x x x - - >
disputes:visit                  GET    own               - x + - + x - - >
disputes:visit                  POST   own               - x + - + x - - >
disputes:visit                  POST   near              - x + - - - - - >
disputes:visit                  POST   far               - - - - - - - - >
disputes:reveal                 GET    any               + + + + + + + + >
disputes:reveal                 POST   own               - x + - + x - - >
disputes:reveal                 POST   own.handed        - x + + + x - - >
disputes:reveal                 POST   near              - x + - - - - - >
disputes:reveal                 POST   far               - - - - - - - - >
disputes:print                  GET    own               - + + - + + - - >
disputes:print                  GET    near              - + + - - - - - >
disputes:print                  GET    far               - - - - - - - - >
disputes:print                  POST   own               - x + - + x - - >
disputes:print                  POST   far               - - - - - - - - >
disputes:rounds                 GET    any               + + + + + + + + >
disputes:round-create           GET    any               x x + x + x x x >
disputes:round-create           POST   own               x x + x + x x x >
disputes:round-create           POST   near              x x + x o x x x >
disputes:round-create           POST   far               x x o x o x x x >
disputes:api-list               GET    any               + + + + + + + + x
disputes:api-detail             GET    own               - + + - + + - - x
disputes:api-detail             GET    own.handed        - + + + + + - - x
disputes:api-detail             GET    own.closed_doors  - - + - + - - - x
disputes:api-detail             GET    near              - + + - - - - - x
disputes:api-detail             GET    far               - - - - - - - - x

assessments:months              GET    any               + + + + + + + + >
assessments:month_dates         GET    own               - - + - - - - - >
assessments:month_dates         POST   own               - - + - - - - - >
assessments:month_dates         POST   far               - - - - - - - - >
assessments:my_report           GET    any               + + + + + + + + >
assessments:reports             GET    any               - + + - - - - - >
assessments:reports             GET    own               - + + - - - - - >
assessments:reports             GET    far               - - - - - - - - >
assessments:accept_plain        GET    own               - - + - - - - - >
assessments:accept_plain        POST   own               - - + - - - - - >
assessments:accept_plain        POST   far               - - - - - - - - >
assessments:report              GET    own               - + + - + - - - >
assessments:report              GET    near              - + + - - - - - >
assessments:report              GET    far               - - - - - - - - >
assessments:report_save         POST   own               - x x - + - - - >
assessments:report_save         POST   near              - x x - - - - - >
assessments:report_save         POST   far               - - - - - - - - >
assessments:report_submit       POST   own               - x x - + - - - >
assessments:report_submit       POST   near              - x x - - - - - >
assessments:report_submit       POST   far               - - - - - - - - >
assessments:report_nil          POST   own               - x x - o - - - >
assessments:report_nil          POST   near              - x x - - - - - >
assessments:report_nil          POST   far               - - - - - - - - >
assessments:report_withdraw     POST   own               - x x - + - - - >
assessments:report_withdraw     POST   near              - x x - - - - - >
assessments:report_withdraw     POST   far               - - - - - - - - >
assessments:report_refresh      POST   own               - x + - + - - - >
assessments:report_refresh      POST   near              - x + - - - - - >
assessments:report_refresh      POST   far               - - - - - - - - >
assessments:report_on_behalf    GET    own               - - + - - - - - >
assessments:report_on_behalf    POST   own               - - + - - - - - >
assessments:report_on_behalf    POST   far               - - - - - - - - >
assessments:report_records      GET    own               - + + - + - - - >
assessments:report_records      GET    near              - + + - - - - - >
assessments:report_records      GET    far               - - - - - - - - >
assessments:report_accept       POST   own               - x + - x - - - >
assessments:report_accept       POST   near              - x + - - - - - >
assessments:report_accept       POST   far               - - - - - - - - >
assessments:report_return       GET    own               - - + - - - - - >
assessments:report_return       POST   own               - - + - - - - - >
assessments:report_return       POST   far               - - - - - - - - >
assessments:report_unlock       GET    own               - - + - - - - - >
assessments:report_unlock       POST   own               - - + - - - - - >
assessments:report_unlock       POST   far               - - - - - - - - >
assessments:filings             GET    any               - + + + - - - - >
assessments:filings             GET    own               - + + + - - - - >
assessments:filing              GET    own               - + + + - - - - >
assessments:filing              GET    near              - + + - - - - - >
assessments:filing              GET    far               - - - - - - - - >
assessments:filing              POST   own               - x + + - - - - >
assessments:filing              POST   near              - x + - - - - - >
assessments:filing              POST   far               - - - - - - - - >
assessments:filing_withdraw     POST   own               - x + + - - - - >
assessments:filing_withdraw     POST   near              - x + - - - - - >
assessments:filing_withdraw     POST   far               - - - - - - - - >
assessments:survey              GET    own               - + + - - - - - >
assessments:survey              GET    far               - - - - - - - - >
assessments:survey              POST   own               - x + - - - - - >
assessments:survey              POST   far               - - - - - - - - >
assessments:ranking             GET    any               + + + - + - - - >
assessments:ranking             GET    own               + + + - + - - - >
assessments:ranking             GET    far               - - - - - - - - >
assessments:score               GET    own               - + + - + - - - >
assessments:score               GET    own.published     + + + - + - - - >
assessments:score               GET    near              - + + - - - - - >
assessments:score               GET    far               - - - - - - - - >
assessments:run                 POST   own               x x + x x x - - >
assessments:run                 POST   far               - - - - - - - - >
assessments:workings[facts]     GET    own               - + + - - - - - >
assessments:workings[facts]     GET    far               - - - - - - - - >
assessments:workings[result]    GET    own               - + + - - - - - >
assessments:workings[rules]     GET    own               - + + - - - - - >
assessments:rules               GET    any               + + + + + + + + >
assessments:rules_import        GET    any               x + + x x x x x >
assessments:rules_import        POST   own               x + + x x x x x >
assessments:rules_import        POST   far               x o o x x x x x >
assessments:rule_set            GET    own.shared        + + + + + + + + >
assessments:rule_set            GET    own               - + + - - - - - >
assessments:rule_set            GET    far               - - - - - - - - >
assessments:rules_edit          GET    own               - + + - - - - - >
assessments:rules_edit          POST   own               - + + - - - - - >
assessments:rules_edit          POST   own.shared        x x x x x x x x >
assessments:rules_edit          POST   far               - - - - - - - - >
assessments:rules_export        GET    own.shared        + + + + + + + + >
assessments:rules_export        GET    own               - + + - - - - - >
assessments:rules_export        GET    far               - - - - - - - - >
assessments:rules_copy          POST   own.shared        x + + x x x x x >
assessments:rules_copy          POST   far               - - - - - - - - >
assessments:rules_publish       POST   own               - + + - - - - - >
assessments:rules_publish       POST   own.shared        x x x x x x x x >
assessments:rules_publish       POST   far               - - - - - - - - >
assessments:inspections         GET    any               - + + - - - - - >
assessments:inspections         GET    own               - + + - - - - - >
assessments:inspections         GET    far               - - - - - - - - >
assessments:inspections         POST   own               - x + - - - - - >
assessments:inspections         POST   far               - - - - - - - - >
assessments:vetoes              GET    own               - + + - - - - - >
assessments:vetoes              GET    far               - - - - - - - - >
assessments:vetoes              POST   own               - + + - - - - - >
assessments:vetoes              POST   far               - - - - - - - - >
assessments:veto_withdraw       POST   own               - + + - - - - - >
assessments:veto_withdraw       POST   far               - - - - - - - - >
"""


TABLES = (TABLE, *MORE)
ROWS = [Row.of(line, COLUMNS) for table in TABLES for line in table.strip().splitlines()[1:] if line.strip()]


# --- The world ------------------------------------------------------------------------------------------------


@dataclass
class World:
    """The users' own township and a foreign one, and a session for each role."""

    home: Town
    away: Town
    sessions: dict[str, str]

    def place(self, kind: str) -> Place:
        where = kind.partition(".")[0]
        return self.away.places[0] if where == "far" else self.home.places[where == "near"]

    def user(self, column: str) -> User | None:
        return None if column == "nobody" else self.home.user(Role(column))

    def client(self, column: str) -> Client:
        client = Client()
        if column in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[column]
        return client

    def target(self, row: Row, column: str) -> Target:
        role = Role.OFFICE if column == "nobody" else Role(column)
        return Target(row, self.place(row.kind), self.user(column), role)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Made once; every test and every cell of the table takes back what it changes."""
    logging.disable()  # a refusal is logged with its traceback, and here are a thousand
    with django_db_blocker.unblock(), transaction.atomic():
        home, away = make_town("此岸"), make_town("彼岸")
        sessions = {role.value: _session_of(home.user(role)) for role in Role}
        yield World(home, away, sessions)
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)


def _session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def _answer(world: World, row: Row, column: str) -> HttpResponse:
    target = world.target(row, column)
    address, client = address_of(target), world.client(column)
    if row.method == "GET":
        return client.get(address)  # type: ignore[return-value]
    return client.post(address, form_of(target))  # type: ignore[return-value]


def _sign(response: HttpResponse, *, wrote: bool, method: str) -> str:
    """The sign of the table for what happened; "!" where somebody who was turned away left a line in the trail."""
    done = "+" if wrote or method == "GET" else "o"
    refused = {403: "x", 404: "-"}.get(response.status_code, "")
    if response.status_code == 302 and response["Location"].startswith(reverse("account_login")):
        refused = ">"
    if refused:
        return f"{refused}!" if wrote else refused
    assert response.status_code in {200, 302, 409, 422}, response.status_code
    return done


def _seen(world: World, row: Row, column: str) -> str:
    """What really happens, and words that should not have been shown; everything is taken back."""
    with transaction.atomic():
        before = AuditEntry.objects.latest("pk").pk
        response = _answer(world, row, column)
        text = _text(response)
        written = list(AuditEntry.objects.filter(pk__gt=before))
        transaction.set_rollback(True)
    sign = _sign(response, wrote=bool(written), method=row.method)
    shown = [word for word in _secrets(row, column) if word in text]
    wordless = [name for entry in written for name in _wordless(entry)]
    return f"{sign} shows {shown}" if shown else f"{sign}, no words for {wordless}" if wordless else sign


def _wordless(entry: AuditEntry) -> list[str]:
    """Codes that the auditor would have to read."""
    actions = [entry.action] if words_for(entry.action) == entry.action else []
    return actions + [name for name in entry.details if detail_words(name) == name]


def _text(response: HttpResponse) -> str:
    """All that is sent, out of workbooks too. Reading to the end closes a file."""
    content: bytes = b"".join(response) if response.streaming else response.content
    if not content.startswith(b"PK"):
        return content.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return "".join(book.read(name).decode(errors="replace") for name in book.namelist())


NO_CASES = {"district", "admin", "auditor"}
OWN_PLACE_ONLY = {"unit", "secretary", "grid_worker"}


def _secrets(row: Row, column: str) -> Iterator[str]:
    """Words that an answer to this user must not hold: other townships, other communities' cases, any case."""
    yield "彼岸"
    if row.method == "GET":
        yield FULL_NAME
        yield FULL_PHONE
    if column in OWN_PLACE_ONLY:
        yield "此岸-near "
    if column in NO_CASES and row.page != "audit:entries":
        yield from ("此岸-own ", "此岸-near ")


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_table(world: World, row: Row) -> None:
    health.beat()
    seen = [sign if sign == "." else _seen(world, row, column) for column, sign in row.expected.items()]
    assert " ".join(seen) == " ".join(row.expected.values()), " ".join(COLUMNS)


# --- Nothing is left out --------------------------------------------------------------------------------------


def _names(resolver: URLResolver, *spaces: str) -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _names(entry, *spaces, *([entry.namespace] if entry.namespace else []))
        else:
            yield ":".join([*spaces, entry.name or f"without a name: {entry.pattern}"])


def test_every_page_is_in_the_table() -> None:
    assert set(_names(get_resolver())) == {row.page for row in ROWS}


def test_every_way_to_call_a_page_is_in_the_table(world: World) -> None:
    """A page that takes GET and POST, by its own ``Allow``, has rows for both; allauth's own pages are left out."""
    health.beat()
    listed = {(row.page, row.method) for row in ROWS}
    missing = {
        (row.page, method)
        for row in ROWS
        if ":" in row.page
        for method in _methods(world, row)
        if (row.page, method) not in listed
    }
    assert missing == set()


def _methods(world: World, row: Row) -> set[str]:
    column = next((column for column, sign in row.expected.items() if sign in "+o"), None)
    if column is None or column == "nobody":
        return set()
    response = world.client(column).patch(address_of(world.target(row, column)))
    return {"GET", "POST"} & {method.strip() for method in response.headers.get("Allow", "").split(",")}


# --- Reading changes nothing ----------------------------------------------------------------------------------


def _sizes() -> dict[str, int]:
    """Rows of every table, in one query."""
    tables = [name for name in connection.introspection.table_names() if name != "django_session"]
    parts = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM {connection.ops.quote_name(name)}" for name in tables)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(parts)
        return dict(cursor.fetchall())


def test_get_never_writes(world: World) -> None:
    """Of all that the office may open, only the fetching of a file leaves a line, in the trail (who saw)."""
    health.beat()
    grown: dict[str, dict[str, int]] = {}
    for row in ROWS:
        if row.method == "GET" and row.expected["office"] == "+":
            before = _sizes()
            _text(_answer(world, row, "office"))
            after = _sizes()
            if after != before:
                grown[str(row)] = {name: size - before[name] for name, size in after.items() if size != before[name]}
    fetched = {"work:attachment", "work:export", "imports:errors", "documents:file"}
    fetched |= {"assessments:workbook_template_file"}
    files = [
        str(row)
        for row in ROWS
        if (row.page in fetched or row.query.startswith("export=")) and row.expected["office"] == "+"
    ]
    assert grown == {name: {"audit_auditentry": 1} for name in files}


# --- Rights that have ended, or not begun ---------------------------------------------------------------------


def _statuses(user: User, place: Place) -> list[int]:
    """A dispute, a report and a file of the community."""
    client = Client()
    client.force_login(user)
    addresses = [
        reverse("disputes:detail", args=[place.dispute.pk]),
        reverse("assessments:report", args=[place.town.now.slug, place.community.code]),
        reverse("work:attachment", args=[place.attachment.pk]),
    ]
    responses = [client.get(address) for address in addresses]
    for response in responses:
        _text(response)  # type: ignore[arg-type]
    return [response.status_code for response in responses]


SEES, SEES_NOT = [200, 200, 200], [404, 404, 404]


@pytest.mark.parametrize(
    ("first", "last", "statuses"),
    [(-9, -1, SEES_NOT), (-1, 0, SEES), (0, 0, SEES), (0, 5, SEES), (1, 5, SEES_NOT)],
    ids=["over", "last day", "one day", "first day", "not yet"],
)
def test_deputy_sees_on_the_dated_days_only(world: World, first: int, last: int, statuses: list[int]) -> None:
    today = timezone.localdate()
    deputation = world.home.deputation
    deputation.valid = DateRange(today + timedelta(days=first), today + timedelta(days=last + 1))
    deputation.save()
    assert _statuses(deputation.deputy, world.home.places[0]) == statuses


def test_deputy_of_somebody_whose_account_is_closed_sees_nothing(world: World) -> None:
    User.objects.filter(pk=world.home.places[0].secretary.pk).update(is_active=False)
    assert _statuses(world.home.deputation.deputy, world.home.places[0]) == SEES_NOT


def test_deputy_does_not_become_discipline_contact(world: World) -> None:
    town = world.home
    contact = AppointmentFactory(role=Role.OFFICE, unit=town.unit, is_discipline_contact=True)
    deputy = DeputationFactory(appointment=contact).deputy
    assert [(scope.role, scope.is_discipline_contact) for scope in deputy.scopes] == [(Role.OFFICE, False)]
    assert _statuses(deputy, town.places[0]) == SEES


def test_appointment_that_has_ended_shows_nothing(world: World) -> None:
    today = timezone.localdate()
    appointment = world.home.appointment
    appointment.valid = DateRange(today - timedelta(days=9), today)
    appointment.save()
    assert _statuses(appointment.user, world.home.places[0]) == SEES_NOT


def test_closed_account_is_out_at_once(world: World) -> None:
    secretary = world.home.places[0].secretary
    client = Client()
    form = {"login": secretary.username, "password": PASSWORD}
    client.post(reverse("account_login"), form)
    assert client.get(reverse("home:index")).status_code == 200
    User.objects.filter(pk=secretary.pk).update(is_active=False)
    response = client.get(reverse("home:index"))
    assert response.headers["Location"].startswith(reverse("account_login"))
    assert client.post(reverse("account_login"), form).status_code == 200  # the form again


def test_one_time_password_opens_nothing_but_its_change(world: World) -> None:
    secretary = world.home.places[0].secretary
    User.objects.filter(pk=secretary.pk).update(must_change_password=True)
    opened = set()
    for row in ROWS:
        if row.method == "GET" and row.expected["secretary"] == "+":
            response = _answer(world, row, "secretary")
            if response.headers.get("Location") != reverse("account_change_password"):
                opened.add(row.page)
    assert opened == {"account_change_password", "account_logout"}
