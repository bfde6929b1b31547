"""What an action code of the trail means, in words; each app adds its own codes when it starts."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from safety_portal.core.ports import Words

_words: dict[str, Words] = {}
_details: dict[str, Words] = {
    "address": _("address"),
    "deputy": _("deputy"),
    "document": _("document"),
    "fields": _("fields"),
    "figures": _("figures"),
    "from": _("from"),
    "into": _("into"),
    "is": _("now"),
    "kind": _("kind"),
    "moved": _("deadlines moved"),
    "on": _("takes effect on"),
    "owed_by": _("owed by"),
    "role": _("role"),
    "unit": _("unit"),
    "until": _("until"),
    "was": _("before"),
}


def register(words: Mapping[str, Words]) -> None:
    """Add an app's codes: ``{"dispute.register": _("registered")}``; past tense, without subject and object."""
    _words.update(words)


def register_details(words: Mapping[str, Words]) -> None:
    """Add an app's names of details: ``{"outcome": _("outcome")}``."""
    _details.update(words)


def detail_words(name: str) -> Words:
    """The words of a detail's name; the name itself where nobody gave any."""
    return _details.get(name, name)


def words_for(action: str) -> Words:
    """The words of an action code; the code itself where its app is gone."""
    return _words.get(action, action)


def known_actions() -> list[tuple[str, Words]]:
    """All codes with their words, in the order of the words as the reader sees them."""
    return sorted(_words.items(), key=lambda pair: str(pair[1]))
