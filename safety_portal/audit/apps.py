from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "safety_portal.audit"
