"""This register's lines of the trail, in words."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disputes.states import Move
from safety_portal.core.ports import Words

TRAIL = {
    "disputes.register": _("registered a dispute"),
    "disputes.update": _("corrected a dispute"),
    "disputes.import": _("imported a dispute from a ledger"),
    "disputes.import_update": _("updated a dispute from a ledger"),
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

#: What the import of a ledger says of a row.
REMARKS: dict[str, Words | tuple[Words, ...]] = {
    "registered_in_future": _("The day of registration lies in the future."),
    "registered_long_ago": _("Registered more than a year ago. Check the year."),
    "occurred_in_future": _("This day lies in the future."),
    "concluded_in_future": _("The day of the result lies in the future."),
    "concluded_before_registered": _("The result is older than the registration. Check both days."),
    "concluded_without_day": _("A result needs its day. Enter it."),
    "open_with_day": _("Not concluded by the ledger, but with a day: written as open, without the day."),
    "remedies_unsaid": _(
        "A failed mediation needs a word that the parties were told of the other ways (人民调解法 26)."
    ),
    "not_your_community": _("You may bring in disputes of your own community only."),
    "unit_not_open": _("%(unit)s did not exist on this day."),
    "scale_unknown": _("%(people)s people, but no scale: written as individual."),
    "limit_unread": _("The limit was not understood: %(days)s days were taken."),
    "limit_out_of_range": _("The limit is none of 1 to %(ceiling)s days: %(days)s days were taken."),
    "people_blank": _("How many people is not told: as many as parties, two at least, were taken."),
    "parties_split": _("Read as %(count)s parties. Separate the names with 、 to be sure."),
    "phone_without_party": _("A phone without a name: not taken."),
    "number_not_taken": _("Only a written agreement has a number: not taken."),
    "maybe_same": _("Perhaps %(number)s: same day, same community, same party."),
    "worked_on_since": _("Somebody has worked on %(number)s in the portal since. Go on there."),
    "voided_since": _("%(number)s was voided in the portal."),
    "result_withdrawn": _("%(number)s has a result. To take it back, reopen it in the portal."),
}
