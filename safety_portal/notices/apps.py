from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "safety_portal.notices"

    def ready(self) -> None:
        from safety_portal.audit import wording as trail_wording
        from safety_portal.core import ports
        from safety_portal.notices import panels, telling, trail_words

        ports.panels.offer("notices", panels.Panels())
        telling.register_words()
        trail_wording.register(trail_words.TRAIL)
        trail_wording.register_details(trail_words.DETAILS)
