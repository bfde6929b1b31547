"""Townships compared, and a township's own place in its district; part of ``assessments.urls``, before the rankings."""

from django.urls import path

from assessments.district import place_views, views

urlpatterns = [
    path("townships/", views.townships, name="townships"),
    path("townships/<str:code>/", views.township, name="township"),
    path("district-places/", place_views.district_places, name="district_places"),
    path("district-places/new/", place_views.district_place_new, name="district_place_new"),
    path("district-places/<int:pk>/", place_views.district_place, name="district_place"),
    path(
        "district-places/<int:pk>/strike-out/",
        place_views.district_place_strike_out,
        name="district_place_strike_out",
    ),
]
