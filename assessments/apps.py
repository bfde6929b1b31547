from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    name = "assessments"

    def ready(self) -> None:
        from assessments.reports import telling as reports_telling
        from assessments.results import telling as results_telling
        from assessments.results.services import KIND, perform_run
        from safety_portal.work import jobs

        reports_telling.register_words()
        results_telling.register_words()
        jobs.register(KIND, perform_run, _("Scoring a month"))
