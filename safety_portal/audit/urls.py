from django.urls import path

from safety_portal.audit.views import EntryListView

app_name = "audit"
urlpatterns = [path("", EntryListView.as_view(), name="entries")]
