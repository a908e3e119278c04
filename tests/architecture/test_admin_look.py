"""The admin: what is shown there, and the one file of Django's that is replaced."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

OURS = {
    "accounts",
    "records",
    "notifications",
    "cohorts",
    "applications",
    "learning_meetings",
    "improvements",
    "reporting",
}


def test_only_our_own_tables_are_shown() -> None:
    assert {model._meta.app_label for model in admin.site._registry} == OURS


def test_the_form_styles_are_djangos_without_the_import() -> None:
    """`@import` hides a style sheet from checks of accessibility; base_site.html links it."""
    django_css = Path(admin.__file__).parent / "static/admin/css/forms.css"
    ours = finders.find("admin/css/forms.css")
    assert ours != str(django_css)
    lines = django_css.read_text().splitlines()
    without = "\n".join(line for line in lines if line != "@import url('widgets.css');").strip()
    assert Path(str(ours)).read_text().strip() == without


@pytest.mark.django_db
def test_every_section_has_a_swedish_name(client: Client, project_lead: Any) -> None:
    client.force_login(project_lead)
    response = client.get(reverse("admin:index"))
    assert [app["name"] for app in response.context["app_list"]] == [
        "Förbättringsarbete",
        "Händelselogg",
        "Intresseanmälningar och beslut",
        "Omgångar och organisationer",
        "Personer och roller",
        "Resultat och rapporter",
        "Träffar och material",
        "Utkorg",
    ]
