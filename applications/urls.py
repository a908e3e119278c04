"""Paths of the applications app."""

from django.urls import URLPattern, URLResolver, include, path

from applications.timeline_views import MoveTimelineView
from applications.views.documents import DocumentView
from applications.views.writing import ApplicationView, SectionView

app_name = "applications"
urlpatterns: list[URLPattern | URLResolver] = [
    path("skr/omgangar/<slug:slug>/flytta/", MoveTimelineView.as_view(), name="move_timeline"),
    path("skr/", include("applications.review_urls")),
    path("", include("applications.sending_urls")),
    path("ansokan/<int:pk>/", ApplicationView.as_view(), name="application"),
    path("ansokan/<int:pk>/del/<slug:key>/", SectionView.as_view(), name="section"),
    path("ansokan/<int:pk>/underlag/<int:doc_pk>/", DocumentView.as_view(), name="document"),
]
