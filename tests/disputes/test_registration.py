"""Registering and correcting a dispute; its parties."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection

from disputes import services
from disputes.models import Dispute, Party, RegisterSetting, StageDeadline
from disputes.selectors.lists import same_parties
from disputes.services import PartyFacts
from safety_portal.accounts.models import Role, User
from safety_portal.audit.models import AuditEntry
from safety_portal.core.errors import NotAllowed, Refused
from safety_portal.organization.models import Unit
from tests.disputes.makers import MORNING, TWO_PARTIES, Town, at, concluded, facts_at, registered, visit_all
from tests.factories import CommunityFactory, GridFactory, TownshipFactory


def test_register_numbers_by_community_and_month(town: Town) -> None:
    name = town.community.short_name
    numbers = [registered(town, when).number for when in (MORNING, MORNING, at("2026-11-01 00:00"))]
    assert numbers == [f"{name}〔2026〕10-01", f"{name}〔2026〕10-02", f"{name}〔2026〕11-01"]


def test_register_never_gives_two_places_of_one_name_the_same_number(town: Town) -> None:
    twin = Town(township=TownshipFactory())
    twin.community = CommunityFactory(parent=twin.township, short_name=town.community.short_name)
    assert registered(town).number != registered(twin).number


@pytest.mark.parametrize(
    ("role", "at_grid", "level", "days"),
    [
        (Role.GRID_WORKER, True, "grid", 1),
        (Role.SECRETARY, True, "community", 3),
        (Role.SECRETARY, False, "community", 3),
        (Role.OFFICE, False, "community", 3),
    ],
)
def test_register_starts_the_clock_of_the_registrars_level(
    town: Town, role: Role, at_grid: bool, level: str, days: int
) -> None:
    dispute = registered(town, by=town.person(role), unit=town.grid if at_grid else town.community)
    rows = StageDeadline.objects.filter(dispute=dispute).values_list("stage", "days", "counts")
    assert list(rows) == [(level, days, True), ("ceiling", 30, False)]
    assert (dispute.level, dispute.counted_from) == (level, MORNING)
    assert dispute.responsible_unit == (town.grid if level == "grid" else town.community)


def test_register_with_a_member_unit_is_township_level(town: Town) -> None:
    dispute = registered(town, by=town.office, responsible_unit=town.police)
    assert (dispute.level, dispute.due_at) == (
        "township",
        at("2026-10-28 23:59").replace(second=59, microsecond=999999),
    )


def test_register_with_a_unit_of_another_township_is_refused(town: Town) -> None:
    with pytest.raises(Refused) as refusal:
        registered(town, by=town.office, responsible_unit=Town().police)
    assert set(refusal.value.message_dict) == {"responsible_unit"}


@pytest.mark.parametrize("role", [Role.LEADER, Role.UNIT, Role.DISTRICT, Role.ADMIN, Role.AUDITOR])
def test_register_by_others_is_not_allowed(town: Town, role: Role) -> None:
    with pytest.raises(NotAllowed):
        registered(town, by=town.person(role))


@pytest.mark.parametrize("role", [Role.GRID_WORKER, Role.SECRETARY, Role.OFFICE])
def test_register_in_a_foreign_place_is_not_allowed(town: Town, role: Role) -> None:
    with pytest.raises(NotAllowed):
        registered(town, by=Town().person(role), unit=town.grid)


def test_register_by_a_grid_worker_outside_the_own_grid_is_not_allowed(town: Town) -> None:
    with pytest.raises(NotAllowed):
        registered(town, by=town.worker, unit=GridFactory(parent=town.community))


def test_register_with_the_same_token_gives_the_same_dispute(town: Town) -> None:
    token = uuid.uuid4()
    facts = facts_at(town.community)
    made = [services.register(facts, by=town.secretary, now=MORNING, token=token) for _ in range(2)]
    assert (made[0], Dispute.objects.count()) == (made[1], 1)


def test_register_tomorrow_is_refused(town: Town) -> None:
    with pytest.raises(Refused) as refusal:
        registered(town, occurred_on=date(2026, 10, 22))
    assert set(refusal.value.message_dict) == {"occurred_on"}


def test_register_writes_no_personal_data_into_the_trail(town: Town) -> None:
    dispute = registered(town, parties=TWO_PARTIES)
    entry = AuditEntry.objects.get(object_id=str(dispute.pk), object_type="disputes.dispute")
    written = f"{entry.object_label} {entry.details} {entry.reason}"
    assert not any(text in written for text in ("张三", "李四四", "138", "139"))


# --- Parties ---------------------------------------------------------------------------------------------------


def test_party_is_encrypted_at_rest(town: Town) -> None:
    registered(town, parties=TWO_PARTIES)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name || phone || address FROM disputes_party")
        stored = "".join(row[0] for row in cursor.fetchall())
    assert not any(text in stored for text in ("张三", "13800001234"))
    assert [party.name for party in Party.objects.all()] == ["张三", "李四四"]


def test_party_masks(town: Town) -> None:
    party = registered(town, parties=TWO_PARTIES).parties.get(role="applicant")
    masks = (party.masked_name, party.masked_phone, party.masked_address, party.masked_id_number, str(party))
    assert masks == ("张*", "138****1234", "新海家园二期***", "", "申请人 张*")


def test_party_history_holds_no_ciphertext() -> None:
    columns = {field.name for field in Party.pgh_event_model._meta.get_fields()}  # type: ignore[attr-defined]
    assert not columns & {"name", "phone", "id_number", "address", "name_index", "phone_index"}


@pytest.mark.parametrize(("asks", "kept"), [(False, ""), (True, "340102199001011234")])
def test_party_id_number_is_kept_only_where_asked_for(town: Town, asks: bool, kept: str) -> None:
    RegisterSetting.objects.create(township=town.township, asks_id_number=asks)
    facts = PartyFacts("applicant", "张三", id_number="340102199001011234")
    assert registered(town, parties=(facts,)).parties.get().id_number == kept


@pytest.mark.parametrize(
    ("name", "phone", "matches"),
    [
        ("李 四四", "139 0000 5678", True),  # another writing of both
        ("别人", "13900005678", True),
        ("李四四", "", True),
        ("李四", "13900005679", False),
    ],
)
def test_same_party_is_found_by_blind_index(town: Town, name: str, phone: str, matches: bool) -> None:
    first = registered(town, parties=TWO_PARTIES)
    second = registered(town, parties=(PartyFacts("applicant", name, phone),))
    assert (first in same_parties(second, list(second.parties.all()), town.secretary)) is matches


def test_same_party_is_not_told_of_disputes_one_may_not_see(town: Town) -> None:
    registered(Town(), parties=TWO_PARTIES)
    second = registered(town, parties=TWO_PARTIES)
    assert same_parties(second, list(second.parties.all()), town.secretary) == []


def test_party_without_phone_matches_no_other_without_phone(town: Town) -> None:
    registered(town, parties=(PartyFacts("applicant", "张三"),))
    second = registered(town, parties=(PartyFacts("applicant", "王五"),))
    assert same_parties(second, list(second.parties.all()), town.secretary) == []


# --- Corrections ------------------------------------------------------------------------------------------------


def correct(
    town: Town, dispute: Dispute, *parties: PartyFacts, by: User | None = None, unit: Unit | None = None
) -> Dispute:
    facts = replace(facts_at(unit or town.community), title="更正后的事由")
    return services.update(dispute, facts, parties, by=by or town.secretary, now=MORNING, version=dispute.version)


def test_update_keeps_number_and_names_what_changed(town: Town) -> None:
    dispute = registered(town)
    changed = correct(town, dispute, unit=town.grid)
    assert (changed.title, changed.number, changed.grid, changed.version) == (
        "更正后的事由",
        dispute.number,
        town.grid,
        2,
    )
    entry = AuditEntry.objects.get(action="disputes.update")
    assert entry.details == {"fields": ["title", "grid"]}


def test_update_of_a_party_keeps_what_is_left_empty(town: Town) -> None:
    dispute = registered(town, parties=TWO_PARTIES)
    party = dispute.parties.get(role="applicant")
    correct(town, dispute, PartyFacts("applicant", phone="13811112222", pk=party.pk))
    party.refresh_from_db()
    assert (party.name, party.phone, party.address) == ("张三", "13811112222", "新海家园二期7幢502室")


def test_update_adds_and_removes_parties(town: Town) -> None:
    dispute = registered(town, parties=TWO_PARTIES)
    gone = dispute.parties.get(role="applicant")
    correct(town, dispute, PartyFacts("applicant", pk=gone.pk, leaves=True), PartyFacts("applicant", "王五"))
    assert sorted(party.name for party in dispute.parties.all()) == ["李四四", "王五"]


def test_update_leaves_a_visited_party_in_the_file(town: Town) -> None:
    dispute = visit_all(town, concluded(town, parties=TWO_PARTIES), MORNING)
    dispute = services.reopen(dispute, reason="反复", by=town.office, now=MORNING, version=dispute.version)
    party = dispute.parties.get(role="applicant")
    with pytest.raises(Refused):
        correct(town, dispute, PartyFacts("applicant", pk=party.pk, leaves=True))


def test_update_takes_no_party_of_another_dispute(town: Town) -> None:
    other = registered(town, parties=TWO_PARTIES).parties.get(role="applicant")
    with pytest.raises(Refused):
        correct(town, registered(town), PartyFacts("applicant", "王五", pk=other.pk))


def test_update_cannot_change_the_community(town: Town) -> None:
    with pytest.raises(Refused) as refusal:
        correct(town, registered(town), by=town.office, unit=CommunityFactory(parent=town.township))
    assert set(refusal.value.message_dict) == {"unit"}


def test_update_of_a_stale_form_is_refused(town: Town) -> None:
    dispute = registered(town)
    correct(town, dispute)
    with pytest.raises(Refused):
        correct(town, dispute)


def test_update_after_the_result_is_not_allowed(town: Town) -> None:
    with pytest.raises(NotAllowed):
        correct(town, concluded(town))


def test_update_by_who_registered_it_ends_with_acceptance(town: Town) -> None:
    dispute = registered(town, by=town.worker, unit=town.grid)
    dispute = services.escalate(dispute, to=town.community, reason="疑难", by=town.worker, now=MORNING, version=1)
    with pytest.raises(NotAllowed):
        correct(town, dispute, by=town.worker, unit=town.grid)
