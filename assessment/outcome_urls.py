"""Addresses of the reports of outcomes by group, and of a practice educator's own judgements."""

from django.urls import URLPattern, path

from assessment.views import equity

urlpatterns: list[URLPattern] = [
    path("outcomes/", equity.reports, name="equity_reports"),
    path("outcomes/profiles/<str:reference>/", equity.switch, name="switch_profile"),
    path("outcomes/<str:reference>/", equity.report, name="equity_report"),
    path("outcomes/<str:reference>/csv/", equity.report_csv, name="equity_report_csv"),
    path("outcomes/<str:reference>/pdf/", equity.report_pdf, name="equity_report_pdf"),
    path("my-judgements/", equity.my_profile, name="my_profile"),
    path("my-judgements/show/", equity.share, name="share_profile"),
    path("my-judgements/shown/<str:reference>/", equity.shown_profile, name="shown_profile"),
    path("my-judgements/shown/<str:reference>/end/", equity.end_share, name="end_profile_share"),
]
