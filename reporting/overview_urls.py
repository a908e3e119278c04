"""Paths of SKR's overviews: a round at a glance, its indicators, and statistics over rounds."""

from django.urls import URLPattern, path

from reporting.views import round_overview

_round = "skr/omgangar/<slug:slug>"
urlpatterns: list[URLPattern] = [
    path(f"{_round}/", round_overview.RoundAtAGlance.as_view(), name="round"),
    path(f"{_round}/indikatorer/", round_overview.Signs.as_view(), name="signs"),
    path(
        f"{_round}/indikatorer/lista.<str:kind>",
        round_overview.SignsFile.as_view(),
        name="signs_file",
    ),
    path("skr/statistik/", round_overview.Statistics.as_view(), name="statistics"),
    path(
        "skr/statistik/lista.<str:kind>",
        round_overview.StatisticsFile.as_view(),
        name="statistics_file",
    ),
]
