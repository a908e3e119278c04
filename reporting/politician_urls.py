"""Paths of the politician's page."""

from django.urls import URLPattern, path

from reporting.views import politician

urlpatterns: list[URLPattern] = [
    path("politiker/", politician.OwnPoliticianPage.as_view(), name="politician_own"),
    path("politiker/<int:pk>/", politician.PoliticianView.as_view(), name="politician"),
    path(
        "politiker/<int:pk>/att-gora/", politician.PoliticianTasks.as_view(), name="politician_todo"
    ),
    path("politiker/<int:pk>/omgangen/", politician.RoundView.as_view(), name="politician_round"),
    path("politiker/<int:pk>/pdf/", politician.PoliticianPaper.as_view(), name="politician_pdf"),
]
