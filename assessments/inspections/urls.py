"""Points given by hand and vetoes; part of ``assessments.urls``."""

from django.urls import path

from assessments.inspections import views

urlpatterns = [
    path("inspections/", views.inspections_latest, name="inspections"),
    path("<str:slug>/inspections/", views.inspections_page, name="inspections"),
    path("<str:slug>/vetoes/", views.veto_list, name="vetoes"),
    path("vetoes/<int:pk>/withdraw/", views.veto_withdraw, name="veto_withdraw"),
]
