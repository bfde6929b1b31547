"""Consequences and the ladder they come by; part of ``assessments.urls``."""

from django.urls import path

from assessments.consequences import views

urlpatterns = [
    path("consequences/", views.ConsequenceList.as_view(), name="consequences"),
    path("consequences/choose/", views.ChooseUnit.as_view(), name="consequence_choose"),
    path("consequences/record/", views.RecordDecision.as_view(), name="consequence_record"),
    path("consequences/ladder/", views.ladder_page, name="ladder"),
    path("consequences/ladder/new/", views.step_page, name="ladder_new"),
    path("consequences/ladder/<slug:code>/", views.step_page, name="ladder_step"),
    path("consequences/<int:pk>/", views.ConsequencePage.as_view(), name="consequence"),
    path("consequences/<int:pk>/<str:action>/", views.MoveConsequence.as_view(), name="consequence_move"),
]
