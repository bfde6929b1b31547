"""Words of the explanation page beside the arithmetic: where a figure came from, and what would change a line."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

from django.utils.translation import gettext as _

from assessments.rules.wording import as_decimal, figure_of
from assessments.scoring import Item, Kind
from assessments.scoring.arithmetic import rounded
from assessments.scoring.formulas import PerPoint, PerUnit, Ratio, Shortfall, Tiers
from safety_portal.core import formats

Provenance = Mapping[str, Any]


def provenance_words(origin: Provenance | None) -> str:
    """One figure's origin, from ``FrozenFacts.provenance`` (assessments/reports/facts.py gives its form)."""
    if not origin:
        return _("not there when the facts were frozen")
    source = origin.get("source")
    if source == "report":
        return _reported(origin)
    if source == "register":
        return _("from the register; the community's report was not accepted")
    if source == "filing":
        return _("filed by %(unit)s") % {"unit": origin.get("filed_by", "")}
    if source == "survey":
        return _("district survey %(source)s") % {"source": origin.get("from", "")}
    if source == "objection":
        return _corrected(origin)
    return _derived(origin)


def _reported(origin: Provenance) -> str:
    claimed = _shown(origin.get("claimed"))
    if "register" not in origin:
        return _("stated by the community: %(claimed)s") % {"claimed": claimed}
    register = _shown(origin["register"])
    if origin["register"] == origin.get("claimed"):
        return _("register %(register)s, claimed %(claimed)s, the same") % {"register": register, "claimed": claimed}
    words = _("register %(register)s, claimed %(claimed)s: %(reason)s")
    return words % {"register": register, "claimed": claimed, "reason": origin.get("reason", "")}


def _corrected(origin: Provenance) -> str:
    """``corrected by objection 大兴异议〔2026〕10-03: 12 → 14, the record was entered late``."""
    was = _value_or_words(origin["was"]) if "was" in origin else _("missing")
    words = _("corrected by objection %(number)s: %(was)s → %(value)s, %(reason)s")
    told = {"number": origin.get("number", ""), "was": was, "value": _value_or_words(origin.get("value"))}
    return words % {**told, "reason": origin.get("reason", "")}


def _value_or_words(value: object) -> str:
    return _("not applicable") if value is None else _shown(value)


def _derived(origin: Provenance) -> str:
    if "mean" in origin:
        words = _("this month %(value)s, mean of the %(months)s months before %(mean)s")
        numbers = {"value": _shown(origin["value"]), "mean": _shown(origin["mean"])}
        return words % {**numbers, "months": origin["months"]}
    if "months" in origin:
        return _("only %(months)s earlier months with figures") % {"months": origin["months"]}
    if document := origin.get("document"):
        return _("decided by %(document)s") % {"document": document}
    return _("counted by the portal")


def _shown(value: object) -> str:
    return formats.NOTHING if value is None else formats.number(Decimal(str(value)))


class Gain:
    """What a scored line could still gain, times the factor by which the base was scaled."""

    def __init__(self, item: Item, values: Mapping[str, str], factor: Fraction, decimals: int) -> None:
        self.item, self.values, self.factor, self.decimals = item, values, factor, decimals

    def words(self) -> str:
        """``each one more +1.32; 3 more reach the target: +2.89``; empty where nothing is to be gained."""
        lost = self.item.high - Fraction(self.values["result"])
        formula = self.item.formula
        if lost <= 0 or self.item.kind in {Kind.BONUS, Kind.VETO}:
            return ""
        if isinstance(formula, Ratio):
            return self._ratio(formula, lost)
        if isinstance(formula, Tiers):
            return self._tiers(formula)
        if isinstance(formula, PerUnit | Shortfall | PerPoint):
            return self._rated(formula, lost)
        return _("%(gain)s at most") % {"gain": self._signed(lost)}

    def _signed(self, points: Fraction) -> str:
        exact = rounded(points * self.factor, self.decimals)
        return formats.signed(as_decimal(exact), self.decimals)

    def _ratio(self, formula: Ratio, lost: Fraction) -> str:
        done, due = Fraction(self.values["numerator"]), Fraction(self.values["denominator"])
        more = ceil(due * formula.target - done)
        return _("%(count)s more reach the target: %(gain)s") % {"count": more, "gain": self._signed(lost)}

    def _tiers(self, formula: Tiers) -> str:
        have = Fraction(self.values["fraction"])
        better = [(at_least, share) for at_least, share in formula.steps if share > have]
        if not better:
            return ""
        at_least, share = better[-1]
        shown = formats.percent(as_decimal(at_least)) if formula.value.is_ratio else figure_of(at_least)
        gain = self._signed((share - have) * self.item.points)
        return _("the step from %(step)s gives %(gain)s") % {"step": shown, "gain": gain}

    def _rated(self, formula: PerUnit | Shortfall | PerPoint, lost: Fraction) -> str:
        each = self._signed(min(abs(formula.rate), lost))
        words = _("each one fewer %(each)s, all %(all)s")
        if isinstance(formula, Shortfall):
            words = _("each one more %(each)s, all %(all)s")
        elif isinstance(formula, PerPoint):
            words = _("each percentage point nearer %(each)s, all %(all)s")
        return words % {"each": each, "all": self._signed(lost)}
