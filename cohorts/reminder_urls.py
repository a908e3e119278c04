"""Paths of a round's reminders: pages of the admin in the product's own look."""

from django.urls import path

from cohorts.views import reminders

app_name = "reminders"
urlpatterns = [
    path("", reminders.SettingsView.as_view(), name="settings"),
    path("skicka/", reminders.SwitchView.as_view(), name="switch"),
    path("simulera/", reminders.SimulationView.as_view(), name="simulation"),
    path("<str:key>/", reminders.RuleView.as_view(), name="rule"),
    path("<str:key>/forhandsgranska/", reminders.PreviewView.as_view(), name="preview"),
    path("<str:key>/aterstall/", reminders.ResetView.as_view(), name="reset"),
]
