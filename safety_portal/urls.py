"""Root URL list. The apps name their own pages."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("", include("safety_portal.home.urls")),
    path("language/", login_not_required(set_language), name="set_language"),
    path("account/", include("safety_portal.accounts.urls")),
    path("organization/", include("safety_portal.organization.urls")),
    path("audit/", include("safety_portal.audit.urls")),
    path("notices/", include("safety_portal.notices.urls")),
    path("work/", include("safety_portal.work.urls")),
    path("imports/", include("safety_portal.imports.urls")),
    path("documents/", include("safety_portal.documents.urls")),
    path("disputes/", include("disputes.urls")),
    path("assessments/", include("assessments.urls")),
]
