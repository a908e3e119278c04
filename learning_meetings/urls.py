"""Paths of the learning_meetings app, a module per area."""

from django.urls import URLPattern

from learning_meetings import invitation_urls, material_urls, meeting_urls, planning_urls

app_name = "learning_meetings"
urlpatterns: list[URLPattern] = [
    *invitation_urls.urlpatterns,
    *material_urls.urlpatterns,
    *meeting_urls.urlpatterns,
    *planning_urls.urlpatterns,
]
