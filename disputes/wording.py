"""This register's lines of the trail, in words."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disputes.states import Move

TRAIL = {
    "disputes.register": _("registered a dispute"),
    "disputes.update": _("corrected a dispute"),
    "disputes.import": _("imported a dispute from a ledger"),
    "disputes.import_update": _("updated a dispute from a ledger"),
    "disputes.ledger": _("imported a ledger of disputes"),
    "disputes.reveal": _("looked at full names"),
    "disputes.screening": _("reported a screening round"),
    f"disputes.{Move.ACCEPT}": _("accepted a dispute"),
    f"disputes.{Move.START}": _("started mediation"),
    f"disputes.{Move.ESCALATE}": _("escalated a dispute"),
    f"disputes.{Move.REFER}": _("handed a dispute over"),
    f"disputes.{Move.CONCLUDE}": _("recorded a result"),
    f"disputes.{Move.VISIT}": _("recorded a return visit"),
    f"disputes.{Move.CLOSE}": _("closed a dispute"),
    f"disputes.{Move.REOPEN}": _("reopened a dispute"),
    f"disputes.{Move.VOID}": _("voided a dispute"),
}
DETAILS = {
    "file": _("file"),
    "found": _("disputes found"),
    "handler": _("handler"),
    "held_on": _("date"),
    "level": _("level of handling"),
    "open": _("open mediation"),
    "outcome": pgettext_lazy("dispute", "result"),
    "parties": _("parties"),
    "relapse": _("dispute came back"),
    "round": _("round"),
    "row": _("row"),
    "satisfaction": _("satisfaction"),
    "side": _("side"),
    "source": _("source"),
    "to": pgettext_lazy("dispute", "to"),
}
