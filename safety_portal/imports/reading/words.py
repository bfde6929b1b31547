"""Which word of a vocabulary a text means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from safety_portal.imports.reading.columns import Vocabulary
from safety_portal.imports.reading.text import squeezed

#: What turns a word into its opposite: 不满意 is no kind of 满意.
_NEGATION = re.compile(r"[不未非无没免拒否]")
_TAIL = re.compile(r"(?:类|型|问题|情况|纠纷|矛盾|案件|的)+$")
_MARKS = re.compile(r"[()\[\]【】<>《》\"'“”‘’、,;:.。·/\-_]+")


@dataclass(frozen=True)
class WordMatch:
    """``code`` is None where no word is meant for certain; ``candidates`` are codes that come near."""

    code: str | None = None
    candidates: tuple[str, ...] = ()
    is_guess: bool = False


@dataclass
class WordIndex:
    """A vocabulary with what the user said its sender's words mean, ready for many look-ups."""

    vocabulary: Vocabulary
    chosen: Mapping[str, str] = field(default_factory=dict)
    _known: dict[str, WordMatch] = field(default_factory=dict)

    def __post_init__(self) -> None:
        labels = self.vocabulary.labels
        self._chosen = {squeezed(word): code for word, code in self.chosen.items() if code in labels}
        self._codes = {squeezed(code): {code} for code in labels}
        self._labels = _gathered((label, code) for code, label in labels.items())
        self._words = _gathered(self.vocabulary.words.items())

    def match(self, text: str) -> WordMatch:
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = self._look_up(squeezed(text))
        return found

    def _look_up(self, text: str) -> WordMatch:
        if text in self._chosen:
            return WordMatch(self._chosen[text])
        for table in (self._codes, self._labels, self._words):
            codes = table.get(text) or table.get(_MARKS.sub("", text))
            if codes:
                return _only(codes, is_guess=False)
        codes = {code for code in self.vocabulary.labels if text.isdigit() and squeezed(code).lstrip("0") == text}
        return _only(codes or self._near(text), is_guess=True)

    def _near(self, text: str) -> set[str]:
        """Words that the text says with something more or less, and without turning them round."""
        near = set()
        for table in (self._labels, self._words):
            for word, codes in table.items():
                if _says_nearly(text, word):
                    near |= codes
        return near


def _gathered(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    table: dict[str, set[str]] = {}
    for word, code in pairs:
        table.setdefault(squeezed(word), set()).add(code)
    return table


def _only(codes: set[str], *, is_guess: bool) -> WordMatch:
    if len(codes) == 1:
        return WordMatch(next(iter(codes)), is_guess=is_guess)
    return WordMatch(None, tuple(sorted(codes)))


def _says_nearly(text: str, word: str) -> bool:
    one, other = _TAIL.sub("", text), _TAIL.sub("", word)
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) < 2 or shorter not in longer:
        return False
    rest = longer.replace(shorter, "", 1)
    return len(shorter) >= len(rest) and not _NEGATION.search(rest)
