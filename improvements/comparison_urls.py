"""Paths of what the group compares, and of checks of decision papers."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
