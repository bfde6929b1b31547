from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "safety_portal.work"

    def ready(self) -> None:
        from safety_portal.audit import wording
        from safety_portal.core import ports
        from safety_portal.work import attachments, policies, selectors
        from safety_portal.work.wording import DETAILS, TRAIL

        wording.register(TRAIL)
        wording.register_details(DETAILS)

        ports.due.offer("work", selectors.TrackedItemsDue())
        ports.search.offer("work", selectors.TrackedItemSearch())
        attachments.offer("work.trackeditem", policies.can_attach)
