"""Forms of the register. They shape input; services judge it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import Q, QuerySet
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from disputes.models import Dispute, DisputeCategory, Party, RiskGrade, Scale, ScreeningRound, Source
from disputes.selectors.handlers import escalation_targets, possible_handlers, referral_targets
from disputes.services import DisputeFacts, PartyFacts
from disputes.states import Outcome, Performance, Satisfaction
from disputes.visibility import grid_ids
from safety_portal.accounts.models import Role, User
from safety_portal.core.formats import english_unit_name, speaks_chinese
from safety_portal.organization.models import Level, Unit

Group = tuple[str, list[tuple[Any, str]]]
BLANK_PARTIES = 6  # two are shown, the others unfold
MOST_PARTIES = 20


def day_input(**attrs: str) -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", **attrs})


def unit_label(unit: Unit) -> str:
    return unit.name if speaks_chinese() else english_unit_name(unit.name)


class UnitChoiceField(forms.ModelChoiceField[Unit]):
    """Units by name, in pinyin on English pages."""

    def label_from_instance(self, unit: Unit) -> str:
        return unit_label(unit)


class GroupedChoiceField(forms.ModelChoiceField[Any]):
    """A choice of rows shown in groups; one query for all of them."""

    def group_by(self, groups: Iterable[Group]) -> None:
        self.choices = [("", _("Choose")), *groups]


def grouped(form: forms.Form, name: str) -> GroupedChoiceField:
    return cast("GroupedChoiceField", form.fields[name])


def places_of(user: User, day: date) -> QuerySet[Unit]:
    """Communities and grids at which the user may register."""
    own = Q(level=Level.COMMUNITY, township__in=user.unit_ids(Role.OFFICE))
    own |= Q(level=Level.GRID, township__in=user.unit_ids(Role.OFFICE))
    own |= Q(pk__in=user.unit_ids(Role.SECRETARY)) | Q(level=Level.GRID, parent__in=user.unit_ids(Role.SECRETARY))
    own |= Q(pk__in=grid_ids(user))
    return Unit.objects.open_on(day).filter(own).select_related("parent").order_by("code")


def _place_groups(units: Sequence[Unit]) -> list[Group]:
    """One group a community: the whole of it (where that may be chosen), then its grids."""
    communities: dict[int | None, Group] = {}
    for unit in sorted(units, key=lambda unit: unit.level != Level.COMMUNITY):
        community = unit if unit.level == Level.COMMUNITY else unit.parent
        name = unit_label(community) if community else ""
        group = communities.setdefault(community.pk if community else None, (name, []))
        label = gettext("%(community)s, no grid") % {"community": name} if unit is community else unit_label(unit)
        group[1].append((unit.pk, label))
    return list(communities.values())


def _category_groups() -> list[Group]:
    rows = list(DisputeCategory.objects.select_related("parent"))
    groups: dict[str, Group] = {row.code: (f"{row.code} {row.name}", []) for row in rows if row.parent is None}
    for row in rows:
        if row.parent is not None:
            groups[row.parent.code][1].append((row.code, f"{row.code} {row.name}"))
    for code, group in groups.items():
        if not group[1]:
            group[1].append((code, group[0]))
    return list(groups.values())


class DisputeForm(forms.Form):
    """A dispute, at registration and for corrections."""

    title = forms.CharField(label=_("Matter"), max_length=120, help_text=_("In a few words, without names."))
    unit = GroupedChoiceField(label=_("Community or grid"), queryset=Unit.objects.none())
    place = forms.CharField(label=_("Place"), max_length=200)
    category = GroupedChoiceField(label=_("Category"), queryset=DisputeCategory.objects.filter(children=None))
    source = forms.ChoiceField(label=_("Source"), choices=Source)
    source_number = forms.CharField(label=_("Number at the source"), max_length=40, required=False)
    risk = forms.ModelChoiceField(
        label=_("Risk"), queryset=RiskGrade.objects.order_by("height"), widget=forms.RadioSelect, empty_label=None
    )
    scale = forms.ChoiceField(label=_("Scale"), choices=Scale, initial=Scale.INDIVIDUAL)
    people_involved = forms.IntegerField(label=_("People involved"), min_value=0, max_value=100_000, initial=2)
    occurred_on = forms.DateField(label=_("Happened on"), required=False, widget=day_input())
    summary = forms.CharField(
        label=_("Course of events"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    is_closed = forms.BooleanField(
        label=_("A party asks for closed doors"),
        required=False,
        help_text=_("Then only those who handle it can see this entry (人民调解法 23)."),
    )
    leader_label = forms.CharField(
        label=_("Responsible leader"), max_length=40, required=False, help_text=_("By post.")
    )
    responsible_unit = UnitChoiceField(
        label=_("Responsible unit"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("The community itself"),
    )
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: User, today: date, dispute: Dispute | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = (_facts_of(dispute) if dispute else {"token": uuid.uuid4()}) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self._offer_places(user, today, dispute)
        self._offer_categories()
        self._offer_units(user, today, dispute)

    def _offer_places(self, user: User, today: date, dispute: Dispute | None) -> None:
        places = places_of(user, today)
        if dispute is not None:
            community = dispute.community_id
            places = Unit.objects.filter(Q(pk=community) | Q(level=Level.GRID, parent=community)).order_by("code")
        field = grouped(self, "unit")
        units = list(places.select_related("parent"))
        field.queryset = places
        field.group_by(_place_groups(units))
        if len(units) == 1:
            self.initial.setdefault("unit", units[0].pk)

    def _offer_categories(self) -> None:
        grouped(self, "category").group_by(_category_groups())

    def _offer_units(self, user: User, today: date, dispute: Dispute | None) -> None:
        """Only the office decides at registration who answers; later that takes a move."""
        townships = user.unit_ids(Role.OFFICE)
        if dispute is not None or not townships:
            del self.fields["responsible_unit"]
            return
        here = Q(pk__in=townships) | Q(level=Level.MEMBER_UNIT, township__in=townships)
        units = Unit.objects.open_on(today).filter(here).order_by("level", "code")
        self.fields["responsible_unit"].queryset = units  # type: ignore[attr-defined]

    def facts(self) -> DisputeFacts:
        data = dict(self.cleaned_data)
        is_public = not data.pop("is_closed")
        for name in ("token", "version"):
            data.pop(name)
        return DisputeFacts(is_public=is_public, **data)


def _facts_of(dispute: Dispute) -> dict[str, object]:
    same = (
        "title", "place", "category", "source", "source_number", "risk", "scale", "people_involved", "occurred_on",
        "summary", "leader_label", "version",
    )  # fmt: skip
    facts: dict[str, object] = {name: getattr(dispute, name) for name in same}
    return facts | {"unit": dispute.grid_id or dispute.community_id, "is_closed": not dispute.is_public}


class PartyForm(forms.Form):
    """One party. What is stored stays hidden: its mask stands in the field, and an empty field keeps it."""

    pk = forms.IntegerField(widget=forms.HiddenInput, required=False)
    role = forms.ChoiceField(label=_("Side"), choices=Party.Role)
    name = forms.CharField(label=_("Name"), max_length=60, required=False)
    phone = forms.RegexField(
        label=_("Phone"),
        regex=r"^[0-9+\- ]{5,20}$",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        error_messages={"invalid": _("Digits only, at least five.")},
    )
    address = forms.CharField(label=_("Address"), max_length=120, required=False)
    id_number = forms.CharField(label=_("ID number"), max_length=18, required=False)
    leaves = forms.BooleanField(label=_("Take this party out"), required=False)

    def __init__(self, *args: Any, asks_id_number: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_id_number:
            del self.fields["id_number"]
        stored = self.initial.get("stored")
        if isinstance(stored, Party):
            self._show_masks(stored)
        else:
            del self.fields["leaves"]

    def _show_masks(self, party: Party) -> None:
        for name in ("name", "phone", "address", "id_number"):
            if name in self.fields:
                self.fields[name].widget.attrs["placeholder"] = getattr(party, f"masked_{name}")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        is_new = not data.get("pk")
        if is_new and not data.get("name") and any(data.get(name) for name in ("phone", "address", "id_number")):
            self.add_error("name", _("Whose phone or address is this? Give the name."))
        return data

    @property
    def is_in_use(self) -> bool:
        """Whether the line holds anything, valid or not; the side alone is nothing."""
        given = (self[name].value() for name in ("pk", "name", "phone", "address"))
        return any(given)

    @property
    def is_filled(self) -> bool:
        return bool(self.cleaned_data.get("pk") or self.cleaned_data.get("name"))


class BasePartyFormSet(BaseFormSet[PartyForm]):
    """The parties of a dispute; empty new lines are left out."""

    @property
    def shown(self) -> int:
        """Lines to show at once: those in use, at least one for either side; the rest unfolds."""
        last_in_use = max((n for n, form in enumerate(self.forms, 1) if form.is_in_use), default=0)
        return max(last_in_use, self.initial_form_count() or 2)

    def parties(self) -> list[PartyFacts]:
        return [PartyFacts(**form.cleaned_data) for form in self.forms if form.is_filled]


def party_formset(
    data: Any = None, *, dispute: Dispute | None = None, asks_id_number: bool, blank: int = BLANK_PARTIES
) -> BasePartyFormSet:
    """Stored parties first, then ``blank`` empty lines, the first of a new dispute for either side."""
    factory = formset_factory(PartyForm, formset=BasePartyFormSet, extra=blank, max_num=MOST_PARTIES, validate_max=True)
    stored = list(dispute.parties.all()) if dispute else []
    initial: list[dict[str, object]] = [{"pk": one.pk, "role": one.role, "stored": one} for one in stored]
    formset = factory(data, initial=initial, prefix="party", form_kwargs={"asks_id_number": asks_id_number})
    if not stored and not formset.is_bound:
        for form, role in zip(formset.forms, Party.Role.values, strict=False):
            form.initial["role"] = role  # one line for either side
    return formset  # type: ignore[return-value]


class MoveForm(forms.Form):
    """What every move needs: the version its form shows."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, dispute: Dispute, today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"version": dispute.version} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.dispute = dispute
        self.offer(today)

    def offer(self, today: date) -> None:
        """Fill the choices that depend on the dispute."""


