"""The menu by role: what a user may open from every page.

An entry whose address does not exist (an app that is switched off) is left out. The order of ``MENU`` is the order on
the page. Whether a page may be seen is decided there, not here: the menu only leaves out what would not be of use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from safety_portal.accounts.models import Role, User
from safety_portal.core.ports import Words
from safety_portal.work.selectors import waiting_items_count

EVERYONE = frozenset(Role)
TOWNSHIP = frozenset({Role.LEADER, Role.OFFICE})
HANDLING = TOWNSHIP | {Role.UNIT, Role.SECRETARY}


@dataclass(frozen=True)
class Entry:
    """A page of the menu, who has use for it, and what is counted beside it. ``pages``: pages that belong under it."""

    page: str
    label: Words
    icon: str
    roles: frozenset[Role]
    count: Callable[[User], int] | None = None
    pages: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Group:
    """Entries under a heading."""

    title: Words
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class NavItem:
    """An entry as a template shows it."""

    url: str
    label: Words
    icon: str
    count: int = 0
    hot: bool = False
    current: bool = False


@dataclass(frozen=True)
class NavGroup:
    """A heading and its entries; the first group has no heading."""

    title: Words
    items: Sequence[NavItem]


HOME = Entry("home:index", _("Home"), "house", EVERYONE)
OWED = Entry("work:tracked", _("Things owed"), "flag-fill", HANDLING, waiting_items_count)
MY_REPORT = Entry(
    "assessments:my_report",
    _("Monthly report"),
    "clipboard-data",
    frozenset({Role.SECRETARY}),
    pages=frozenset({"assessments:report", "assessments:report_records"}),
)
REVIEW = Entry(
    "assessments:reports",
    _("Report review"),
    "clipboard-check",
    frozenset({Role.OFFICE}),
    pages=frozenset(
        {
            "assessments:report",
            "assessments:report_records",
            "assessments:report_on_behalf",
            "assessments:report_return",
            "assessments:report_unlock",
            "assessments:accept_plain",
        }
    ),
)
FILINGS = Entry(
    "assessments:filings",
    _("Figures to file"),
    "table",
    frozenset({Role.UNIT, Role.OFFICE}),
    pages=frozenset({"assessments:filing", "assessments:survey"}),
)
DASHBOARD = Entry("assessments:dashboard", _("Dashboard"), "grid-3x3-gap", TOWNSHIP | {Role.DISTRICT})
RANKING = Entry(
    "assessments:ranking",
    _("Monthly ranking"),
    "list-ol",
    TOWNSHIP | {Role.SECRETARY, Role.DISTRICT},
    pages=frozenset(
        {
            "assessments:score",
            "assessments:publish",
            "assessments:publication",
            "assessments:fairness",
            "assessments:last_place",
            "assessments:past_ranks",
            "assessments:figures",
            "assessments:bulletin",
            "assessments:brief",
        }
    ),
)
TOWNSHIPS = Entry(
    "assessments:townships",
    _("Townships compared"),
    "bar-chart-steps",
    frozenset({Role.DISTRICT}),
    pages=frozenset({"assessments:township"}),
)
DISTRICT_PLACE = Entry(
    "assessments:district_places",
    _("Place in the district"),
    "graph-up",
    TOWNSHIP,
    pages=frozenset({"assessments:district_place_new", "assessments:district_place"}),
)
TARGETS = Entry(
    "assessments:targets",
    _("Targets by plan"),
    "record-circle",
    TOWNSHIP | {Role.SECRETARY, Role.DISTRICT},
    pages=frozenset(
        {
            "assessments:target",
            "assessments:target_plans",
            "assessments:target_plan",
            "assessments:target_amend",
        }
    ),
)
OBJECTIONS = Entry(
    "assessments:objections",
    _("Objections"),
    "chat-square-quote",
    TOWNSHIP | {Role.SECRETARY},
    pages=frozenset({"assessments:objection", "assessments:objection_file", "assessments:objection_move"}),
)
CONSEQUENCES = Entry(
    "assessments:consequences",
    _("Consequences"),
    "flag",
    TOWNSHIP | {Role.SECRETARY, Role.UNIT},
    pages=frozenset(
        {
            "assessments:consequence",
            "assessments:consequence_move",
            "assessments:consequence_choose",
            "assessments:consequence_record",
            "assessments:ladder",
            "assessments:ladder_new",
            "assessments:ladder_step",
        }
    ),
)
WORKBOOKS = Entry(
    "assessments:workbook",
    _("Workbook for the district"),
    "file-earmark-excel",
    TOWNSHIP | {Role.DISTRICT},
    pages=frozenset(
        {
            "assessments:district_workbook",
            "assessments:workbook_templates",
            "assessments:workbook_template",
            "assessments:workbook_fill",
        }
    ),
)
MONTHS = Entry("assessments:months", _("Months"), "calendar3", TOWNSHIP | {Role.DISTRICT})
INSPECTIONS = Entry(
    "assessments:inspections",
    _("Points given by hand"),
    "journal-check",
    frozenset({Role.OFFICE}),
    pages=frozenset({"assessments:vetoes"}),
)
RULES = Entry("assessments:rules", _("Scoring rules"), "sliders", TOWNSHIP)
DISPUTES = Entry("disputes:list", _("Disputes"), "people", HANDLING | {Role.GRID_WORKER})
IMPORTS = Entry("imports:list", _("Import data"), "upload", frozenset({Role.OFFICE, Role.UNIT, Role.SECRETARY}))
DOCUMENTS = Entry(
    "documents:list",
    _("Official documents"),
    "file-earmark-text",
    TOWNSHIP | {Role.SECRETARY, Role.UNIT, Role.DISTRICT},
    pages=frozenset({"assessments:letter"}),
)
UNITS = Entry("organization:units", _("Units"), "diagram-3", frozenset({Role.ADMIN, Role.OFFICE}))
OWNERS = Entry(
    "assessments:figure_owners",
    _("Who files which figure"),
    "person-badge",
    frozenset({Role.ADMIN, Role.OFFICE}),
    pages=frozenset({"assessments:figure_owner"}),
)
CALENDAR = Entry(
    "organization:calendar", _("Working-day calendar"), "calendar-check", frozenset({Role.ADMIN, Role.OFFICE})
)
USERS = Entry("accounts:users", _("Users"), "people-fill", frozenset({Role.ADMIN}))
OUTBOX = Entry("notices:outbox", _("Outbox"), "envelope", frozenset({Role.ADMIN}), pages=frozenset({"notices:retry"}))
TRAIL = Entry("audit:entries", _("Audit trail"), "journal-text", frozenset({Role.AUDITOR}))

MENU = (
    Group("", (HOME, OWED, DOCUMENTS)),
    Group(
        pgettext_lazy("menu", "Assessment"),
        (
            MY_REPORT,
            REVIEW,
            FILINGS,
            DASHBOARD,
            RANKING,
            TARGETS,
            TOWNSHIPS,
            DISTRICT_PLACE,
            OBJECTIONS,
            CONSEQUENCES,
            WORKBOOKS,
            MONTHS,
            INSPECTIONS,
            RULES,
        ),
    ),
    Group(pgettext_lazy("menu", "Registers"), (DISPUTES,)),
    Group(pgettext_lazy("menu", "Data"), (IMPORTS,)),
    Group(pgettext_lazy("menu", "Set-up"), (UNITS, OWNERS, CALENDAR, USERS, OUTBOX, TRAIL)),
)

# The phone's bottom bar: home, four at most of what the role does most, the main one in the middle.
_TO_DO = Entry("work:tracked", pgettext_lazy("bottom bar", "Owed"), "flag-fill", EVERYONE, waiting_items_count)
_REGISTER = Entry("disputes:create", pgettext_lazy("bottom bar", "Register"), "plus-lg", EVERYONE)
_BOOKS = Entry("disputes:list", pgettext_lazy("bottom bar", "Registers"), "people", EVERYONE)
_REPORT = Entry("assessments:my_report", pgettext_lazy("bottom bar", "Report"), "plus-lg", EVERYONE)
_FILE = Entry("assessments:filings", pgettext_lazy("bottom bar", "File"), "plus-lg", EVERYONE)
_REVIEW = Entry("assessments:reports", pgettext_lazy("bottom bar", "Review"), "clipboard-check", EVERYONE)
_RANKS = Entry("assessments:ranking", pgettext_lazy("bottom bar", "Ranking"), "list-ol", EVERYONE)
_GLANCE = Entry("assessments:dashboard", pgettext_lazy("bottom bar", "Dashboard"), "grid-3x3-gap", EVERYONE)
_COMPARED = Entry("assessments:townships", pgettext_lazy("bottom bar", "Townships"), "bar-chart-steps", EVERYONE)
_ME = Entry("accounts:profile", pgettext_lazy("bottom bar", "Me"), "person-circle", EVERYONE)

BOTTOM: dict[Role, tuple[Entry, ...]] = {
    Role.DISTRICT: (HOME, _COMPARED, _RANKS, MONTHS, _ME),
    Role.LEADER: (HOME, _TO_DO, _GLANCE, _RANKS, _ME),
    Role.OFFICE: (HOME, _TO_DO, _REVIEW, _BOOKS, _ME),
    Role.UNIT: (HOME, _TO_DO, _FILE, _BOOKS, _ME),
    Role.SECRETARY: (HOME, _TO_DO, _REPORT, _BOOKS, _ME),
    Role.GRID_WORKER: (HOME, _REGISTER, _BOOKS, _ME),
    Role.ADMIN: (HOME, USERS, UNITS, _ME),
    Role.AUDITOR: (HOME, TRAIL, _ME),
}

# What each role most often does from the home page; the last is the primary button.
NEW_DISPUTE = Entry("disputes:create", _("Register a dispute"), "plus-lg", EVERYONE)
SHORTCUTS: dict[Role, tuple[Entry, ...]] = {
    Role.LEADER: (RANKING, DASHBOARD),
    Role.OFFICE: (NEW_DISPUTE, REVIEW),
    Role.UNIT: (FILINGS,),
    Role.SECRETARY: (NEW_DISPUTE, MY_REPORT),
    Role.GRID_WORKER: (NEW_DISPUTE,),
    Role.DISTRICT: (RANKING, TOWNSHIPS),
    Role.ADMIN: (USERS,),
    Role.AUDITOR: (TRAIL,),
}


class Here:
    """Who looks at which page; counts each thing once, though the menu and the bottom bar both show it."""

    def __init__(self, user: User, page: str, path: str) -> None:
        self.user = user
        self.page = page
        self.path = path
        self._counts: dict[str, int] = {}

    def count(self, entry: Entry) -> int:
        if entry.count and entry.page not in self._counts:
            self._counts[entry.page] = entry.count(self.user)
        return self._counts.get(entry.page, 0)


def menu_for(here: Here) -> list[NavGroup]:
    """The side menu for a user on a page; empty groups are left out."""
    user = here.user
    roles = {scope.role for scope in user.scopes}
    shown = [
        (group.title, [entry for entry in group.entries if _is_of_use(entry, roles) and address_of(entry.page)])
        for group in MENU
    ]
    current = _current([entry for _title, entries in shown for entry in entries], here)
    return [
        NavGroup(title, [_item(entry, here, is_current=entry is current) for entry in entries])
        for title, entries in shown
        if entries
    ]


def bottom_bar_for(here: Here) -> list[NavItem]:
    """The phone's bottom bar, by the role that the user holds first."""
    scopes = here.user.scopes
    own = BOTTOM[scopes[0].role] if scopes else (HOME, _ME)
    entries = [entry for entry in own if address_of(entry.page)]
    current = _current(entries, here)
    return [_item(entry, here, is_current=entry is current) for entry in entries]


