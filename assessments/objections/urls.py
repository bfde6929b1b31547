"""Objections and what stands before publication; part of ``assessments.urls``."""

from django.urls import path

from assessments.objections import views

urlpatterns = [
    path("objections/", views.objections_latest, name="objections"),
    path("<str:slug>/objections/", views.objections_page, name="objections"),
    path("<str:slug>/ranking/<str:code>/object/<str:item>/", views.objection_file, name="objection_file"),
    path("objections/<int:pk>/", views.objection_page, name="objection"),
    path("objections/<int:pk>/<str:action>/", views.objection_move, name="objection_move"),
    path("<str:slug>/waive/<str:kind>/", views.obstacle_waive, name="waive"),
]
