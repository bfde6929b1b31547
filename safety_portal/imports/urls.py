from django.urls import URLPattern, URLResolver, path

from safety_portal.imports.views.columns import columns_page, forget_sender
from safety_portal.imports.views.lists import ImportList, new_page
from safety_portal.imports.views.runs import confirm_run, discard_run, error_workbook, read_run, run_page, undo_page
from safety_portal.imports.views.uploads import template_workbook, upload_page

app_name = "imports"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", ImportList.as_view(), name="list"),
    path("new/", new_page, name="new"),
    path("new/<slug:kind>/", upload_page, name="upload"),
    path("new/<slug:kind>/template/", template_workbook, name="template"),
    path("<int:pk>/", run_page, name="run"),
    path("<int:pk>/columns/", columns_page, name="columns"),
    path("<int:pk>/forget/", forget_sender, name="forget"),
    path("<int:pk>/read/", read_run, name="read"),
    path("<int:pk>/errors/", error_workbook, name="errors"),
    path("<int:pk>/confirm/", confirm_run, name="confirm"),
    path("<int:pk>/discard/", discard_run, name="discard"),
    path("<int:pk>/undo/", undo_page, name="undo"),
]
