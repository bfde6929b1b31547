from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "safety_portal.imports"
