from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "safety_portal.accounts"
