"""What was brought in from the books; part of ``assessments.urls``."""

from django.urls import path

from assessments.intake import views

urlpatterns = [path("past-ranks/", views.past_ranks, name="past_ranks")]
