"""Paths of SKR's overview and set-up of the improvement work."""

from django.urls import URLPattern, path

from improvements.views import overview

urlpatterns: list[URLPattern] = [
    path("skr/omgangar/<slug:slug>/forbattringar/", overview.Overview.as_view(), name="overview"),
    path("skr/omgangar/<slug:slug>/metod/", overview.Method.as_view(), name="method"),
    path("skr/deltagare/<int:pk>/stod/", overview.Support.as_view(), name="support"),
]
