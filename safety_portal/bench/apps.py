from django.apps import AppConfig


class BenchConfig(AppConfig):
    name = "safety_portal.bench"
