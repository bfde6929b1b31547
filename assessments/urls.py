"""Addresses of the monthly assessment; each part lists its own."""

from django.urls import URLPattern, URLResolver

from assessments.consequences.urls import urlpatterns as consequence_urls
from assessments.dashboard.urls import urlpatterns as dashboard_urls
from assessments.district.urls import urlpatterns as district_urls
from assessments.fairness.urls import urlpatterns as fairness_urls
from assessments.inspections.urls import urlpatterns as inspection_urls
from assessments.intake.urls import urlpatterns as intake_urls
from assessments.objections.urls import urlpatterns as objection_urls
from assessments.papers.urls import urlpatterns as paper_urls
from assessments.publication.urls import urlpatterns as publication_urls
from assessments.reports.urls import urlpatterns as report_urls
from assessments.results.urls import urlpatterns as result_urls
from assessments.rules.urls import urlpatterns as rule_urls
from assessments.targets.urls import urlpatterns as target_urls
from assessments.workbook.urls import urlpatterns as workbook_urls

app_name = "assessments"
urlpatterns: list[URLPattern | URLResolver] = [
    *report_urls,
    *rule_urls,
    *inspection_urls,
    *objection_urls,
    *dashboard_urls,  # before the papers, whose figures take any month
    *paper_urls,  # before the consequences, whose addresses take any action
    *consequence_urls,
    *district_urls,
    *fairness_urls,  # before the rankings, whose addresses take any code
    *intake_urls,
    *publication_urls,
    *target_urls,
    *workbook_urls,
    *result_urls,
]
