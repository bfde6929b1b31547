from django.urls import URLPattern, URLResolver, path

from safety_portal.home import views

app_name = "home"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.index, name="index"),
    path("search/", views.search, name="search"),
    path("healthz", views.healthz, name="healthz"),
]
