"""A worker that is caught between claiming mail and sending it, or in the act. Imported by the worker alone."""

import os
import time
from pathlib import Path
from typing import Any

from django.core.mail import EmailMessage

from safety_portal.notices import outbox
from safety_portal.notices.selectors import MailRules


def _hang(*_arguments: Any, **_options: Any) -> None:
    Path(os.environ["MAIL_HANGS"]).touch()
    time.sleep(600)


if "MAIL_HANGS" in os.environ:  # the test itself imports nothing of this
    MailRules.not_before = lambda _rules, _user, _kind, moment: moment  # type: ignore[method-assign, assignment]  # also at night
    if os.environ["MAIL_HANGS"].endswith("before"):
        outbox._deliver_one = _hang
    else:
        EmailMessage.send = _hang  # type: ignore[assignment,method-assign]
