"""What the trail's codes of months, reports, filings and the survey mean."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

TRAIL = {
    "month.open": _("opened the month"),
    "month.move_dates": _("moved the month's dates"),
    "month.chase": _("chased who had not filed"),
    "report.save": _("typed into the report"),
    "report.refresh": _("read the registers again"),
    "report.submit": _("submitted the report"),
    "report.withdraw": _("withdrew the report"),
    "report.return": _("returned the report"),
    "report.accept": _("accepted the report"),
    "report.unlock": _("made an exception from the lock"),
    "filing.save": _("typed figures"),
    "filing.submit": _("submitted figures"),
    "filing.withdraw": _("withdrew figures"),
    "survey.save": _("entered the survey"),
}
DETAILS = {
    "reports": _("reports"),
    "filings": _("filings"),
    "entries": pgettext_lazy("detail of the trail", "entries"),
    "source": pgettext_lazy("detail of the trail", "source"),
    "due_at": _("reports due"),
    "lock_at": _("locked"),
    "objections_until": _("objections until"),
    "publish_by": _("published by"),
}