def shortcuts_for(user: User) -> list[NavItem]:
    """The buttons of the home page, by the role that the user holds first."""
    entries = SHORTCUTS[user.scopes[0].role] if user.scopes else ()
    return [NavItem(url, entry.label, entry.icon) for entry in entries if (url := address_of(entry.page))]


def starts_for(user: User) -> list[NavItem]:
    """Where those begin for whom nothing ever waits: administrator, auditor, district viewer."""
    if user.has_role(*HANDLING, Role.GRID_WORKER):
        return []
    return [item for group in menu_for(Here(user, "", "")) for item in group.items if item.url != address_of(HOME.page)]


@lru_cache(maxsize=128)
def address_of(page: str) -> str | None:
    """The address of a page without arguments, None where there is no such page."""
    try:
        return reverse(page)
    except NoReverseMatch:
        return None


def _is_of_use(entry: Entry, roles: Iterable[Role]) -> bool:
    return entry.roles == EVERYONE or not entry.roles.isdisjoint(roles)


def _current(entries: Sequence[Entry], here: Here) -> Entry | None:
    """The entry of this very page, or the one that it belongs under, or the one whose address leads to it."""
    named = [entry for entry in entries if entry.page == here.page]
    named += [entry for entry in entries if here.page in entry.pages]
    if named:
        return named[0]
    over = [entry for entry in entries if entry is not HOME and here.path.startswith(address_of(entry.page) or " ")]
    return max(over, key=lambda entry: len(address_of(entry.page) or ""), default=None)


def _item(entry: Entry, here: Here, *, is_current: bool) -> NavItem:
    count = here.count(entry)
    return NavItem(address_of(entry.page) or "", entry.label, entry.icon, count, hot=bool(count), current=is_current)
