from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "safety_portal.work"