class AcceptForm(MoveForm):
    handler = forms.ModelChoiceField(label=_("Handler"), queryset=User.objects.none())
    leader_label = forms.CharField(
        label=_("Responsible leader"), max_length=40, required=False, help_text=_("By post.")
    )

    def offer(self, today: date) -> None:
        people = possible_handlers(self.dispute, today)
        self.fields["handler"].queryset = people  # type: ignore[attr-defined]
        self.initial.setdefault("leader_label", self.dispute.leader_label)
        if len(people) == 1:
            self.initial.setdefault("handler", people[0].pk)


class StartForm(MoveForm):
    is_closed = forms.BooleanField(
        label=_("A party asks for closed doors"),
        required=False,
        help_text=_("Then only those who handle it can see this entry (人民调解法 23)."),
    )

    def offer(self, today: date) -> None:
        self.initial.setdefault("is_closed", not self.dispute.is_public)


class ReasonForm(MoveForm):
    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}))


class EscalateForm(ReasonForm):
    to = UnitChoiceField(label=_("To unit"), queryset=Unit.objects.none())
    field_order = ("to", "reason")

    def offer(self, today: date) -> None:
        self.fields["to"].queryset = escalation_targets(self.dispute, today)  # type: ignore[attr-defined]


class ReferForm(EscalateForm):
    def offer(self, today: date) -> None:
        self.fields["to"].queryset = referral_targets(self.dispute, today)  # type: ignore[attr-defined]


