"""What the registers say: the facts port asked once per provider, for any number of communities."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from safety_portal.core import ports
from safety_portal.core.months import Month


@dataclass(frozen=True)
class RegisterValues:
    """Values of one month by unit id and figure. A figure that no register counts isn't in ``counted``.

    A value of None means that the register says "not applicable".
    """

    counted: frozenset[str] = frozenset()
    values: dict[tuple[int, str], Decimal | None] = field(default_factory=dict)

    def value(self, unit_id: int, code: str) -> Decimal | None:
        return self.values.get((unit_id, code))


def read_registers(codes: Collection[str], month: Month, unit_ids: Sequence[int]) -> RegisterValues:
    """Ask every register that counts one of ``codes``; the number of queries doesn't grow with the units."""
    counted: set[str] = set()
    values: dict[tuple[int, str], Decimal | None] = {}
    for provider in ports.facts:
        asked = {metric.code for metric in provider.metrics} & set(codes)
        if not asked:
            continue
        answers = provider.monthly_facts(month, unit_ids)
        counted |= asked
        for code in asked:
            values.update({(unit_id, code): as_decimal(value) for unit_id, value in answers[code].items()})
    return RegisterValues(frozenset(counted), values)


def as_decimal(value: ports.FactValue) -> Decimal | None:
    """As the columns hold it: four decimals at most."""
    return None if value is None else Decimal(value).quantize(Decimal("0.0001"))
