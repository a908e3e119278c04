"""Paths of indicators and their charts."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
