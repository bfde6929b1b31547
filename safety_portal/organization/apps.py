from django.apps import AppConfig


class OrganizationConfig(AppConfig):
    name = "safety_portal.organization"
