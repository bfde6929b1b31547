"""Rule sets for tests, small enough to compute by hand."""

import json
from copy import deepcopy
from typing import Any

ITEMS: list[dict[str, Any]] = [
    {
        "code": "on-time",
        "name": "按期化解",
        "catalogue": "矛盾纠纷",
        "basis": "方案二（四）DX-056“完善化解稳控机制”；方案未定分值，60分为系统默认",
        "kind": "base",
        "points": "60",
        "formula": {
            "type": "ratio",
            "numerator": "disputes.on_time",
            "denominator": "disputes.due",
            "target": "0.95",
        },
    },
    {
        "code": "publicity",
        "name": "宣传计划",
        "catalogue": "宣传",
        "basis": "方案二（五）DX-065",
        "kind": "base",
        "points": "40",
        "formula": {
            "type": "ratio",
            "numerator": "publicity.activities",
            "denominator": "publicity.planned",
        },
    },
    {
        "code": "initiative",
        "name": "主动作为",
        "catalogue": "加分",
        "basis": "方案三、2（4）DX-110",
        "kind": "bonus",
        "points": "4",
        "formula": {"type": "manual"},
    },
    {
        "code": "leadership",
        "name": "责任不落实",
        "catalogue": "减分",
        "basis": "方案三、2（4）DX-111",
        "kind": "deduction",
        "points": "5",
        "formula": {"type": "manual"},
    },
    {
        "code": "veto",
        "name": "一票否决",
        "catalogue": "减分",
        "basis": "方案四（二）DX-118",
        "kind": "veto",
        "formula": {"type": "veto", "value": "veto.decided"},
    },
]


def rule_set(**changes: Any) -> dict[str, Any]:
    """Two base items, one bonus, one deduction by hand, a veto; each call's own copy."""
    rules = {
        "code": "small",
        "version": 1,
        "name": "小细则",
        "effective_from": "2026-01",
        "bonus_cap": "10",
        "items": deepcopy(ITEMS),
    }
    return {**rules, **changes}


def rule_text(**changes: Any) -> str:
    """The same as JSON text, written in a way that nobody's serializer would."""
    return json.dumps(rule_set(**changes), ensure_ascii=False, indent=3) + "\r\n"
