"""Every write of the register: permission, change and trail in one transaction."""

from disputes.services.moves import accept, close, conclude, escalate, record_visit, refer, reopen, start, void
from disputes.services.registration import DisputeFacts, PartyFacts, register, update
from disputes.services.reveal import reveal_parties
from disputes.services.screening import report_round

__all__ = [
    "DisputeFacts",
    "PartyFacts",
    "accept",
    "close",
    "conclude",
    "escalate",
    "record_visit",
    "refer",
    "register",
    "reopen",
    "report_round",
    "reveal_parties",
    "start",
    "update",
    "void",
]
