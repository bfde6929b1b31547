from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "safety_portal.demo"
