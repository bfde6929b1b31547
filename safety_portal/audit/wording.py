"""What an action code of the trail means, in words; each app adds its own codes when it starts."""

from __future__ import annotations

from collections.abc import Mapping

from safety_portal.core.ports import Words

_words: dict[str, Words] = {}


def register(words: Mapping[str, Words]) -> None:
    """Add an app's codes: ``{"dispute.register": _("registered")}``; past tense, without subject and object."""
    _words.update(words)


def words_for(action: str) -> Words:
    """The words of an action code; the code itself where its app is gone."""
    return _words.get(action, action)


def known_actions() -> list[tuple[str, Words]]:
    """All codes with their words, in the order of the words as the reader sees them."""
    return sorted(_words.items(), key=lambda pair: str(pair[1]))
