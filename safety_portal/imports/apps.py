from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportsConfig(AppConfig):
    name = "safety_portal.imports"

    def ready(self) -> None:
        from safety_portal.audit import wording
        from safety_portal.imports.services.confirming import perform_write
        from safety_portal.imports.services.reading import perform_read
        from safety_portal.imports.services.running import READ, UNDO, WRITE
        from safety_portal.imports.services.undoing import perform_undo
        from safety_portal.imports.wording import DETAILS, TRAIL
        from safety_portal.work import jobs

        wording.register(TRAIL)
        wording.register_details(DETAILS)
        jobs.register(READ, perform_read, _("Reading a workbook"))
        jobs.register(WRITE, perform_write, _("Writing an import"))
        jobs.register(UNDO, perform_undo, _("Undoing an import"))
