"""Rankings and explanations; part of ``assessments.urls``."""

from django.urls import path

from assessments.results import views

urlpatterns = [
    path("ranking/", views.ranking_page, name="ranking"),
    path("<str:slug>/ranking/", views.ranking_page, name="ranking"),
    path("<str:slug>/ranking/<str:code>/", views.score_page, name="score"),
    path("<str:slug>/run/", views.run_start, name="run"),
    path("<str:slug>/drafts/<int:number>/<str:part>.json", views.workings, name="workings"),
]
