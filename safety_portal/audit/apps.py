from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "safety_portal.audit"

    def ready(self) -> None:
        from safety_portal.audit.news import TrailNews
        from safety_portal.audit.panels import Panels
        from safety_portal.core import ports

        ports.panels.offer("audit", Panels())
        ports.news.offer("audit", TrailNews())
