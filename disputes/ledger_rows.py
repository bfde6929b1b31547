"""A row of a dispute ledger as the register understands it, and what is to be said of it. No database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from disputes.ledger_columns import FIELDS
from disputes.ledger_words import limit_days, parties_of, title_of
from disputes.models import DisputeCategory
from disputes.services.ledger import Fact, LedgerEntry, LedgerParty, LedgerResult
from disputes.states import Outcome
from safety_portal.core.months import SHANGHAI
from safety_portal.imports.kinds import Row
from safety_portal.imports.reading.columns import Remark, Severity, Value
from safety_portal.organization.models import Unit

#: From so many people on, “individual” (01) must not be written silently: the lowest band that the reports count by
#: (50人以下, 50至100人 …). GB/T 31000 names the scales but no number.
GROUP_FROM = 50
#: A day of registration further back is more often a wrong year than an old case.
LONG_AGO = timedelta(days=366)


@dataclass(frozen=True)
class Surroundings:
    """What rows are read against. ``own`` None: rows of every community may be brought in; ``days``: of the stages."""

    communities: Mapping[str, Unit]
    categories: Mapping[str, DisputeCategory]
    days: Mapping[str, int]
    now: datetime
    own: frozenset[int] | None = None
    is_opening: bool = False


@dataclass
class Reading:
    """One row on its way to an entry; remarks gather along it."""

    row: Row
    around: Surroundings
    remarks: list[Remark] = field(default_factory=list)

    def refuse(self, code: str, column: str = "", **params: str | int) -> None:
        self.remarks.append(Remark(code, Severity.REFUSAL, column, params))

    def ask(self, code: str, column: str = "", **params: str | int) -> None:
        self.remarks.append(Remark(code, Severity.QUESTION, column, params))

    def text(self, key: str) -> str:
        value = self.row.values.get(key)
        return "" if value is None else str(value).strip()


def read_row(row: Row, around: Surroundings) -> tuple[LedgerEntry, Sequence[Remark]]:
    """The entry of a row, with its remarks; where one of them refuses, the entry must not be written."""
    reading = Reading(row, around)
    community, category = around.communities[reading.text("unit")], around.categories[reading.text("category")]
    registered_at = _registered_at(reading, community)
    parties = _parties(reading)
    facts = _facts(reading)
    entry = LedgerEntry(
        row=row.number,
        community=community,
        registered_at=registered_at,
        category_id=category.code,
        title=title_of(
            reading.text("summary"),
            [party.name for party in parties],
            category,
            reading.text("place") or community.name,
        ),
        facts=facts,
        parties=parties,
        limit_days=_limit(reading, registered_at),
        result=_result(reading, registered_at),
    )
    return entry, reading.remarks


def moment_of(value: Value) -> datetime:
    """0:00 of a day without a time; times are those of Shanghai."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=SHANGHAI)
    if isinstance(value, date):
        return datetime.combine(value, time.min, tzinfo=SHANGHAI)
    raise TypeError("a column of moments holds a day")


def _is_day(at: datetime) -> bool:
    return timezone.localtime(at).time() == time.min


def _registered_at(reading: Reading, community: Unit) -> datetime:
    around = reading.around
    at = moment_of(reading.row.values["registered_on"])
    day = timezone.localdate(at)
    if at > around.now:
        reading.refuse("registered_in_future", "registered_on")
    elif around.now - at > LONG_AGO and not around.is_opening:
        reading.ask("registered_long_ago", "registered_on")
    if around.own is not None and community.pk not in around.own:
        reading.refuse("not_your_community", "unit")
    if (community.opened_on and day < community.opened_on) or (community.closed_on and day >= community.closed_on):
        reading.ask("unit_not_open", "unit", unit=community.name)
    return at


def _facts(reading: Reading) -> dict[str, Fact]:
    facts: dict[str, Fact] = {}
    for column, name in FIELDS.items():
        value = reading.row.values.get(column)
        if value is not None and value != "":
            facts[name] = value  # type: ignore[assignment]  # the columns' forms are those of the fields
    if doors := reading.text("doors"):
        facts["is_public"] = doors == "open"
    _check_facts(reading, facts)
    return facts


def _check_facts(reading: Reading, facts: Mapping[str, Fact]) -> None:
    people, occurred = facts.get("people_involved"), facts.get("occurred_on")
    if people is None and "people" in reading.row.values:
        reading.ask("people_blank", "people")
    if isinstance(people, int) and people >= GROUP_FROM and "scale" not in facts:
        reading.ask("scale_unknown", "people", people=people)
    if isinstance(occurred, date) and occurred > timezone.localdate(reading.around.now):
        reading.refuse("occurred_in_future", "occurred_on")


def _parties(reading: Reading) -> tuple[LedgerParty, ...]:
    phone = reading.text("phone")
    found = parties_of(reading.text("parties"), phone)
    if found.is_guess:
        reading.ask("parties_split", "parties", count=len(found.parties))
    if phone and not found.parties:
        reading.ask("phone_without_party", "phone")
    return found.parties


def _limit(reading: Reading, registered_at: datetime) -> int | None:
    """The ledger's own limit up to the ceiling; else the stage's days, and a question."""
    text, days = reading.text("limit"), reading.around.days
    if not text:
        return None
    found = limit_days(text, timezone.localdate(registered_at))
    if found is None:
        reading.ask("limit_unread", "limit", days=days["community"])
    elif not 1 <= found <= days["ceiling"]:
        reading.ask("limit_out_of_range", "limit", days=days["community"], ceiling=days["ceiling"])
    else:
        return found
    return None


def _result(reading: Reading, registered_at: datetime) -> LedgerResult | None:
    """A result needs its day; what is still open has none, whatever day the ledger gives."""
    said, number = reading.text("outcome") or "open", reading.text("agreement_number")
    given = reading.row.values.get("concluded_on")
    if said == "open":
        if given is not None:
            reading.ask("open_with_day", "concluded_on")
        if number:
            reading.ask("number_not_taken", "agreement_number")
        return None
    if said == "failed_untold":  # 人民调解法 26: who fails must tell the parties of the other ways
        reading.refuse("remedies_unsaid", "outcome")
        return None
    if given is None:
        reading.refuse("concluded_without_day", "concluded_on")
        return None
    return _result_at(reading, said, _concluded_at(reading, given, registered_at), number)


def _result_at(reading: Reading, said: str, at: datetime, number: str) -> LedgerResult:
    outcome = said
    if said == "settled":
        outcome = Outcome.AGREED if number else Outcome.ORAL
    if number and outcome != Outcome.AGREED:
        reading.ask("number_not_taken", "agreement_number")
        number = ""
    return LedgerResult(outcome, at, number)


def _concluded_at(reading: Reading, given: Value, registered_at: datetime) -> datetime:
    at = moment_of(given)
    if _is_day(at) and timezone.localdate(at) == timezone.localdate(registered_at):
        return registered_at  # the same day, of which only the beginning is known
    if at < registered_at:
        reading.refuse("concluded_before_registered", "concluded_on")
    if at > reading.around.now:
        reading.refuse("concluded_in_future", "concluded_on")
    return at
