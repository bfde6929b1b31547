"""The columns that a dispute ledger may have; what senders write over them stands in ``data/ledger_headings.json``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path

from safety_portal.imports.reading.columns import Column, Form

_FILE = Path(__file__).parent / "data" / "ledger_headings.json"
#: Column → field of ``Dispute`` that it fills as it stands; every other column has a rule of its own.
FIELDS = {
    "place": "place",
    "summary": "summary",
    "people": "people_involved",
    "scale": "scale",
    "source": "source",
    "source_number": "source_number",
    "risk": "risk_id",
    "handler": "handler_label",
    "leader_label": "leader_label",
    "measures": "outcome_note",
    "occurred_on": "occurred_on",
}


@cache
def ledger_columns() -> Sequence[Column]:
    """In the order of the paper ledger. The day, the place and the people tell one dispute from another."""
    return tuple(_columns())


def _columns() -> Iterator[Column]:
    yield _column("registered_on", Form.MOMENT, "2026-09-05", is_required=True, is_identity=True)
    yield _column("unit", Form.UNIT, "四岗社区", is_required=True, is_identity=True)
    yield _column("place", Form.TEXT, "四岗小区 6 栋", is_identity=True, max_length=200)
    yield _column("parties", Form.TEXT, "甲某、乙某", is_identity=True, is_personal=True, max_length=500)
    yield _column("phone", Form.PHONE, "13900000000", is_personal=True, max_length=40)
    yield _column("category", Form.WORD, "邻里纠纷", is_required=True, is_identity=True, vocabulary="category")
    yield _column("people", Form.INTEGER, "2", minimum=Decimal(1), maximum=Decimal(100_000))
    yield _column("scale", Form.WORD, "个体性事件", vocabulary="scale")
    yield _column("summary", Form.TEXT, "楼上漏水引发争执。", max_length=2000)
    yield _column("source", Form.WORD, "网格员巡查", vocabulary="source")
    yield _column("source_number", Form.TEXT, max_length=40)
    yield _column("risk", Form.WORD, "黄", vocabulary="risk")
    yield _column("handler", Form.TEXT, "社区调委会", max_length=40)
    yield _column("leader_label", Form.TEXT, max_length=40)
    yield _column("limit", Form.TEXT, "7日", max_length=40)
    yield _column("measures", Form.TEXT, max_length=2000)
    yield _column("outcome", Form.WORD, "已化解", vocabulary="outcome")
    yield _column("concluded_on", Form.MOMENT, "2026-09-10")
    yield _column("agreement_number", Form.TEXT, max_length=60)
    yield _column("occurred_on", Form.DAY, "2026-09-04")
    yield _column("doors", Form.WORD, "是", vocabulary="doors")


def _column(
    key: str,
    form: Form,
    example: str = "",
    *,
    is_required: bool = False,
    is_identity: bool = False,
    is_personal: bool = False,
    vocabulary: str = "",
    minimum: Decimal | None = None,
    maximum: Decimal | None = None,
    max_length: int = 0,
) -> Column:
    label, *words = _headings()[key]
    return Column(
        key=key,
        label=label,
        form=form,
        words=tuple(words),
        example=example,
        is_required=is_required,
        is_identity=is_identity,
        is_personal=is_personal,
        vocabulary=vocabulary,
        minimum=minimum,
        maximum=maximum,
        max_length=max_length,
    )


@cache
def _headings() -> dict[str, list[str]]:
    headings: dict[str, list[str]] = json.loads(_FILE.read_text("utf-8"))
    return headings
