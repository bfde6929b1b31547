"""Documents of a month and the figures in them; part of ``assessments.urls``."""

from django.urls import path

from assessments.papers import views

urlpatterns = [
    path("<str:slug>/figures/", views.figures_page, name="figures"),
    path("<str:slug>/publications/<int:number>/bulletin/", views.BulletinDraft.as_view(), name="bulletin"),
    path("<str:slug>/brief/", views.BriefDraft.as_view(), name="brief"),
    path("consequences/<int:pk>/letter/", views.LetterDraft.as_view(), name="letter"),
]
