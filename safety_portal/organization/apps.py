from django.apps import AppConfig


class OrganizationConfig(AppConfig):
    name = "safety_portal.organization"

    def ready(self) -> None:
        from safety_portal.audit import wording
        from safety_portal.organization.wording import TRAIL

        wording.register(TRAIL)
