"""Paths of improvement works."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
