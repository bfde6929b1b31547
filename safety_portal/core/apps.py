from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "safety_portal.core"
