"""Paths of PDSA cycles, observations and comments."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
