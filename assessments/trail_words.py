"""What the trail's codes of rules, results, entries by hand and objections mean."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

TRAIL = {
    "rules.install": _("installed a rule set"),
    "rules.import": _("brought in a rule set"),
    "rules.change": _("changed a rule set"),
    "rules.copy": _("began a new version of a rule set"),
    "rules.publish": _("put a rule set in force"),
    "result.compute": _("scored the month"),
    "result.confirm": _("scored the month again, with the same result"),
    "inspection.enter": _("gave points by hand"),
    "inspection.remove": _("took points by hand away"),
    "veto.record": _("recorded a veto"),
    "veto.withdraw": _("withdrew a veto"),
    "objection.file": _("filed an objection"),
    "objection.withdraw": _("withdrew an objection"),
    "objection.accept": _("accepted an objection"),
    "objection.reject": _("did not accept an objection"),
    "objection.reopen": _("had an objection decided again"),
    "publication.publish": _("published the month"),
    "publication.correct": _("corrected the published month"),
    "waiver.give": _("let the publication pass an obstacle"),
}
DETAILS = {
    "effective_from": _("in force from"),
    "fingerprint": _("fingerprint"),
    "item": _("item"),
    "items": pgettext_lazy("detail of the trail", "items"),
    "number": pgettext_lazy("detail of the trail", "draft"),
    "obstacle": _("obstacle"),
    "points": _("points"),
    "remedy": _("remedy"),
    "version": pgettext_lazy("publication", "version"),
    "waived": _("waived"),
    "units": pgettext_lazy("detail of the trail", "communities"),
}
