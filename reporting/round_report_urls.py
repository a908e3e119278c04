"""Paths of the report on a round, and of the quotes that it may use."""

from django.urls import URLPattern, path

from reporting.views import round_report

urlpatterns: list[URLPattern] = [
    path(
        "skr/omgangar/<slug:slug>/rapport/",
        round_report.RoundReport.as_view(),
        name="round_report",
    ),
    path(
        "skr/omgangar/<slug:slug>/rapport/bestall/",
        round_report.OrderRoundReport.as_view(),
        name="order_round_report",
    ),
    path("skr/rapport/<int:pk>/citat/", round_report.Quotes.as_view(), name="report_quotes"),
    path(
        "skr/rapport/<int:pk>/citat/<int:row>/bort/",
        round_report.UnmarkQuote.as_view(),
        name="unmark_quote",
    ),
]
