"""Paths of the participant's and the mentor's dashboards."""

from django.urls import URLPattern, path

from reporting.views.dashboards import DashboardView, MentorView, OwnMentorPage

urlpatterns: list[URLPattern] = [
    path("min-omgang/<int:pk>/laget/", DashboardView.as_view(), name="dashboard"),
    path("mentor/", OwnMentorPage.as_view(), name="mentor_own"),
    path("grupper/<int:pk>/mentor/", MentorView.as_view(), name="mentor"),
]
