from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "safety_portal.home"
