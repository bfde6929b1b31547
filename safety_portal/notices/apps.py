from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "safety_portal.notices"
