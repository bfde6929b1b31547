"""Why a line shows its points, in the reader's language.

The scoring core stores a because as a code with its numbers (``scoring.Because``); here it becomes the three lines
of the explanation page: the formula, the formula with the numbers put in, and a note beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from assessments.scoring import Because, Item, Kind, because_from_json
from assessments.scoring.arithmetic import fixed, rounded
from assessments.scoring.formulas import PerPoint, PerUnit, Ratio, Shortfall, Tiers, Veto
from safety_portal.core import formats

Names = Mapping[str, str]


@dataclass(frozen=True)
class Explanation:
    """``20 × on time ÷ due``, ``20 × 13 ÷ 16 = 16.25``, ``13 ÷ 16 = 81.3%``; the note may be empty."""

    formula: str
    substituted: str
    note: str


def explain(
    because: Because | Mapping[str, object], item: Item, names: Names | None = None, items: Names | None = None
) -> Explanation:
    """A because, as scored or as stored, in words.

    ``names`` are figures by code and ``items`` item names by code; a code without a name stands for itself.
    Raises ``InputError`` where a stored because has another form.
    """
    found = because if isinstance(because, Because) else because_from_json(dict(because))
    told = _Told(found, item, names or {})
    substituted, note = _WORDED[found.code](told)
    winner = found.values.get("superseded_by")
    if winner is not None and told.number("result") > 0:
        note = _joined(
            note, _("only the best of its group counts: %(item)s") % {"item": (items or {}).get(winner, winner)}
        )
    return Explanation(formula_in_words(item, names or {}), substituted, note)


def rounding_words(decimals: int) -> str:
    """How a line is rounded."""
    return _("Rounded to %(decimals)s decimals, halves away from zero") % {"decimals": decimals}


def base_words(lines: Sequence[Decimal], rescaled: str | None, base: Decimal) -> str:
    """The base of a unit from its base lines; ``rescaled`` is the factor of the result (``"5/3"``) or None."""
    total = formats.number(sum(lines, Decimal(0)), _places(base))
    if rescaled is None:
        return total
    top, bottom = rescaled.split("/")
    return f"{total} × {top} ÷ {bottom} = {formats.number(base, _places(base))}"


def total_words(base: Decimal, bonus: Decimal, deduction: Decimal, total: Decimal) -> str:
    """``94.49 + 0.00 − 1.00 = 93.49``; says so where the floor or a veto made another total of it."""
    shown = [formats.number(abs(number), _places(total)) for number in (base, bonus, deduction)]
    arithmetic = f"{shown[0]} + {shown[1]} {formats.MINUS} {shown[2]}"
    result = formats.number(total, _places(total))
    if base + bonus + deduction == total:
        return f"{arithmetic} = {result}"
    computed = formats.number(base + bonus + deduction, _places(total))
    return _("%(arithmetic)s = %(computed)s, set to %(total)s") % {
        "arithmetic": arithmetic,
        "computed": computed,
        "total": result,
    }


def formula_in_words(item: Item, names: Names) -> str:
    """The item's formula with the names of its figures and no numbers."""
    formula = item.formula
    value = " ÷ ".join(names.get(code, code) for code in item.metrics)
    if isinstance(formula, Ratio):
        words = _("full points × %(value)s, at most full points")
        if formula.target != 1:
            words = _("full points × %(value)s ÷ target, at most full points")
    elif isinstance(formula, Tiers):
        words = _("full points × the share of the step that %(value)s reaches")
    elif isinstance(formula, PerUnit | Shortfall | PerPoint):
        words = _rated_formula(item, formula)
    elif isinstance(formula, Veto):
        words = _("veto where %(value)s is 1 or more")
    else:
        words = _("points entered by a person, with a reason")
    return words % {"value": value}


def _rated_formula(item: Item, formula: PerUnit | Shortfall | PerPoint) -> str:
    sign = {Kind.BASE: f" {formats.MINUS} ", Kind.BONUS: "", Kind.DEDUCTION: formats.MINUS}[item.kind]
    start = _("full points") if item.kind is Kind.BASE else ""
    return f"{start}{sign}{_rated_part(formula)}"


