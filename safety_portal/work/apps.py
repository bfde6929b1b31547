from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkConfig(AppConfig):
    name = "safety_portal.work"

    def ready(self) -> None:
        from safety_portal.audit import wording
        from safety_portal.core import ports
        from safety_portal.work import attachments, exporting, jobs, ledger, news, policies, selectors
        from safety_portal.work.wording import DETAILS, TRAIL

        wording.register(TRAIL)
        wording.register_details(DETAILS)

        ports.exports.offer("work", exporting.Desk())
        jobs.register(
            exporting.KIND,
            exporting.make_file,
            _("Exporting a list"),
            result=_("Fetch the file"),
            note=_("Only you can fetch it. After seven days it is erased."),
        )
        ports.due.offer("work", selectors.TrackedItemsDue())
        ports.overdue.offer("work", selectors.TrackedItemsOverdue())
        ports.news.offer("work", news.TrackedItemNews())
        ports.ledgers.offer("work", ledger.TrackedItemLedger())
        ports.search.offer("work", selectors.TrackedItemSearch())
        attachments.offer("work.trackeditem", policies.can_attach)
