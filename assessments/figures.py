"""The shipped catalogue of figures (data/figures.json): Chinese names and definitions, sources, ranges, checks.

A data migration installs it; installing again brings names and definitions up to date and never drops a figure.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from assessments.models import Figure, FigureCheck

FILE = Path(__file__).parent / "data" / "figures.json"
UPDATED = (
    "name",
    "catalogue",
    "source",
    "unit_label",
    "definition",
    "basis",
    "decimals",
    "minimum",
    "maximum",
    "bounded_by",
    "is_target",
    "is_neutral",
    "is_townshipwide",
    "usual_owner",
    "position",
)
_DEFAULTS: Mapping[str, object] = {
    "decimals": 0,
    "minimum": "0",
    "maximum": None,
    "bounded_by": "",
    "is_target": False,
    "is_neutral": False,
    "is_townshipwide": False,
    "usual_owner": "",
}


@dataclass(frozen=True)
class Catalogue:
    """Figures as column values, in the order of the page, and pairs of codes of which the first is never larger."""

    figures: tuple[dict[str, object], ...]
    checks: tuple[tuple[str, str], ...]


def read_catalogue() -> Catalogue:
    """The catalogue as shipped."""
    loaded = json.loads(FILE.read_text(encoding="utf-8"))
    figures = tuple(_columns(position, figure) for position, figure in enumerate(loaded["figures"], start=1))
    return Catalogue(figures, tuple((left, right) for left, right in loaded["checks"]))


def _columns(position: int, figure: Mapping[str, object]) -> dict[str, object]:
    columns = {**_DEFAULTS, **figure, "position": position * 10}
    for bound in ("minimum", "maximum"):
        columns[bound] = None if columns[bound] is None else Decimal(str(columns[bound]))
    return columns


def install_catalogue(figure_model: type[Figure] = Figure, check_model: type[FigureCheck] = FigureCheck) -> None:
    """Write the shipped catalogue; migrations pass the models of their time, which may lack a column."""
    shipped = read_catalogue()
    known = {field.name for field in figure_model._meta.get_fields()}
    figure_model.objects.bulk_create(
        [
            figure_model(**{name: value for name, value in columns.items() if name in known})
            for columns in shipped.figures
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[name for name in UPDATED if name in known],
    )
    ids = dict(figure_model.objects.values_list("code", "pk"))
    check_model.objects.bulk_create(
        [check_model(left_id=ids[left], right_id=ids[right]) for left, right in shipped.checks], ignore_conflicts=True
    )
