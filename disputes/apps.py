from django.apps import AppConfig


class DisputesConfig(AppConfig):
    name = "disputes"

    def ready(self) -> None:
        from disputes import district_ledger, overdue
        from disputes.imports import DisputeLedger
        from disputes.panels import Panels
        from disputes.policies import can_handle
        from disputes.ports import Due, Facts, News, Search
        from disputes.wording import DETAILS, REMARKS, TRAIL
        from safety_portal.audit import wording
        from safety_portal.core import ports
        from safety_portal.imports import kinds
        from safety_portal.imports.wording import register_remarks
        from safety_portal.work import attachments

        ports.facts.offer(self.name, Facts())
        ports.due.offer(self.name, Due())
        ports.search.offer(self.name, Search())
        ports.overdue.offer(self.name, overdue.Disputes())
        ports.overdue.offer("disputes.rounds", overdue.Rounds())
        ports.ledgers.offer(self.name, district_ledger.Disputes())
        ports.ledgers.offer("disputes.rounds", district_ledger.Rounds())
        ports.panels.offer(self.name, Panels())
        ports.news.offer(self.name, News())
        attachments.offer("disputes.dispute", can_handle)
        wording.register(TRAIL)
        wording.register_details(DETAILS)
        kinds.register(DisputeLedger())
        register_remarks(REMARKS)
