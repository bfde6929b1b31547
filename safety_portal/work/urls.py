from django.urls import URLPattern, URLResolver, path

from safety_portal.work import views

app_name = "work"
urlpatterns: list[URLPattern | URLResolver] = [
    path("jobs/<uuid:pk>/", views.job_page, name="job"),
]
