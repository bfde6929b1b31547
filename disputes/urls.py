from django.urls import path

from disputes import api, views

app_name = "disputes"
urlpatterns = [
    path("", views.DisputeListView.as_view(), name="list"),
    path("new/", views.RegisterView.as_view(), name="create"),
    path("<int:pk>/", views.DisputeDetailView.as_view(), name="detail"),
    path("<int:pk>/edit/", views.EditView.as_view(), name="edit"),
    path("<int:pk>/move/<str:action>/", views.MoveView.as_view(), name="move"),
    path("<int:pk>/visits/<int:visit>/", views.VisitView.as_view(), name="visit"),
    path("<int:pk>/parties/", views.RevealView.as_view(), name="reveal"),
    path("<int:pk>/print/", views.PrintView.as_view(), name="print"),
    path("rounds/", views.RoundListView.as_view(), name="rounds"),
    path("rounds/new/", views.RoundCreateView.as_view(), name="round-create"),
    path("api/", api.DisputeListAPI.as_view(), name="api-list"),
    path("api/<int:pk>/", api.DisputeDetailAPI.as_view(), name="api-detail"),
]