def _rated_part(formula: PerUnit | Shortfall | PerPoint) -> str:
    if isinstance(formula, PerUnit):
        return _("rate × (%(value)s − free)") if formula.free else _("rate × %(value)s")
    if isinstance(formula, Shortfall):
        return _("rate × (required − %(value)s)")
    if formula.side == "below":
        return _("rate × percentage points of %(value)s below the threshold")
    return _("rate × percentage points of %(value)s above the threshold")


@dataclass(frozen=True)
class _Told:
    """A because with what is needed to word it."""

    because: Because
    item: Item
    names: Names

    def number(self, key: str) -> Fraction:
        return Fraction(self.because.values[key])

    def show(self, key: str) -> str:
        """A number as short as it is exact; endless ones with two decimals."""
        return _show(self.number(key))

    @property
    def full(self) -> str:
        return _show(self.item.points)

    @property
    def result(self) -> str:
        """The line's points with all their decimals."""
        text = self.because.values["result"]
        return formats.number(Decimal(text), _places(Decimal(text)))

    @property
    def metrics(self) -> str:
        return _("; ").join(self.names.get(code, code) for code in self.because.metrics)

    @property
    def is_ratio(self) -> bool:
        return "numerator" in self.because.values

    @property
    def value(self) -> Fraction:
        if self.is_ratio:
            return self.number("numerator") / self.number("denominator")
        return self.number("value")

    @property
    def quotient(self) -> str:
        """``13 ÷ 16``, or the one number."""
        if self.is_ratio:
            return f"{self.show('numerator')} ÷ {self.show('denominator')}"
        return self.show("value")

    @property
    def value_words(self) -> str:
        """``13 ÷ 16 = 81.3%``, or the figure's name and number."""
        if self.is_ratio:
            return f"{self.quotient} = {_percent(self.value, 1)}"
        return f"{self.metrics} {self.quotient}"

    def at(self, key: str) -> str:
        """A threshold beside the value: per cent where the value is a share."""
        share = self.is_ratio or isinstance(self.item.formula, PerPoint)
        return _percent(self.number(key)) if share else self.show(key)

    def equals(self, arithmetic: str) -> str:
        """Arithmetic with its result; where the item's range cut it, both numbers."""
        raw = self.number("raw")
        if self.item.low <= raw <= self.item.high:
            return f"{arithmetic} = {self.result}"
        words = _("%(arithmetic)s = %(raw)s, but not below %(limit)s")
        if raw > self.item.high:
            words = _("%(arithmetic)s = %(raw)s, but not above %(limit)s")
        places = _places(Decimal(self.because.values["result"]))
        shown = formats.number(_decimal(raw, places), places)
        return words % {"arithmetic": arithmetic, "raw": shown, "limit": self.result}


def _ratio(told: _Told) -> tuple[str, str]:
    if told.number("raw") == told.item.points and told.value >= told.number("target"):
        words = _("%(value)s, target %(target)s reached: full %(points)s")
        return words % {"value": told.value_words, "target": _percent(told.number("target")), "points": told.full}, ""
    arithmetic = f"{told.full} × {told.quotient}"
    if told.number("target") != 1:
        arithmetic = f"{arithmetic} ÷ {told.show('target')}"
    note = _("%(value)s, target %(target)s") % {"value": told.value_words, "target": _percent(told.number("target"))}
    return told.equals(arithmetic), note


def _tiers(told: _Told) -> tuple[str, str]:
    arithmetic = told.equals(f"{told.full} × {told.show('fraction')}")
    if "at_least" not in told.because.values:
        return arithmetic, _("%(value)s, below every step") % {"value": told.value_words}
    words = _("%(value)s, reaches the step from %(step)s")
    return arithmetic, words % {"value": told.value_words, "step": told.at("at_least")}


