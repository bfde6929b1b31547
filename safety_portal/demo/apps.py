from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "safety_portal.demo"

    def ready(self) -> None:
        from safety_portal.accounts import demo
        from safety_portal.demo.people import shown_logins

        demo.offer(shown_logins)
