"""What the trail's codes of notices mean."""

from django.utils.translation import gettext_lazy as _

TRAIL = {
    "notices.set_policy": _("set when mail goes"),
    "notices.retry": _("sent a notice again"),
}
DETAILS = {
    "mail_from": _("mail from"),
    "mail_until": _("mail until"),
    "escalate_after": _("leader told after days overdue"),
}
