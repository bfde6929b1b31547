"""What the trail says of users and log-ins."""

from django.utils.translation import gettext_lazy as _

TRAIL = {
    "user.create": _("created the user"),
    "user.edit": _("edited the user"),
    "user.reset_password": _("reset the password"),
    "user.change_password": _("changed the own password"),
    "user.close": _("closed the account"),
    "user.reopen": _("opened the account again"),
    "user.appoint": _("appointed"),
    "user.end_appointment": _("set an end to an appointment"),
    "user.deputize": _("named a deputy"),
    "user.end_deputation": _("ended a deputy's days"),
    "user.log_in": _("logged in"),
    "user.log_out": _("logged out"),
    "user.fail_log_in": _("failed to log in"),
    "user.lock_out": _("was locked out"),
    "user.add_factor": _("turned on a second factor"),
    "user.remove_factor": _("turned off a second factor"),
}
DETAILS = {"second_factor_removed": _("second factor removed")}
