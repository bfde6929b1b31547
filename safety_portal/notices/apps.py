from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "safety_portal.notices"

    def ready(self) -> None:
        from safety_portal.notices import services, wording

        wording.register(
            services.REMINDER,
            subject=_("%(over)s overdue, %(soon)s due within a day"),
            body=_("The home page lists what waits for you, with its deadlines."),
            why=_("You act for the unit that has to answer, or you check the answers."),
            icon="clock-history",
        )
