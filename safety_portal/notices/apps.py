from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "safety_portal.notices"

    def ready(self) -> None:
        from safety_portal.audit import wording as trail_wording
        from safety_portal.notices import telling, trail_words

        telling.register_words()
        trail_wording.register(trail_words.TRAIL)
        trail_wording.register_details(trail_words.DETAILS)
