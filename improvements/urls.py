"""Paths of the improvements app, a module per area."""

from django.urls import URLPattern

from improvements import (
    assessment_urls,
    comparison_urls,
    cycle_urls,
    indicator_urls,
    official_urls,
    overview_urls,
    work_urls,
)

app_name = "improvements"
urlpatterns: list[URLPattern] = [
    *assessment_urls.urlpatterns,
    *comparison_urls.urlpatterns,
    *cycle_urls.urlpatterns,
    *indicator_urls.urlpatterns,
    *official_urls.urlpatterns,
    *overview_urls.urlpatterns,
    *work_urls.urlpatterns,
]
