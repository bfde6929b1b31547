"""What a district viewer finds on the home page: who has published, who is late, how the townships stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from assessments.district.comparison import Comparison, comparison_of
from assessments.district.months import months_of, newest
from assessments.district.ordering import ordered
from assessments.district.policies import districts_of
from assessments.district.published import Timeliness
from assessments.district.wording import lowest_words, state_of
from safety_portal.accounts.models import Role, User
from safety_portal.core.formats import month_label, number, percent
from safety_portal.core.months import Month
from safety_portal.core.ports import Panel, Tile
from safety_portal.core.templatetags.portal import unit_text
from safety_portal.organization.models import Unit

WAITING = 8


class Townships:
    """Panels port; nothing for anybody but the district's viewers."""

    def tiles(self, user: User, now: datetime) -> Sequence[Tile]:
        found = _newest(user)
        if found is None:
            return []
        comparison = comparison_of(*found, now)
        url = _address(comparison.district, comparison.month)
        tiles = [_published(comparison, url), _reports(comparison, url), _disputes(comparison, url)]
        return [*(tile for tile in tiles if tile), _overdue(comparison, url)]

    def panel(self, user: User, now: datetime) -> Panel | None:
        """The newest month of all, whoever has published it: what the district waits for, and the months before."""
        district = districts_of(user).first() if user.has_role(Role.DISTRICT) else None
        months = months_of(district) if district else []
        if district is None or not months:
            return None
        month = months[0][0]
        comparison = comparison_of(district, month, now)
        waiting = [row for row in comparison.rows if row.publication is None]
        context = {
            "month": month,
            "comparison": comparison,
            "waiting": [(row, state_of(row.month, None, is_late=row.is_late)) for row in waiting[:WAITING]],
            "waiting_count": len(waiting),
            "lowest": lowest_words(comparison),
            "url": _address(district, month),
            "before": [(one, count, _address(district, one)) for one, count in months[1:4]],
        }
        return Panel("assessments/district/_home.html", context, order=10)


def _newest(user: User) -> tuple[Unit, Month] | None:
    """The viewer's first district and the newest month that one of its townships has published."""
    district = districts_of(user).first() if user.has_role(Role.DISTRICT) else None
    month = newest(months_of(district)) if district else None
    return (district, month) if district and month else None


def _address(district: Unit, month: Month) -> str:
    query = urlencode({"district": district.code, "month": str(month)})
    return f"{reverse('assessments:townships')}?{query}"


def _published(comparison: Comparison, url: str) -> Tile:
    late = len(comparison.late)
    facts = [_("%(count)s late") % {"count": number(late)}] if late else [_("nobody late")]
    return Tile(
        label=_("Townships published, %(month)s") % {"month": month_label(comparison.month)},
        value=number(comparison.published),
        unit=f"/ {len(comparison.rows)}",
        url=url,
        facts=facts,
        is_hot=bool(late),
        order=10,
    )


def _reports(comparison: Comparison, url: str) -> Tile | None:
    """All reports together, and whose came in time least."""
    known = [row for row in comparison.rows if row.turnout and row.turnout.asked]
    asked, on_time = (sum(getattr(row.turnout, name) for row in known) for name in ("asked", "on_time"))
    if not asked:
        return None
    lowest = ordered(known, "on_time")[0]
    share = percent(lowest.turnout.on_time_share or 0) if lowest.turnout else ""
    return Tile(
        label=_("Monthly reports in time"),
        value=percent(on_time / asked).removesuffix("%"),
        unit="%",
        url=f"{url}&order=on_time",
        facts=[f"{number(on_time)} ÷ {number(asked)}", _lowest(lowest.township, share)],
        order=20,
    )


def _disputes(comparison: Comparison, url: str) -> Tile | None:
    """All disputes together, and where fewest were concluded in time."""
    known = [row for row in comparison.rows if row.disputes and row.disputes.due]
    parts = [row.disputes for row in known if row.disputes]
    together = Timeliness(sum(one.on_time for one in parts), sum(one.due for one in parts))
    if together.share is None:
        return None
    lowest = ordered(known, "disputes")[0]
    share = percent(lowest.disputes.share or 0) if lowest.disputes else ""
    return Tile(
        label=_("Disputes concluded in time"),
        value=percent(together.share).removesuffix("%"),
        unit="%",
        url=f"{url}&order=disputes",
        facts=[f"{number(together.on_time)} ÷ {number(together.due)}", _lowest(lowest.township, share)],
        order=30,
    )


def _lowest(township: Unit, share: str) -> str:
    return _("lowest %(name)s %(share)s") % {"name": unit_text(township), "share": share}


def _overdue(comparison: Comparison, url: str) -> Tile:
    total = sum(row.overdue_count for row in comparison.rows)
    among = sum(row.overdue_count > 0 for row in comparison.rows)
    facts = [_("in %(count)s townships") % {"count": number(among)}] if total else [_("nothing overdue")]
    return Tile(_("Overdue now"), number(total), f"{url}&order=-overdue", facts=facts, order=40)
