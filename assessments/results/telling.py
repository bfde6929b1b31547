"""Who is told that a draft of the scores is there, and until when communities may object."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models import MonthResult, UnitScore
from assessments.objections.policies import in_window
from assessments.reports.telling import spoken
from safety_portal.accounts.models import Role, User
from safety_portal.core.months import Month
from safety_portal.notices import wording
from safety_portal.notices.models import Notice
from safety_portal.notices.selectors import people_with_roles
from safety_portal.notices.services import notify

DRAFT_THERE = "result.draft"
WINDOW_OPEN = "result.window"
WINDOW_ENDS = "result.window_ends"


def register_words() -> None:
    """Called once from ``AppConfig.ready()``."""
    wording.register(
        DRAFT_THERE,
        subject=_("Draft %(number)s of the scores of %(township)s for %(month)s is there"),
        body=_("Every point is explained item by item. It is a draft: it may still change."),
        why=_("You work with the monthly assessment of %(township)s."),
        icon="list-ol",
        still_visible=_sees_scores,
        is_duty=False,
    )
    wording.register(
        WINDOW_OPEN,
        subject=_("Your draft score for %(month)s (draft %(number)s) is open to objections until %(until)s"),
        body=_("Look at your points item by item. Where one is not right, object on that page, with your evidence."),
        why=_("You are the secretary of this community."),
        icon="chat-square-quote",
        still_visible=_may_object,
    )
    wording.register(
        WINDOW_ENDS,
        subject=_("Objections to the draft scores for %(month)s are taken until %(until)s"),
        body=_("Your community has filed none. Who agrees need do nothing."),
        why=_("You are the secretary of this community."),
        icon="clock-history",
        still_visible=_may_object,
        is_duty=False,
    )


def draft_computed(result: MonthResult) -> None:
    """Leaders and office; the secretaries of the scored communities, with the time to object where it has begun. Once
    a draft. After the publication a draft is the township's own business until it is published as a correction.
    """
    month = result.month
    people_of_township = people_with_roles(timezone.localdate(), Role.OFFICE, Role.LEADER, unit_ids=[month.township_id])
    _tell(result, DRAFT_THERE, people_of_township)
    if month.publications.exists():
        return
    if in_window(month, timezone.now()):
        window_open(result)
    else:
        _tell(result, DRAFT_THERE, _secretaries(result))


def window_open(result: MonthResult) -> None:
    """The secretaries of the scored communities: they may object to this draft. Once a draft."""
    _tell(result, WINDOW_OPEN, _secretaries(result))


def window_ends(result: MonthResult) -> None:
    """The secretaries of the scored communities that have not objected: soon they can't any more. Once a draft."""
    objected = set(result.month.objections.values_list("unit_id", flat=True))
    _tell(result, WINDOW_ENDS, _secretaries(result, without=objected))


def _secretaries(result: MonthResult, without: Collection[int] = ()) -> Iterable[User]:
    scored = result.scores.exclude(unit__in=without).values_list("unit_id", flat=True)
    return people_with_roles(timezone.localdate(), Role.SECRETARY, unit_ids=list(scored))


def _tell(result: MonthResult, kind: str, people: Iterable[User]) -> None:
    month = result.month
    notify(
        recipients=people,
        kind=kind,
        params={
            "number": result.number,
            "township": month.township.name,
            "month": month.slug,
            "until": spoken(month.objections_until),
        },
        url=month.page("ranking"),
        dedupe=f"{kind}:{month.township.code}:{month.slug}:{result.number}",
    )


def _sees_scores(user: User, notice: Notice) -> bool:
    """Any score of that draft, all of the township's or the own community's; no mail goes of drafts of before."""
    return _scores(user, notice).exists()


def _may_object(user: User, notice: Notice) -> bool:
    """The window has not closed while the mail waited for its hours."""
    score = _scores(user, notice).select_related("result__month").first()
    return score is not None and in_window(score.result.month, timezone.now())


def _scores(user: User, notice: Notice) -> QuerySet[UnitScore]:
    number, township = notice.params["number"], notice.params["township"]
    first_day = Month.parse(str(notice.params["month"])).first_day
    drafts = MonthResult.objects.filter(
        is_current=True, number=number, month__township__name=township, month__first_day=first_day
    )
    return UnitScore.objects.visible_to(user).filter(result__in=drafts)
