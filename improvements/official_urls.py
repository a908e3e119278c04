"""Paths of official figures and the starting point."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
