"""Dashboard and big screen; part of ``assessments.urls``."""

from django.urls import path

from assessments.dashboard import views

urlpatterns = [
    path("dashboard/", views.dashboard, name="dashboard"),
    path("<str:slug>/dashboard/", views.dashboard, name="dashboard"),
    path("big-screen/", views.big_screen, name="big_screen"),
    path("big-screen/figures/", views.big_screen_figures, name="big_screen_figures"),
]
