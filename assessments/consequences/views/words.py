"""The words of each move: heading, button, what follows from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from assessments.consequences import policies, services
from assessments.consequences.forms import CarryOutForm, MoveForm
from assessments.models import Consequence
from safety_portal.accounts.models import User
from safety_portal.core.ports import Words


@dataclass(frozen=True)
class MoveWords:
    """A move as its page names it, and what follows from it."""

    heading: Words
    button: Words
    says: Words
    is_grave: bool = False


WORDS: Mapping[str, MoveWords] = {
    "confirm": MoveWords(
        _("Confirm the proposal"),
        pgettext_lazy("consequence", "Confirm"),
        _("It gets its number; the unit hears of it and of what it rests on; the office carries it out."),
    ),
    "decline": MoveWords(
        _("Decline the proposal"),
        pgettext_lazy("consequence", "Decline"),
        _("It stays on record with your reason and is not proposed again for this period. The unit is not told."),
    ),
    "postpone": MoveWords(
        _("Postpone the decision"),
        pgettext_lazy("consequence", "Postpone"),
        _("On that day it waits for your decision again, and you are told."),
    ),
    "withdraw": MoveWords(
        _("Take the choice back"),
        pgettext_lazy("consequence", "Take back"),
        _("The leader no longer has to decide; the same unit may be chosen again."),
    ),
    "carry_out": MoveWords(
        _("Put down how it was carried out"),
        pgettext_lazy("consequence", "Carried out"),
        _("Attach the scan of the signed record afterwards. Somebody else closes it when the exit condition is met."),
    ),
    "extend": MoveWords(
        _("Give more time"),
        pgettext_lazy("consequence", "More time"),
        _("The new deadline and its reason go on the record."),
    ),
    "repeat": MoveWords(
        _("Have it carried out again"),
        pgettext_lazy("consequence", "Once more"),
        _("What was put down so far stays in the course; it is to be carried out anew."),
    ),
    "close": MoveWords(
        _("Close it"),
        pgettext_lazy("consequence", "Close"),
        _("The exit condition is met. Whoever carried it out can't close it."),
    ),
    "uphold": MoveWords(
        _("Uphold it all the same"),
        pgettext_lazy("consequence", "Uphold"),
        _("A correction took its ground away. Your reason stands beside it."),
    ),
    "revoke": MoveWords(
        _("Revoke it"),
        pgettext_lazy("consequence", "Revoke"),
        _("It no longer holds; the unit is told. Its number stays with it."),
        is_grave=True,
    ),
}
#: The move that is most often made next: its button stands out. Deciding has none, so that nobody is led.
_PRIMARY = frozenset({"carry_out", "close"})


@dataclass(frozen=True)
class Button:
    """A move that may be made now."""

    label: Words
    url: str
    is_primary: bool


def buttons_of(user: User, row: Consequence) -> list[Button]:
    """In the order of the table; primary last."""
    found = [
        Button(WORDS[action].button, reverse("assessments:consequence_move", args=[row.pk, action]), action in _PRIMARY)
        for action in policies.open_moves(user, row)
    ]
    return sorted(found, key=lambda button: button.is_primary)


def _with_day(service: Callable[..., Consequence], name: str) -> Callable[[Consequence, MoveForm, User], Consequence]:
    def perform(row: Consequence, form: MoveForm, user: User) -> Consequence:
        data = form.cleaned_data
        day = {name: data["day"]}
        return service(consequence=row, reason=data["reason"], by=user, version=data["version"], **day)

    return perform


def _with_reason(service: Callable[..., Consequence]) -> Callable[[Consequence, MoveForm, User], Consequence]:
    def perform(row: Consequence, form: MoveForm, user: User) -> Consequence:
        data = form.cleaned_data
        return service(consequence=row, reason=data["reason"], by=user, version=data["version"])

    return perform


def _close(row: Consequence, form: MoveForm, user: User) -> Consequence:
    data = form.cleaned_data
    return services.close(consequence=row, finding=data["reason"], by=user, version=data["version"])


def _carry_out(row: Consequence, form: MoveForm, user: User) -> Consequence:
    assert isinstance(form, CarryOutForm)  # noqa: S101 - for the type only
    version = form.cleaned_data["version"]
    return services.carry_out(consequence=row, holding=form.holding, by=user, version=version)


PERFORM: Mapping[str, Callable[[Consequence, MoveForm, User], Consequence]] = {
    "confirm": _with_day(services.confirm, "due_on"),
    "decline": _with_reason(services.decline),
    "postpone": _with_day(services.postpone, "until"),
    "withdraw": _with_reason(services.withdraw),
    "carry_out": _carry_out,
    "extend": _with_day(services.extend, "due_on"),
    "repeat": _with_day(services.repeat, "due_on"),
    "close": _close,
    "uphold": _with_reason(services.uphold),
    "revoke": _with_reason(services.revoke),
}
