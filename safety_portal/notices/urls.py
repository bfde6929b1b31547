from django.urls import URLPattern, URLResolver, path

from safety_portal.notices import views, views_outbox

app_name = "notices"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.notice_list, name="list"),
    path("read/", views.read_all, name="read_all"),
    path("<int:pk>/read/", views.read, name="read"),
    path("mail/", views.preference, name="preference"),
    path("rules/", views.policy, name="policy"),
    path("outbox/", views_outbox.outbox, name="outbox"),
    path("outbox/<int:pk>/retry/", views_outbox.retry, name="retry"),
]
