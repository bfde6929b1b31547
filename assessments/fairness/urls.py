"""How sure a ranking is, and the definition of last place; part of ``assessments.urls``, before the rankings."""

from django.urls import path

from assessments.fairness import views

urlpatterns = [
    path("<str:slug>/ranking/fairness/", views.fairness_page, name="fairness"),
    path("last-place/", views.last_place, name="last_place"),
]
