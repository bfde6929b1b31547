"""Workbooks for the district; part of ``assessments.urls``."""

from django.urls import path

from assessments.workbook import template_views, views

urlpatterns = [
    path("workbooks/", views.workbook_page, name="workbook"),
    path("<str:slug>/workbook/", views.workbook_page, name="workbook"),
    path("<str:slug>/workbook/district/", views.district_page, name="district_workbook"),
    path("<str:slug>/workbook/fill/<int:pk>/", template_views.fill_page, name="workbook_fill"),
    path("workbooks/templates/", template_views.templates_page, name="workbook_templates"),
    path("workbooks/templates/<int:pk>/", template_views.template_page, name="workbook_template"),
    path("workbooks/templates/<int:pk>/file/", template_views.template_file, name="workbook_template_file"),
    path("workbooks/templates/<int:pk>/retire/", template_views.template_retire, name="workbook_template_retire"),
]
