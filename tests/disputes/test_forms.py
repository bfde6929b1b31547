"""Forms: what they offer to whom, and the shape they give to services."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from disputes.forms import (
    AcceptForm,
    ConcludeForm,
    DisputeForm,
    EscalateForm,
    ReferForm,
    RoundForm,
    StartForm,
    VisitForm,
    party_formset,
    places_of,
)
from disputes.models import DisputeCategory, Party, RegisterSetting, RiskGrade
from disputes.services import PartyFacts
from safety_portal.accounts.models import Role, User
from tests.disputes.makers import MORNING, TWO_PARTIES, Town, accepted, registered
from tests.factories import CommunityFactory, GridFactory, user_as

TODAY = MORNING.date()


def dispute_form(user: User, data: dict[str, Any] | None = None, **kwargs: Any) -> DisputeForm:
    return DisputeForm(data, user=user, today=TODAY, **kwargs)


def options(form: Any, name: str) -> list[tuple[str, list[str]]]:
    """The groups of a grouped choice: heading and labels."""
    groups = [choice for choice in form.fields[name].choices if isinstance(choice[1], list)]
    return [(str(heading), [str(label) for _, label in rows]) for heading, rows in groups]


def filled(town: Town, **changes: Any) -> dict[str, Any]:
    return {
        "title": "漏水", "unit": town.community.pk, "place": "7 幢", "category": "0201", "source": "patrol",
        "risk": "red", "people_involved": 5, "scale": "02",
    } | changes  # fmt: skip


# --- A dispute -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        (Role.OFFICE, {"community", "grid", "neighbour", "their grid"}),
        (Role.SECRETARY, {"community", "grid"}),
        (Role.GRID_WORKER, {"grid"}),
        (Role.LEADER, set()),
        (Role.UNIT, set()),
        (Role.DISTRICT, set()),
        (Role.ADMIN, set()),
        (Role.AUDITOR, set()),
    ],
)
def test_places_are_those_one_may_register_at(town: Town, role: Role, offered: set[str]) -> None:
    town.with_everybody()
    neighbour = CommunityFactory(parent=town.township)
    units = {
        "community": town.community,
        "grid": town.grid,
        "neighbour": neighbour,
        "their grid": GridFactory(parent=neighbour),
    }
    Town().with_everybody()
    assert set(places_of(town.person(role), TODAY)) == {units[name] for name in offered}


def test_places_stand_in_groups_by_community(town: Town) -> None:
    community, grid = town.community.name, town.grid.name
    assert options(dispute_form(town.secretary), "unit") == [(community, [f"{community}（不分网格）", grid])]
    assert options(dispute_form(town.worker), "unit") == [(community, [grid])]


def test_places_are_in_pinyin_on_english_pages(town: Town) -> None:
    town.community.name = "四岗社区"
    town.community.save()
    town.with_everybody()
    with translation.override("en"):
        ((heading, labels),) = options(dispute_form(town.secretary), "unit")
    assert (heading, labels[0]) == ("Sigang Community", "Sigang Community, no grid")


def test_the_only_place_is_chosen_already(town: Town) -> None:
    assert dispute_form(town.worker).initial["unit"] == town.grid.pk
    town.with_everybody()
    assert "unit" not in dispute_form(town.secretary).initial


def test_categories_stand_under_their_first_level(town: Town) -> None:
    groups = dict(options(dispute_form(town.secretary), "category"))
    assert groups["02 邻里纠纷"] == [
        "0201 用水排水通行通风采光", "0202 相邻土地建筑利用", "0203 相邻污染损害防止", "0299 其他",
    ]  # fmt: skip
    assert (len(groups), groups["99 其他"]) == (17, ["99 其他"])


@pytest.mark.parametrize(("code", "valid"), [("0201", True), ("99", True), ("02", False), ("0200", False), ("", False)])
def test_a_category_is_picked_on_the_lowest_level(town: Town, code: str, valid: bool) -> None:
    form = dispute_form(town.secretary, filled(town, category=code))
    assert ("category" not in form.errors) is valid


def test_only_the_office_chooses_who_answers(town: Town) -> None:
    town.with_everybody()
    Town().with_everybody()
    fields = {role: dispute_form(town.person(role)).fields for role in (Role.OFFICE, Role.SECRETARY, Role.GRID_WORKER)}
    assert [role for role, names in fields.items() if "responsible_unit" in names] == [Role.OFFICE]
    assert set(fields[Role.OFFICE]["responsible_unit"].queryset) == {town.township, town.police}  # type: ignore[attr-defined]


def test_facts_of_a_form(town: Town) -> None:
    form = dispute_form(town.secretary, filled(town, is_closed="on", summary="渗水"))
    assert form.is_valid()
    facts = form.facts()
    assert (facts.unit, facts.is_public, facts.summary) == (town.community, False, "渗水")
    assert (facts.category, facts.risk) == (DisputeCategory.objects.get(code="0201"), RiskGrade.objects.get(code="red"))


def test_form_of_a_correction_starts_from_the_dispute(town: Town) -> None:
    dispute = registered(town, unit=town.grid, is_public=False)
    form = dispute_form(town.secretary, dispute=dispute)
    shown = {name: form.initial[name] for name in ("title", "unit", "is_closed", "version", "place")}
    assert shown == {
        "title": "7 幢漏水赔偿", "unit": town.grid.pk, "is_closed": True, "version": 1, "place": "新海家园二期 7 幢",
    }  # fmt: skip
    assert "token" not in form.initial


def test_new_forms_have_tokens_of_their_own(town: Town) -> None:
    assert dispute_form(town.secretary).initial["token"] != dispute_form(town.secretary).initial["token"]


# --- Parties ---------------------------------------------------------------------------------------------------


def lines(*parties: dict[str, str], initial: int = 0) -> dict[str, Any]:
    data: dict[str, Any] = {"party-TOTAL_FORMS": len(parties), "party-INITIAL_FORMS": initial}
    for number, party in enumerate(parties):
        data |= {f"party-{number}-{name}": value for name, value in party.items()}
    return data


def test_blank_lines_are_left_out(db: None) -> None:
    formset = party_formset(
        lines({"role": "applicant", "name": "张三"}, {"role": "respondent"}, {"role": "applicant"}),
        asks_id_number=False,
    )
    assert formset.is_valid()
    assert formset.parties() == [PartyFacts(role="applicant", name="张三")]


def test_new_lines_stand_for_either_side(db: None) -> None:
    formset = party_formset(asks_id_number=False)
    assert [form.initial.get("role") for form in formset.forms] == ["applicant", "respondent", None, None, None, None]
    assert formset.shown == 2


@pytest.mark.parametrize("asks", [True, False])
def test_id_number_is_a_field_only_where_asked_for(town: Town, asks: bool) -> None:
    RegisterSetting.objects.create(township=town.township, asks_id_number=asks)
    assert ("id_number" in party_formset(asks_id_number=asks).forms[0].fields) is asks


def test_stored_parties_show_masks_as_hints_only(town: Town) -> None:
    formset = party_formset(dispute=registered(town, parties=TWO_PARTIES), asks_id_number=False)
    html = str(formset)
    assert [form.fields["name"].widget.attrs["placeholder"] for form in formset.forms[:2]] == ["张*", "李**"]
    assert not any(text in html for text in ("张三", "李四四", "13800001234"))


def test_stored_parties_can_leave_and_new_ones_cannot(town: Town) -> None:
    formset = party_formset(dispute=registered(town, parties=TWO_PARTIES[:1]), asks_id_number=False)
    assert ["leaves" in form.fields for form in formset.forms[:2]] == [True, False]


def test_stored_party_left_empty_is_still_told_to_the_service(town: Town) -> None:
    dispute = registered(town, parties=TWO_PARTIES[:1])
    pk = dispute.parties.get().pk
    data = lines({"pk": str(pk), "role": Party.Role.RESPONDENT}, initial=1)
    formset = party_formset(data, dispute=dispute, asks_id_number=False)
    assert formset.is_valid()
    assert formset.parties() == [PartyFacts(role="respondent", pk=pk)]


@pytest.mark.parametrize(
    ("phone", "valid"),
    [
        ("13800001234", True),
        ("0551-6432 1234", True),
        ("+86 13800001234", True),
        ("1234", False),
        ("打给他", False),
        ("", True),
    ],
)
def test_phone(db: None, phone: str, valid: bool) -> None:
    data = lines({"role": "applicant", "name": "张三", "phone": phone})
    assert party_formset(data, asks_id_number=False).is_valid() is valid


def test_more_parties_than_a_file_holds_are_refused(db: None) -> None:
    many = lines(*[{"role": "applicant", "name": "张三"}] * 21)
    assert not party_formset(many, asks_id_number=False).is_valid()


# --- Moves -----------------------------------------------------------------------------------------------------


def test_accept_chooses_the_only_handler(town: Town) -> None:
    assert AcceptForm(dispute=registered(town), today=TODAY).initial == {
        "version": 1, "leader_label": "", "handler": town.secretary.pk,
    }  # fmt: skip


def test_accept_leaves_the_choice_between_two(town: Town) -> None:
    user_as(Role.SECRETARY, town.community)
    town.with_everybody()
    form = AcceptForm(dispute=registered(town), today=TODAY)
    assert ("handler" in form.initial, form.fields["handler"].queryset.count()) == (False, 2)  # type: ignore[attr-defined]


def test_start_remembers_what_was_asked_for(town: Town) -> None:
    assert StartForm(dispute=accepted(town, is_public=False), today=TODAY).initial["is_closed"] is True


@pytest.mark.parametrize("form_class", [EscalateForm, ReferForm])
def test_handing_over_asks_for_unit_then_reason(town: Town, form_class: type[EscalateForm]) -> None:
    town.with_everybody()
    form = form_class(dispute=registered(town), today=TODAY)
    assert [field.name for field in form.visible_fields()] == ["to", "reason"]
    assert form.fields["to"].queryset.exists()  # type: ignore[attr-defined]


def test_handing_over_to_a_unit_that_is_not_offered_is_refused(town: Town) -> None:
    data = {"version": 1, "reason": "疑难", "to": Town().police.pk}
    assert set(EscalateForm(data, dispute=registered(town), today=TODAY).errors) == {"to"}


def test_result_and_visit_need_their_choices(town: Town) -> None:
    dispute = registered(town)
    assert set(ConcludeForm({"version": 1}, dispute=dispute, today=TODAY).errors) == {"outcome", "note"}
    errors = VisitForm({"version": 1}, dispute=dispute, today=TODAY).errors
    assert set(errors) == {"visited_on", "satisfaction", "performance"}


# --- Rounds ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "chosen"), [(Role.SECRETARY, True), (Role.OFFICE, False)])
def test_round_offers_own_communities(town: Town, role: Role, chosen: bool) -> None:
    neighbour = CommunityFactory(parent=town.township)
    town.with_everybody()
    Town().with_everybody()
    form = RoundForm(user=town.person(role), today=TODAY)
    offered = set(form.fields["community"].queryset)  # type: ignore[attr-defined]
    assert offered == ({town.community} if chosen else {town.community, neighbour})
    assert (form.initial.get("community") == town.community.pk) is chosen
