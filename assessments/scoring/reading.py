"""Strict reading of JSON: every refusal names its path."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from assessments.scoring.arithmetic import MAX_DIGITS, carries_at_most, exact, is_decimal, too_long
from assessments.scoring.errors import InputError

# A province's 20,000 communities with 20 figures each take some 20 MB.
MAX_BYTES = 64_000_000
# rules.items[].formula.steps[][] is the deepest place of the contract.
MAX_DEPTH = 12

_PLAIN_KEY = re.compile(r"[\w.\-]{1,80}")
# NUL, which PostgreSQL refuses, and half surrogates, which UTF-8 can't hold.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_MONTH = re.compile(r"(?!0000)[0-9]{4}-(?:0[1-9]|1[0-2])")


def member_path(path: str, key: str) -> str:
    """``rules`` and ``items`` → ``rules.items``; an odd key is quoted, a long one cut."""
    return f"{path}.{key}" if _PLAIN_KEY.fullmatch(key) else f"{path}[{json.dumps(key[:80])}]"


@dataclass(frozen=True, slots=True)
class _Refused:
    """Stands in the loaded tree where the text itself was wrong, until its path is known."""

    reason: str
    text: str
    key: str | None = None


def _object(pairs: list[tuple[str, object]]) -> object:
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    seen: set[str] = set()
    for key, _value in pairs:
        if key in seen:
            return _Refused("duplicate_key", key, key)
        seen.add(key)
    raise AssertionError("fewer members than pairs without a duplicate")


def _integer(text: str) -> object:
    return _Refused("number_too_long", text) if too_long(text) else int(text)


def _marker(reason: str) -> Callable[[str], _Refused]:
    return lambda text: _Refused(reason, text)


def load_json(text: str | bytes, label: str) -> object:
    """Load one JSON document strictly; ``label`` (``rules``, ``facts``) begins every path.

    Refuses what Python's loader lets pass or loses: duplicate keys, fractions and exponents
    written as JSON numbers, NaN and Infinity, endless digits, deep nesting, text that isn't
    UTF-8. A byte order mark at the beginning is skipped: office editors write one.
    Raises :class:`InputError`.
    """
    try:
        tree: object = json.loads(
            _decoded(text, label),
            object_pairs_hook=_object,
            parse_float=_marker("float"),
            parse_int=_integer,
            parse_constant=_marker("not_finite"),
        )
    except json.JSONDecodeError as error:
        problem = f"{error.msg} (line {error.lineno}, column {error.colno})"
        raise InputError(label, "not_json", {"problem": problem}) from error
    except RecursionError as error:
        raise InputError(label, "too_deep") from error
    _refuse_marked(tree, label, 0)
    return tree


def _decoded(text: str | bytes, label: str) -> str:
    if len(text) > MAX_BYTES:
        raise InputError(label, "too_large", {"limit": str(MAX_BYTES)})
    try:
        decoded = text.decode("utf-8") if isinstance(text, bytes) else text
    except UnicodeDecodeError as error:
        raise InputError(label, "not_utf8") from error
    return decoded.removeprefix("\ufeff")


def _refuse_marked(tree: object, path: str, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise InputError(path, "too_deep")
    if isinstance(tree, _Refused):
        place = path if tree.key is None else member_path(path, tree.key)
        raise InputError(place, tree.reason, {"text": tree.text[:40], "limit": str(MAX_DIGITS)})
    if isinstance(tree, dict):
        for key, value in tree.items():
            _refuse_marked(value, member_path(path, key), depth + 1)
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            _refuse_marked(value, f"{path}[{index}]", depth + 1)


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the tree together with its path. Each method reads it as one form or refuses it."""

    value: object
    path: str

    def error(self, reason: str, **params: str) -> InputError:
        """An error at this place, to be raised by the caller."""
        return InputError(self.path, reason, params)

    def fields(self, required: Iterable[str], optional: Iterable[str] = ()) -> dict[str, "Node"]:
        """The members of an object with a known set of keys."""
        required, members = tuple(required), self.members()
        known = {*required, *optional}
        for key, node in members.items():
            if key not in known:
                raise node.error("unknown_key")
        for key in required:
            if key not in members:
                raise InputError(member_path(self.path, key), "required")
        return members

    def members(self) -> dict[str, "Node"]:
        """The members of an object with free keys (metrics, item codes, groups)."""
        if not isinstance(self.value, dict):
            raise self.error("not_object")
        members = {}
        for key, value in self.value.items():
            place = member_path(self.path, str(key))
            Node(key, place).text()
            members[key] = Node(value, place)
        return members

    def elements(self) -> list["Node"]:
        """The elements of an array."""
        if not isinstance(self.value, list):
            raise self.error("not_array")
        return [Node(value, f"{self.path}[{index}]") for index, value in enumerate(self.value)]

    def pair(self) -> tuple["Node", "Node"]:
        """The elements of an array of exactly two."""
        elements = self.elements()
        if len(elements) != 2:
            raise self.error("pair")
        return elements[0], elements[1]

    def text(self, *, blank: bool = False) -> str:
        """A string that UTF-8 and PostgreSQL can hold; blank only where the caller allows it."""
        if not isinstance(self.value, str):
            raise self.error("not_text")
        if not blank and not self.value.strip():
            raise self.error("blank")
        if _UNSTORABLE.search(self.value):
            raise self.error("control_character")
        return self.value

    def choice(self, options: Iterable[str]) -> str:
        """One of a few words."""
        options = tuple(options)
        if self.text() not in options:
            raise self.error("not_one_of", options=", ".join(options))
        return str(self.value)

    def month(self) -> str:
        """A month ``YYYY-MM``; such strings compare as their months do."""
        text = self.text()
        if not _MONTH.fullmatch(text):
            raise self.error("not_a_month")
        return text

    def boolean(self) -> bool:
        """``true`` or ``false``, and nothing that merely looks like it."""
        if not isinstance(self.value, bool):
            raise self.error("not_boolean")
        return self.value

    def integer(self, low: int, high: int | None = None) -> int:
        """A JSON integer (never a string: it counts, it doesn't measure) within bounds."""
        if isinstance(self.value, bool):
            raise self.error("boolean")
        if not isinstance(self.value, int):
            raise self.error("not_integer")
        if high is not None and not low <= self.value <= high:
            raise self.error("out_of_range", low=str(low), high=str(high))
        if self.value < low:
            raise self.error("below_minimum", low=str(low))
        self.number()
        return self.value

    def number(self) -> Fraction:
        """A JSON integer or a decimal string, exactly."""
        if isinstance(self.value, bool):
            raise self.error("boolean")
        if isinstance(self.value, float):
            raise self.error("float", text=repr(self.value))
        if not isinstance(self.value, int | str):
            raise self.error("not_number")
        if isinstance(self.value, str) and not is_decimal(self.value):
            raise self.error("not_number")
        if too_long(self.value):
            raise self.error("number_too_long", limit=str(MAX_DIGITS))
        return Fraction(self.value)

    def number_between(self, low: Fraction, high: Fraction) -> Fraction:
        """A number within bounds, both allowed."""
        number = self.number()
        if not low <= number <= high:
            raise self.error("out_of_range", low=exact(low), high=exact(high))
        return number

    def points(self, decimals: int) -> Fraction:
        """Points or a cap: not negative, with no more decimals than the rule set's."""
        number = self.score(decimals)
        if number < 0:
            raise self.error("below_minimum", low="0")
        return number

    def score(self, decimals: int) -> Fraction:
        """A number of points of either sign (the floor) that rounding leaves alone."""
        number = self.number()
        if not carries_at_most(number, decimals):
            raise self.error("too_many_decimals", decimals=str(decimals))
        return number
