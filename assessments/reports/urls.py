"""Months, reports, filings and the survey; part of ``assessments.urls``."""

from django.urls import path

from assessments.reports.views import chasing, entry, filings, months, review

_REPORT = "<str:slug>/reports/<str:code>/"

urlpatterns = [
    path("", months.months_page, name="months"),
    path("<str:slug>/dates/", months.month_dates, name="month_dates"),
    path("my-report/", entry.my_report, name="my_report"),
    path("reports/", review.reports_latest, name="reports"),
    path("<str:slug>/reports/", review.reports_page, name="reports"),
    path("<str:slug>/reports-as-registered/", review.accept_plain, name="accept_plain"),
    path("<str:slug>/chase/", chasing.chase, name="chase"),
    path(_REPORT, entry.report_page, name="report"),
    path(f"{_REPORT}save/", entry.report_save, name="report_save"),
    path(f"{_REPORT}submit/", entry.report_submit, name="report_submit"),
    path(f"{_REPORT}nil/", entry.report_submit_nil, name="report_nil"),
    path(f"{_REPORT}withdraw/", entry.report_withdraw, name="report_withdraw"),
    path(f"{_REPORT}refresh/", entry.report_refresh, name="report_refresh"),
    path(f"{_REPORT}on-behalf/", entry.report_on_behalf, name="report_on_behalf"),
    path(f"{_REPORT}records/<str:metric>/", entry.report_records, name="report_records"),
    path(f"{_REPORT}accept/", review.report_accept, name="report_accept"),
    path(f"{_REPORT}return/", review.report_return, name="report_return"),
    path(f"{_REPORT}unlock/", review.report_unlock, name="report_unlock"),
    path("filings/", filings.filings_page, name="filings"),
    path("<str:slug>/filings/", filings.filings_page, name="filings"),
    path("<str:slug>/filings/<str:code>/", filings.filing_page, name="filing"),
    path("<str:slug>/filings/<str:code>/withdraw/", filings.filing_withdraw, name="filing_withdraw"),
    path("<str:slug>/survey/", filings.survey_page, name="survey"),
]
