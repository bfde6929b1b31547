"""The home list of a grid (住户册): columns that are carried down a block, and no code of its own. It only plans."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from safety_portal.accounts.models import User
from safety_portal.core.ports import Words
from safety_portal.imports.changes import ChangeLog
from safety_portal.imports.kinds import Plan, Row, Scope
from safety_portal.imports.reading.columns import Column, Form, Vocabulary
from safety_portal.imports.states import RowStatus
from safety_portal.organization.models import Unit

COLUMNS = [
    Column(key="estate", label="小区", form=Form.TEXT, is_required=True, is_identity=True, carries=True),
    Column(key="house", label="楼栋", form=Form.TEXT, is_required=True, is_identity=True, carries=True),
    Column(key="stair", label="单元", form=Form.TEXT, is_identity=True, carries=True),
    Column(key="room", label="房号", form=Form.TEXT, is_required=True, is_identity=True),
    Column(key="use", label="房屋状态", form=Form.WORD, vocabulary="uses"),
    Column(key="phone", label="户主联系电话", form=Form.PHONE, is_personal=True),
    Column(key="note", label="备注", form=Form.TEXT),
]


class Households:
    """Every row is new; nothing is written."""

    code = "households"
    label: Words = "Homes"
    hint: Words = ""
    icon = "house"
    takes_month = False
    may_be_opening = False

    def may_import(self, user: User, township: Unit) -> bool:
        return True

    def senders(self, scope: Scope) -> Sequence[str]:
        return []

    def refusal(self, scope: Scope) -> Words | None:
        return None

    def columns(self, scope: Scope) -> Sequence[Column]:
        return COLUMNS

    def vocabularies(self, scope: Scope) -> Mapping[str, Vocabulary]:
        return {"uses": Vocabulary({"own": "自住", "let": "出租", "empty": "空置"})}

    def plan(self, scope: Scope, rows: Sequence[Row]) -> Sequence[Plan]:
        return [Plan(RowStatus.NEW) for _row in rows]

    def write(self, scope: Scope, rows: Sequence[Row], log: ChangeLog) -> Mapping[int, tuple[int, str]]:
        return {row.number: (0, "") for row in rows}

    def lock(self, scope: Scope) -> None:
        pass

    def finish(self, scope: Scope) -> None:
        pass

    def undo_fault(self, scope: Scope, model: str, keys: Sequence[int]) -> Words | None:
        return None

    def address(self, scope: Scope) -> str:
        return "/"
