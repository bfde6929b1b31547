"""What the import of a ledger reads of the register: entries of earlier imports, and entries that may be the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.utils import timezone

from disputes.models import Dispute, Party, ReturnVisit, StageDeadline
from disputes.states import State
from safety_portal.audit.models import AuditEntry
from safety_portal.work.models import Attachment, Link, TrackedItem

#: Lines that an import writes itself; any other line says that somebody worked on the entry.
IMPORT_ACTIONS = ("disputes.import", "disputes.import_update")


def worked_on(keys: Collection[int]) -> set[int]:
    """Which of these disputes somebody has changed in the portal, by the trail."""
    rows = AuditEntry.objects.filter(
        object_type=Dispute._meta.label_lower, object_id__in=[str(key) for key in keys], kind=AuditEntry.Kind.CHANGE
    )
    return {int(key) for key in rows.exclude(action__in=IMPORT_ACTIONS).values_list("object_id", flat=True)}


def first_parties(keys: Collection[int]) -> dict[int, Party]:
    """Dispute → the party that was named first, to whom a ledger's phone belongs."""
    rows = Party.objects.filter(dispute__in=keys).order_by("dispute_id", "pk").distinct("dispute_id")
    return {party.dispute_id: party for party in rows.defer("name", "address", "id_number")}


def clocks_of(keys: Collection[int]) -> dict[int, dict[str, StageDeadline]]:
    """Dispute → stage → clock of the first round: all that an entry has on which nobody worked."""
    clocks: dict[int, dict[str, StageDeadline]] = defaultdict(dict)
    for clock in StageDeadline.objects.filter(dispute__in=keys, round=1):
        clocks[clock.dispute_id][clock.stage] = clock
    return clocks


class Sameness(NamedTuple):
    """Community, day of registration and blind index of a party's name: entries that share it may be the same."""

    community: int
    day: date
    name_index: str


def registered_with(
    township_id: int, names: Collection[str], first: datetime, last: datetime
) -> Mapping[Sameness, Sequence[tuple[int, str]]]:
    """Who of ``names`` (blind indexes) was named when and where, between two moments of registration: → key and number
    of the disputes.
    """
    rows = Party.objects.filter(
        name_index__in=names,
        dispute__township=township_id,
        dispute__registered_at__gte=first,
        dispute__registered_at__lt=last,
    ).exclude(dispute__state=State.VOID)
    found: dict[Sameness, list[tuple[int, str]]] = defaultdict(list)
    for community, at, index, key, number in rows.order_by("dispute_id").values_list(
        "dispute__community", "dispute__registered_at", "name_index", "dispute", "dispute__number"
    ):
        found[Sameness(community, timezone.localdate(at), index)].append((key, number))
    return found


def in_use(keys: Collection[int]) -> Dispute | None:
    """The first of these disputes that something now hangs on: a visit, a file, an order, a link, a line of work."""
    disputes = Dispute.objects.filter(pk__in=keys)
    numbers = disputes.values("number")
    used = set(ReturnVisit.objects.filter(dispute__in=keys, visited_on__isnull=False).values_list("dispute", flat=True))
    files = Attachment.objects.filter(target_type=Dispute._meta.label_lower, target_id__in=keys)
    used |= set(files.values_list("target_id", flat=True))
    used |= worked_on(keys)
    orders = TrackedItem.objects.filter(source_number__in=numbers).values_list("source_number", flat=True)
    links = Link.objects.filter(from_number__in=numbers).values_list("from_number", flat=True)
    links_here = Link.objects.filter(to_number__in=numbers).values_list("to_number", flat=True)
    named = {*orders, *links, *links_here}
    return disputes.filter(pk__in=used).first() or disputes.filter(number__in=named).first()
