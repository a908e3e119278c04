"""Paths of SKR's overview and set-up of the improvement work."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
