"""Paths of what the group compares, and of checks of decision papers."""

from django.urls import URLPattern, path

from improvements.views import papers

urlpatterns: list[URLPattern] = [
    path("beslutsunderlag/<int:pk>/", papers.Papers.as_view(), name="papers"),
    path("beslutsunderlag/<int:pk>/ny/", papers.CheckPaper.as_view(), name="check_paper"),
    path("beslutsunderlag/<int:pk>/lista.csv", papers.PapersFile.as_view(), name="papers_file"),
]
