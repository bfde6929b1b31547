"""A small kind for tests of the engine: special days of the calendar, one row a day, told apart by their day."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from safety_portal.accounts.models import Role, User
from safety_portal.core.ports import Words
from safety_portal.imports.changes import ChangeLog
from safety_portal.imports.kinds import Plan, Row, Scope
from safety_portal.imports.reading.columns import Column, Form, Remark, Severity, Value, Vocabulary
from safety_portal.imports.states import RowStatus
from safety_portal.organization.models import CalendarDay, Unit

HEADS = ("日期", "类型", "节日")
Cells = Sequence[object]


@dataclass
class Days:
    """Writes calendar days. ``stop``: a reason to refuse everything; ``crash``: called while the rows are written;
    ``fault``: a reason why days cannot be taken back.
    """

    code: str = "days"
    label: Words = "Special days"
    hint: Words = ""
    icon: str = "calendar"
    takes_month: bool = False
    may_be_opening: bool = False
    stop: Words | None = None
    fault: Words | None = None
    crash: Callable[[int], None] | None = None
    finished: list[int] = field(default_factory=list)

    def may_import(self, user: User, township: Unit) -> bool:
        return user.has_role(Role.OFFICE, Role.LEADER, township_id=township.pk)

    def senders(self, scope: Scope) -> Sequence[str]:
        return ["国务院办公厅"]

    def refusal(self, scope: Scope) -> Words | None:
        return self.stop

    def columns(self, scope: Scope) -> Sequence[Column]:
        return [
            Column(key="day", label="日期", form=Form.DAY, is_required=True, is_identity=True),
            Column(key="kind", label="类型", form=Form.WORD, vocabulary="kinds", is_required=True),
            Column(key="name", label="节日", form=Form.TEXT, is_required=True, max_length=30),
        ]

    def vocabularies(self, scope: Scope) -> Mapping[str, Vocabulary]:
        return {"kinds": Vocabulary({"off": "放假", "make_up_workday": "上班"})}

    def plan(self, scope: Scope, rows: Sequence[Row]) -> Sequence[Plan]:
        known: dict[Value, CalendarDay] = {}
        known |= {entry.day: entry for entry in CalendarDay.objects.filter(day__in=[row.values["day"] for row in rows])}
        return [_plan(row, known.get(row.values["day"])) for row in rows]

    def write(self, scope: Scope, rows: Sequence[Row], log: ChangeLog) -> Mapping[int, tuple[int, str]]:
        known = {entry.pk: entry for entry in CalendarDay.objects.filter(pk__in=[row.target_id for row in rows])}
        log.will_change(list(known.values()))
        new = [CalendarDay(**row.values) for row in rows if row.target_id is None]
        changed = [_changed(known[row.target_id], row) for row in rows if row.target_id]
        CalendarDay.objects.bulk_update(changed, ["kind", "name"])
        CalendarDay.objects.bulk_create(new)
        log.changed(changed)
        log.created(new)
        if self.crash:
            self.crash(rows[-1].number)
        found = {entry.day: entry for entry in [*new, *changed]}
        return {row.number: (found[row.values["day"]].pk, str(row.values["day"])) for row in rows}  # type: ignore[index]

    def lock(self, scope: Scope) -> None:
        list(CalendarDay.objects.select_for_update().values_list("pk")[:1])

    def finish(self, scope: Scope) -> None:
        self.finished.append(scope.run_id)

    def undo_fault(self, scope: Scope, model: str, keys: Sequence[int]) -> Words | None:
        return self.fault

    def address(self, scope: Scope) -> str:
        return "/calendar/"


def _plan(row: Row, entry: CalendarDay | None) -> Plan:
    label = str(row.values["day"])
    if entry is None:
        doubts = [Remark("odd_name", Severity.QUESTION, "name")] if row.values["name"] == "？" else []
        return Plan(RowStatus.NEW, doubts, label=label)
    before = {key: getattr(entry, key) for key in ("kind", "name") if getattr(entry, key) != row.values[key]}
    status = RowStatus.CHANGED if before else RowStatus.SAME
    return Plan(status, target_id=entry.pk, label=label, before=before)


def _changed(entry: CalendarDay, row: Row) -> CalendarDay:
    entry.kind, entry.name = str(row.values["kind"]), str(row.values["name"])
    return entry


# --- Workbooks --------------------------------------------------------------------------------------------------


def workbook(
    *rows: Cells, heads: Cells = HEADS, title: str = "节假日安排", name: str = "days.xlsx"
) -> SimpleUploadedFile:
    """A workbook with a title, a head in row 2 and the rows below it."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in ([title], heads, *rows):
        sheet.append(list(row))
    stream = BytesIO()
    book.save(stream)
    return SimpleUploadedFile(name, stream.getvalue())
