"""What the pages say, to whom; and the definition set with a reason."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from assessments.fairness.rankings import definition_of
from assessments.fairness.services import FIELDS, set_last_place
from assessments.models import LastPlacePolicy
from assessments.results.services import score_month
from safety_portal.accounts.models import Role, User
from safety_portal.audit.models import AuditEntry
from safety_portal.core.errors import NotAllowed, Refused
from tests.assessments.fairness.towns import Sample, survey
from tests.assessments.results.builders import Town, make_town, publish_current
from tests.factories import user_as

pytestmark = pytest.mark.django_db

UNSURE: list[Sample | None] = [(40, 40), (34, 40), (33, 40)]


@pytest.fixture
def town() -> Town:
    """The second and the third can't be told apart."""
    made = make_town(3)
    survey(made.month, made.communities, UNSURE, made.office)
    score_month(month=made.month, by=made.office)
    return made


def page(user: User, name: str, town: Town) -> str:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    response = client.get(f"{reverse(f'assessments:{name}', args=[town.month.slug])}?township={town.unit.code}")
    assert response.status_code == 200
    return response.content.decode()


def english(unit_name: str, text: str) -> bool:
    return f'title="{unit_name}"' in text


@pytest.mark.parametrize("name", ["ranking", "fairness"])
@pytest.mark.parametrize("role", [Role.OFFICE, Role.LEADER, Role.DISTRICT])
def test_who_sees_the_whole_ranking_reads_how_sure_it_is(town: Town, name: str, role: Role) -> None:
    place = town.unit.parent if role == Role.DISTRICT else town.unit
    assert place is not None
    publish_current(town.month, town.office)
    text = page(user_as(role, place), name, town)
    assert "Not significantly different from 1 other community." in text
    assert "Not enough to summon anybody on." in text


def test_fairness_page_shows_all_figures_of_all(town: Town) -> None:
    text = page(town.office, "fairness", town)
    assert all(english(unit.name, text) for unit in town.communities)
    for figure in ("82.5%", "33 / 40", "68.1–91.3%", "weighted 87.8", "2–3", "4\u2009000 times"):
        assert figure in text, figure


@pytest.mark.parametrize("index", [0, 2])
def test_secretary_sees_no_other_name(town: Town, index: int) -> None:
    own = town.communities[index]
    text = page(user_as(Role.SECRETARY, own), "fairness", town)
    assert english(own.name, text)
    assert not any(english(unit.name, text) or unit.name in text for unit in town.communities if unit != own)
    assert ("Your community is last." in text) == (index == 2)


def test_secretary_of_the_last_reads_how_sure_it_is_on_the_ranking(town: Town) -> None:
    text = page(user_as(Role.SECRETARY, town.communities[2]), "ranking", town)
    assert "Your community is last." in text
    assert "Not significantly different from 1 other community." in text


def test_month_without_scores_has_its_fairness_page() -> None:
    town = make_town(2)
    assert "this ranking has no figures this month" in page(town.office, "fairness", town)


# --- The definition -------------------------------------------------------------------------------------------


def values(**changes: str | int | bool) -> dict[str, str | int | bool]:
    return {name: getattr(LastPlacePolicy(), name) for name in FIELDS} | changes


def test_office_sets_the_definition_with_a_reason(town: Town) -> None:
    row = set_last_place(
        township=town.unit, values=values(ranking="score", minimum_sample=50), reason="镇会议", by=town.office
    )
    assert (row.ranking, row.minimum_sample) == ("score", 50)
    assert definition_of(town.unit).terms.ranking == "score"
    entry = AuditEntry.objects.get(action="last_place.set")
    assert entry.reason == "镇会议"
    assert entry.details == {"ranking": "survey_both → score", "minimum_sample": "30 → 50"}


def test_leader_may_not_set_it(town: Town) -> None:
    with pytest.raises(NotAllowed):
        set_last_place(township=town.unit, values=values(shared="all"), reason="x", by=user_as(Role.LEADER, town.unit))


@pytest.mark.parametrize(
    ("changes", "reason", "field"),
    [
        ({"shared": "all"}, " ", "reason"),
        ({"weight_good": 20}, "x", "weight_good"),
        ({"weight_best": 0, "weight_good": 0, "weight_unknown": 0, "weight_poor": 0}, "x", "weight_good"),
        ({"weight_best": 101}, "x", "weight_best"),
        ({"weight_bad": 20, "weight_unknown": 10}, "x", "weight_unknown"),
        ({"minimum_sample": 0}, "x", "__all__"),
        ({"ranking": "petitions"}, "x", "ranking"),
        ({}, "x", "__all__"),
    ],
)
def test_what_does_not_fit_is_refused(
    town: Town, changes: dict[str, str | int | bool], reason: str, field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        set_last_place(township=town.unit, values=values(**changes), reason=reason, by=town.office)
    names = refusal.value.message_dict if hasattr(refusal.value, "error_dict") else {"__all__": ""}
    assert field in names
    assert not LastPlacePolicy.objects.exists()


def test_definition_is_set_on_its_page(town: Town, client: Client) -> None:
    client.force_login(town.office)
    address = f"{reverse('assessments:last_place')}?township={town.unit.code}"
    sent = {name: value for name, value in values(shared="all").items() if value is not False}
    assert client.post(address, sent).status_code == 200  # no reason
    assert client.post(address, {**sent, "reason": "镇会议"}).status_code == 302
    assert LastPlacePolicy.objects.get(township=town.unit).shared == "all"


def test_leader_reads_the_definition(town: Town, client: Client) -> None:
    client.force_login(user_as(Role.LEADER, town.unit))
    address = reverse("assessments:last_place")
    assert b'<form method="post" data-guard' not in client.get(address).content
    assert client.post(address, values()).status_code == 403
