"""Boards and targets by plan; part of ``assessments.urls``."""

from django.urls import path

from assessments.targets.views import boards, owners, plans

urlpatterns = [
    path("targets/", boards.targets_page, name="targets"),
    path("targets/plans/", plans.plans_page, name="target_plans"),
    path("targets/plans/<str:code>/", plans.plan_page, name="target_plan"),
    path("targets/plans/<str:code>/install/", plans.plan_install, name="target_plan_install"),
    path("targets/plans/<str:code>/end/", plans.plan_end, name="target_plan_end"),
    path("figure-owners/", owners.owners_page, name="figure_owners"),
    path("figure-owners/<int:pk>/", owners.owner_page, name="figure_owner"),
    path("targets/<int:pk>/amend/", plans.target_amend, name="target_amend"),
    path("<str:slug>/targets/", boards.targets_page, name="targets"),
    path("<str:slug>/targets/<int:pk>/", boards.target_page, name="target"),
]
