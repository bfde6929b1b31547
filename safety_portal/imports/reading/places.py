"""Which community a text means, under any of the names it has or had."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from safety_portal.imports.reading.columns import UnitNames
from safety_portal.imports.reading.text import squeezed

#: The key of units among the words that a user chose for a sender.
UNIT_WORDS = "unit"

_COMMUNITY = re.compile(r"(?:社区)?(?:居民委员会|居民委员|居委会|居委)$|社区$")
_VILLAGE = re.compile(r"(?:村民委员会|村民委员|村委会|村委|村)$")
_NUMBERING = re.compile(r"^(?:\(?\d{1,2}[.、)]|[①-⑳])")
_PREFIX_END = re.compile(r"(?:省|市|区|县|镇|乡|街道|街道办事处|办事处)$")
_LIKE_ENOUGH = 0.6


@dataclass(frozen=True)
class PlaceMatch:
    """``code`` is None where it is not certain; ``candidates`` are codes that come near, the nearest first.

    ``is_guess``: a township in front of the name was taken on trust.
    """

    code: str | None = None
    candidates: tuple[str, ...] = ()
    is_guess: bool = False


@dataclass(frozen=True)
class _Name:
    full: str
    core: str
    kind: str

    @classmethod
    def of(cls, text: str) -> _Name:
        full = squeezed(text)
        for kind, ending in (("community", _COMMUNITY), ("village", _VILLAGE)):
            core = ending.sub("", full)
            if core != full:
                return cls(full, core, kind)
        return cls(full, full, "")

    def means(self, other: _Name) -> bool:
        """The same name but for what kind of place it says it is, or whether it says so at all."""
        if self.core and self.core == other.core:
            return not (self.kind and other.kind) or self.kind == other.kind
        return bool(self.full) and (self.full == other.core or self.core == other.full)


@dataclass
class PlaceIndex:
    """The names of the communities, ready for many look-ups; every text is looked up once."""

    units: UnitNames
    _known: dict[str, PlaceMatch] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._aliases = {squeezed(alias): code for alias, code in self.units.aliases.items()}
        self._names = [
            (code, number, _Name.of(name))
            for code, names in self.units.names.items()
            for number, name in enumerate(names)
        ]
        self._within = sorted((squeezed(name) for name in self.units.within), key=len, reverse=True)

    def match(self, text: str) -> PlaceMatch:
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = self._look_up(squeezed(text))
        return found

    def _look_up(self, text: str) -> PlaceMatch:
        code = self._aliases.get(text)
        if code in self.units.names:
            return PlaceMatch(code)
        if text in self.units.names:
            return PlaceMatch(text)
        return self._by_name(text) or self._after_township(text) or PlaceMatch(None, self._near(text))

    def _by_name(self, text: str) -> PlaceMatch | None:
        text = _NUMBERING.sub("", text)
        name = _Name.of(text)
        for is_meant in (lambda other: other.full == name.full, name.means):
            for numbers in ((0,), range(1, 100)):  # a name of today before one of former times
                codes = {code for code, number, other in self._names if number in numbers and is_meant(other)}
                if codes:
                    return PlaceMatch(codes.pop()) if len(codes) == 1 else PlaceMatch(None, tuple(sorted(codes)))
        return None

    def _after_township(self, text: str) -> PlaceMatch | None:
        """大兴镇四岗社区: certain if what stands in front is where our communities lie, else a guess."""
        rest = text
        for _ in self._within:
            rest = next((rest.removeprefix(name) for name in self._within if rest.startswith(name)), rest)
        if rest != text:
            return self._by_name(rest)
        if self._within:
            return None
        for cut in range(2, len(text) - 1):
            found = self._by_name(text[cut:]) if _PREFIX_END.search(text[:cut]) else None
            if found and found.code:
                return PlaceMatch(found.code, is_guess=True)
        return None

    def _near(self, text: str) -> tuple[str, ...]:
        core = _Name.of(text).core
        best: dict[str, float] = {}
        for code, _, name in self._names:
            best[code] = max(best.get(code, 0.0), _likeness(core, name.core))
        near = sorted((-score, code) for code, score in best.items() if score >= _LIKE_ENOUGH)
        return tuple(code for _, code in near[:3])


def _likeness(one: str, other: str) -> float:
    shorter = min(len(one), len(other))
    if shorter < 2:
        return 0.0
    return 1.0 if one in other or other in one else SequenceMatcher(None, one, other).ratio()


def match(text: str, units: UnitNames) -> PlaceMatch:
    """For a single text; many texts go through one ``PlaceIndex``."""
    return PlaceIndex(units).match(text)
