"""A rule in words: what a formula does, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import Figure
from assessments.scoring import Item, Kind
from assessments.scoring.formulas import Manual, PerPoint, PerUnit, Ratio, Shortfall, Tiers, Value, Veto
from safety_portal.core import formats

Names = Mapping[str, str]

KINDS: dict[Kind, Promise] = {
    Kind.BASE: gettext_lazy("Base"),
    Kind.BONUS: gettext_lazy("Bonus"),
    Kind.DEDUCTION: gettext_lazy("Deduction"),
    Kind.VETO: gettext_lazy("Veto"),
}


def metric_names() -> Names:
    """Names of all figures by code, in one query."""
    return dict(Figure.objects.values_list("code", "name"))


def as_decimal(number: Fraction) -> Decimal:
    """Rules carry decimals, so nothing is lost that a page could show."""
    return Decimal(number.numerator) / Decimal(number.denominator)


def figure_of(number: Fraction) -> str:
    return formats.number(as_decimal(number))


def share_of(number: Fraction) -> str:
    """0.955 → 95.5%"""
    return f"{figure_of(number * 100)}%"


def value_words(value: Value, names: Names) -> str:
    """``dispute.settled`` → its name; a quotient with ÷."""
    return " ÷ ".join(names.get(code, code) for code in value.metrics)


def _at(number: Fraction, value: Value) -> str:
    """A threshold: per cent where it is about a quotient."""
    return share_of(number) if value.is_ratio else figure_of(number)


def formula_words(item: Item, names: Names) -> str:
    """One line for a person: how the points of ``item`` come about."""
    formula = item.formula
    if isinstance(formula, Manual):
        return _("Given by hand with a reason, from %(low)s to %(high)s") % _range(item)
    if isinstance(formula, Veto):
        return _("Veto where %(value)s is 1 or more") % {"value": value_words(formula.value, names)}
    if isinstance(formula, Ratio):
        return _ratio(item, formula, names)
    if isinstance(formula, Tiers):
        return _tiers(item, formula, names)
    return _rated(item, formula, names)


def _range(item: Item) -> dict[str, str]:
    return {"low": figure_of(item.low), "high": figure_of(item.high)}


def _ratio(item: Item, formula: Ratio, names: Names) -> str:
    words = {
        "points": figure_of(item.points),
        "value": value_words(formula.value, names),
        "target": share_of(formula.target),
    }
    if formula.target == 1:
        return _("%(points)s × %(value)s, at most %(points)s") % words
    return _("%(points)s × %(value)s ÷ target %(target)s, at most %(points)s") % words


def _tiers(item: Item, formula: Tiers, names: Names) -> str:
    step = _("from %(at_least)s: %(points)s")
    steps = [
        step % {"at_least": _at(at_least, formula.value), "points": figure_of(item.points * share)}
        for at_least, share in formula.steps
    ]
    steps.append(_("otherwise: %(points)s") % {"points": figure_of(item.points * formula.otherwise)})
    return f"{value_words(formula.value, names)}{_(': ')}{_('; ').join(steps)}"


def _rated(item: Item, formula: PerUnit | Shortfall | PerPoint, names: Names) -> str:
    words = _each(formula, names) % {
        "value": value_words(formula.value, names),
        "rate": figure_of(abs(formula.rate)),
        **_limits(formula),
    }
    if item.kind is Kind.BASE:
        words = _("%(start)s points; %(words)s") % {"start": figure_of(item.start), "words": words}
    least = _("not below %(low)s") if item.kind is not Kind.BONUS else _("at most %(high)s")
    return f"{words}{_(', ')}{least % _range(item)}"


def _limits(formula: PerUnit | Shortfall | PerPoint) -> dict[str, str]:
    if isinstance(formula, PerUnit):
        return {"free": figure_of(formula.free)}
    if isinstance(formula, Shortfall):
        return {"required": figure_of(formula.required)}
    return {"threshold": share_of(formula.threshold)}  # a single metric of this formula is a share as well


def _each(formula: PerUnit | Shortfall | PerPoint, names: Names) -> str:
    """The sentence of a rate; what it takes and what it gives are worded apart."""
    gives = formula.rate > 0
    if isinstance(formula, PerUnit):
        return _per_unit(formula.free != 0, gives)
    if isinstance(formula, Shortfall):
        if gives:
            return _("%(rate)s for each that %(value)s stays below %(required)s")
        return _("less %(rate)s for each that %(value)s stays below %(required)s")
    return _per_point(formula, gives)


def _per_unit(has_free: bool, gives: bool) -> str:
    if gives:
        return _("%(rate)s for each of %(value)s beyond %(free)s") if has_free else _("%(rate)s for each of %(value)s")
    return (
        _("less %(rate)s for each of %(value)s beyond %(free)s")
        if has_free
        else _("less %(rate)s for each of %(value)s")
    )


def _per_point(formula: PerPoint, gives: bool) -> str:
    if gives:
        return (
            _("%(rate)s for each percentage point of %(value)s below %(threshold)s")
            if formula.side == "below"
            else _("%(rate)s for each percentage point of %(value)s above %(threshold)s")
        )
    return (
        _("less %(rate)s for each percentage point of %(value)s below %(threshold)s")
        if formula.side == "below"
        else _("less %(rate)s for each percentage point of %(value)s above %(threshold)s")
    )
