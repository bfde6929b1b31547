from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "safety_portal.documents"

    def ready(self) -> None:
        from safety_portal.audit import wording
        from safety_portal.core import ports
        from safety_portal.documents import news, policies, selectors
        from safety_portal.documents.wording import DETAILS, TRAIL
        from safety_portal.work import attachments

        wording.register(TRAIL)
        wording.register_details(DETAILS)
        ports.papers.offer("documents", selectors.DocumentPapers())
        ports.news.offer("documents", news.DocumentNews())
        attachments.offer("documents.document", policies.can_attach)
