"""The pages before log-in: allauth's views with what the portal's gate shows beside the form."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView as AllauthLoginView
from django.conf import settings

from safety_portal.accounts.demo import demo_logins
from safety_portal.organization.models import Level, Unit


class LoginView(AllauthLoginView):  # type: ignore[misc]  # allauth has no types
    """Log-in, with the place's name where the portal serves one township, and the demo's log-ins in the demo."""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        gate = {"place_name": place_name(), "support": settings.SUPPORT_CONTACT, "demo_logins": demo_logins()}
        return dict(super().get_context_data(**context), is_demo=settings.DEMO, **gate)


def place_name() -> str:
    """瑶海区大兴镇 where there is one township, the district where there is one district, else nothing."""
    townships = list(Unit.objects.filter(level=Level.TOWNSHIP, closed_on=None).select_related("parent")[:2])
    if len(townships) == 1:
        return f"{townships[0].parent or ''}{townships[0].name}"
    districts = {str(town.parent) for town in townships if town.parent}
    return districts.pop() if len(districts) == 1 else ""
