"""Who hears of a publication: each community's secretaries of their own place, the others that it is there."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.models import Publication, UnitScore
from safety_portal.accounts.models import Role, User
from safety_portal.audit.trail import JsonValue
from safety_portal.core.formats import points
from safety_portal.notices import wording
from safety_portal.notices.models import Notice
from safety_portal.notices.selectors import people_by_unit, people_with_roles
from safety_portal.notices.services import Telling, notify, notify_all

PUBLISHED = "publication.published"
CORRECTED = "publication.corrected"
OWN = "publication.own"
OWN_CORRECTED = "publication.own_corrected"
OWN_UNRANKED = "publication.own_unranked"


def register_words() -> None:
    """Called once from ``AppConfig.ready()``."""
    as_reader = _("You work with the monthly assessment of %(township)s.")
    as_secretary = _("You are the secretary of this community.")
    wording.register(
        PUBLISHED,
        subject=_("%(township)s: the ranking of %(month)s is published"),
        body=_("It stands as it is; what is found out later leads to a correction beside it."),
        why=as_reader,
        icon="megaphone",
        still_visible=_is_visible,
        is_duty=False,
    )
    wording.register(
        CORRECTED,
        subject=_("%(township)s: the ranking of %(month)s is corrected (version %(version)s)"),
        body=_("What changed and why stands on its page; the version before stays readable."),
        why=as_reader,
        icon="megaphone",
        still_visible=_is_visible,
        is_duty=False,
    )
    wording.register(
        OWN,
        subject=_(
            "%(unit)s is number %(rank)s of %(count)s in %(month)s with %(total)s points; the ranking is published"
        ),
        body=_("Every point is explained item by item."),
        why=as_secretary,
        icon="list-ol",
        still_visible=_is_own,
        is_duty=False,
    )
    wording.register(
        OWN_CORRECTED,
        subject=_(
            "The ranking of %(month)s is corrected: %(unit)s is number %(rank)s of %(count)s with %(total)s points"
        ),
        body=_("What changed and why stands on its page; the version before stays readable."),
        why=as_secretary,
        icon="list-ol",
        still_visible=_is_own,
        is_duty=False,
    )
    wording.register(
        OWN_UNRANKED,
        subject=_("The ranking of %(month)s is published; %(unit)s is not ranked, nothing applies to it"),
        why=as_secretary,
        icon="list-ol",
        still_visible=_is_own,
        is_duty=False,
    )


def published(publication: Publication) -> None:
    """Secretaries of the ranked communities, one sentence each and nobody else's name; office, leaders, district."""
    month = publication.month
    day = timezone.localdate()
    township = people_with_roles(day, Role.OFFICE, Role.LEADER, unit_ids=[month.township_id])
    above = [month.township.parent_id] if month.township.parent_id else []
    district = people_with_roles(day, Role.DISTRICT, unit_ids=above)
    notify(
        recipients=[user for user in (*township, *district) if user.pk != publication.published_by_id],
        kind=CORRECTED if publication.is_correction else PUBLISHED,
        params=_params(publication),
        url=_address(publication),
        dedupe=f"{PUBLISHED}:{publication.pk}",
    )
    for kind, tellings in _own_tellings(publication).items():
        notify_all(kind=kind, tellings=tellings, now=timezone.now())


def _own_tellings(publication: Publication) -> dict[str, list[Telling]]:
    scores = list(publication.result.scores.select_related("unit"))
    people = people_by_unit(timezone.localdate(), Role.SECRETARY, [score.unit_id for score in scores])
    ranked = sum(score.rank is not None for score in scores)
    found: dict[str, list[Telling]] = {}
    for score in scores:
        telling = Telling(
            recipients=people.get(score.unit_id, []),
            params=_own_params(publication, score, ranked),
            url=_address(publication),
            dedupe=f"{OWN}:{publication.pk}:{score.unit.code}",
        )
        found.setdefault(_kind(publication, score), []).append(telling)
    return found


def _kind(publication: Publication, score: UnitScore) -> str:
    if score.rank is None:
        return OWN_UNRANKED
    return OWN_CORRECTED if publication.is_correction else OWN


def _params(publication: Publication) -> dict[str, JsonValue]:
    month = publication.month
    return {
        "township": month.township.name,
        "code": month.township.code,
        "month": month.slug,
        "version": publication.number,
    }


def _own_params(publication: Publication, score: UnitScore, ranked: int) -> dict[str, JsonValue]:
    own: dict[str, JsonValue] = {
        "unit": score.unit.name,
        "place_code": score.unit.code,
        "rank": score.rank,
        "count": ranked,
        "total": points(score.total),
    }
    return _params(publication) | own


def _address(publication: Publication) -> str:
    """A correction's page says what changed; a first publication is the ranking itself."""
    if publication.is_correction:
        return publication.get_absolute_url()
    return publication.month.page("ranking")


def _is_visible(user: User, notice: Notice) -> bool:
    code, month = notice.params.get("code", ""), notice.params.get("month", "")
    seen = Publication.objects.visible_to(user).filter(month__township__code=code)
    return seen.filter(month__first_day=f"{month}-01").exists()


def _is_own(user: User, notice: Notice) -> bool:
    """Whether the recipient still answers for the community that the notice speaks of."""
    return UnitScore.objects.visible_to(user).filter(unit__code=notice.params.get("place_code", "")).exists()
