"""Publishing a month and what was published; part of ``assessments.urls``."""

from django.urls import path

from assessments.publication import views

urlpatterns = [
    path("<str:slug>/publish/", views.publish_page, name="publish"),
    path("<str:slug>/publications/<int:number>/", views.publication_page, name="publication"),
]
