"""Pages of rule sets; part of ``assessments.urls``."""

from django.urls import path

from assessments.rules import views

urlpatterns = [
    path("rules/", views.rule_set_list, name="rules"),
    path("rules/import/", views.rule_set_import, name="rules_import"),
    path("rules/<int:pk>/", views.rule_set_page, name="rule_set"),
    path("rules/<int:pk>/edit/", views.rule_set_edit, name="rules_edit"),
    path("rules/<int:pk>/export/", views.rule_set_export, name="rules_export"),
    path("rules/<int:pk>/copy/", views.rule_set_copy, name="rules_copy"),
    path("rules/<int:pk>/publish/", views.rule_set_publish, name="rules_publish"),
]
