from django.urls import path

from safety_portal.organization import calendar_views, views

app_name = "organization"
urlpatterns = [
    path("units/", views.UnitListView.as_view(), name="units"),
    path("units/new/", views.UnitOpenView.as_view(), name="unit_open"),
    path("units/<int:pk>/", views.UnitDetailView.as_view(), name="unit"),
    path("units/<int:pk>/edit/", views.UnitEditView.as_view(), name="unit_edit"),
    path("units/<int:pk>/rename/", views.UnitRenameView.as_view(), name="unit_rename"),
    path("units/<int:pk>/move/", views.UnitMoveView.as_view(), name="unit_move"),
    path("units/<int:pk>/split/", views.UnitSplitView.as_view(), name="unit_split"),
    path("units/<int:pk>/merge/", views.UnitMergeView.as_view(), name="unit_merge"),
    path("calendar/", calendar_views.CalendarView.as_view(), name="calendar"),
    path("calendar/days/new/", calendar_views.CalendarDayView.as_view(), name="calendar_day"),
    path("calendar/days/<int:pk>/clear/", calendar_views.calendar_day_clear, name="calendar_day_clear"),
    path("calendar/years/new/", calendar_views.ConfirmYearView.as_view(), name="calendar_confirm"),
    path("calendar/years/<int:year>/unconfirm/", calendar_views.calendar_year_unconfirm, name="calendar_unconfirm"),
]
