from django.urls import URLPattern, URLResolver, path

from safety_portal.work.views.attachments import attach, attachment, remove
from safety_portal.work.views.exports import export_file
from safety_portal.work.views.jobs import job_page
from safety_portal.work.views.tracked import IssueItem, MoveItem, TrackedItemList, TrackedItemPage

app_name = "work"
urlpatterns: list[URLPattern | URLResolver] = [
    path("jobs/<uuid:pk>/", job_page, name="job"),
    path("exports/<uuid:pk>/", export_file, name="export"),
    path("owed/", TrackedItemList.as_view(), name="tracked"),
    path("owed/new/", IssueItem.as_view(), name="tracked_issue"),
    path("owed/<int:pk>/", TrackedItemPage.as_view(), name="tracked_detail"),
    path("owed/<int:pk>/<str:action>/", MoveItem.as_view(), name="tracked_move"),
    path("files/<int:pk>/", attachment, name="attachment"),
    path("files/<int:pk>/remove/", remove, name="attachment_remove"),
    path("files/<str:target_type>/<int:target_id>/", attach, name="attach"),
]