class ConcludeForm(MoveForm):
    outcome = forms.ChoiceField(label=_("Result"), choices=Outcome, widget=forms.RadioSelect)
    note = forms.CharField(
        label=pgettext_lazy("dispute", "How it ended"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )
    agreement_number = forms.CharField(label=_("Agreement number"), max_length=60, required=False)
    told_remedies = forms.BooleanField(
        label=_("The parties were told of arbitration, administrative and court ways"),
        required=False,
        help_text=_("Needed where mediation failed (人民调解法 26)."),
    )


class VisitForm(MoveForm):
    visited_on = forms.DateField(label=_("Visited on"), widget=day_input())
    satisfaction = forms.ChoiceField(label=_("Satisfaction"), choices=Satisfaction, widget=forms.RadioSelect)
    performance = forms.ChoiceField(label=_("Agreement kept"), choices=Performance, widget=forms.RadioSelect)
    is_relapse = forms.BooleanField(label=_("The dispute came back"), required=False)
    note = forms.CharField(label=_("Note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def offer(self, today: date) -> None:
        self.initial.setdefault("visited_on", today)


class RevealForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)


class RoundForm(forms.Form):
    """A screening round."""

    community = UnitChoiceField(label=_("Community"), queryset=Unit.objects.none())
    held_on = forms.DateField(label=_("Date"), widget=day_input())
    kind = forms.ChoiceField(label=_("Kind"), choices=ScreeningRound.Kind)
    found = forms.IntegerField(label=_("Disputes found"), min_value=0, max_value=10_000)
    is_nil_report = forms.BooleanField(
        label=_("Nil report: nothing was found"), required=False, help_text=_("An empty cell is no report.")
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"token": uuid.uuid4(), "held_on": today} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        own = Q(pk__in=user.unit_ids(Role.SECRETARY)) | Q(township__in=user.unit_ids(Role.OFFICE))
        communities = Unit.objects.open_on(today).communities().filter(own).order_by("code")
        self.fields["community"].queryset = communities  # type: ignore[attr-defined]
        if len(communities) == 1:
            self.initial.setdefault("community", communities[0].pk)