def _rated(told: _Told, note: str) -> tuple[str, str]:
    """start + rate × counted; where nothing is counted, the note alone says why the start stands."""
    if told.number("counted") == 0:
        return _labelled(note, _untouched(told)), ""
    rate = f"{_show(abs(told.number('rate')))} × {told.show('counted')}"
    before = {Kind.BASE: f"{told.full} {formats.MINUS} ", Kind.DEDUCTION: formats.MINUS}
    return told.equals(f"{before.get(told.item.kind, '')}{rate}"), note


def _untouched(told: _Told) -> str:
    if told.item.kind is Kind.BASE:
        return _("full %(points)s") % {"points": told.full}
    return _("nothing added") if told.item.kind is Kind.BONUS else _("nothing deducted")


def _per_unit(told: _Told) -> tuple[str, str]:
    if told.number("free") == 0:
        return _rated(told, told.value_words)
    words = _("%(value)s, %(free)s of them free")
    return _rated(told, words % {"value": told.value_words, "free": told.show("free")})


def _shortfall(told: _Told) -> tuple[str, str]:
    words = _("%(value)s, %(required)s required")
    return _rated(told, words % {"value": told.value_words, "required": told.at("required")})


def _per_point(told: _Told) -> tuple[str, str]:
    # A single metric of this formula is a share as well ("0.9333").
    value = told.value_words if told.is_ratio else f"{told.metrics} {_percent(told.value)}"
    below = told.because.values["side"] == "below"
    if told.number("counted") == 0:
        words = _("%(value)s, not below %(threshold)s") if below else _("%(value)s, not above %(threshold)s")
    elif below:
        words = _("%(value)s, %(counted)s points below %(threshold)s")
    else:
        words = _("%(value)s, %(counted)s points above %(threshold)s")
    note = words % {"value": value, "counted": told.show("counted"), "threshold": told.at("threshold")}
    return _rated(told, note)


def _manual(told: _Told) -> tuple[str, str]:
    return _("entered: %(points)s") % {"points": told.result}, told.because.values["reason"]


def _manual_absent(told: _Told) -> tuple[str, str]:
    return _labelled(_("nothing entered"), _untouched(told)), ""


def _veto(told: _Told) -> tuple[str, str]:
    return (_("veto") if told.value >= 1 else _("no veto")), told.value_words


def _not_applicable(told: _Told) -> tuple[str, str]:
    if told.because.values.get("denominator") == "0":
        words = _("not applicable: %(metrics)s is 0")
    else:
        words = _("not applicable: no figure for %(metrics)s")
    if told.item.kind is not Kind.BASE:
        return words % {"metrics": told.metrics}, ""
    follows = {
        "rescale": _("the other base items count for it in proportion"),
        "full": _("the line earns its full points"),
        "zero": _("the line counts 0"),
    }
    return words % {"metrics": told.metrics}, follows[told.because.values["rule"]]


def _missing(told: _Told) -> tuple[str, str]:
    return _("missing: %(metrics)s") % {"metrics": told.metrics}, _("counts 0 until the figure is filed")


_WORDED: Mapping[str, Callable[[_Told], tuple[str, str]]] = {
    "ratio": _ratio,
    "tiers": _tiers,
    "per_unit": _per_unit,
    "shortfall": _shortfall,
    "per_point": _per_point,
    "manual": _manual,
    "manual_absent": _manual_absent,
    "veto": _veto,
    "not_applicable": _not_applicable,
    "missing": _missing,
}


# Calls inside f-strings are not collected for translation.
def _joined(first: str, second: str) -> str:
    return first + _("; ") + second if first else second


def _labelled(label: str, words: str) -> str:
    return label + _(": ") + words


def _places(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _decimal(number: Fraction, places: int) -> Decimal:
    return Decimal(fixed(rounded(number, places), places))


def _show(number: Fraction) -> str:
    """Up to four decimals, without zeros at the end; endless ones with two."""
    exact = _decimal(number, 4)
    return formats.number(exact if Fraction(exact) == number else _decimal(number, 2))


def _percent(share: Fraction, places: int | None = None) -> str:
    """A share as a percentage; without ``places`` as short as it is exact."""
    if places is None:
        return f"{_show(share * 100)}%"
    return f"{formats.number(_decimal(share * 100, places), places)}%"
