"""The editions of the checklist from their file, and which one a round uses."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation

from improvements.models import (
    Assessment,
    AssessmentOccasion,
    ChecklistEdition,
    ChecklistMoment,
    RoundMethod,
)
from improvements.services.checklists import default_edition, edition_of
from tests import factories


def load(**options: Any) -> str:
    said = StringIO()
    call_command("load_checklists", stdout=said, **options)
    return said.getvalue()


@pytest.fixture
def loaded(db: None) -> None:
    load()


def answer(edition: ChecklistEdition) -> None:
    """Somebody has begun to answer that edition."""
    participation = factories.make_participation()
    occasion = AssessmentOccasion.objects.create(cohort=participation.cohort, kind="start")
    Assessment.objects.create(occasion=occasion, participation=participation, edition=edition)


def test_both_editions_have_ten_moments_on_each_of_their_levels(loaded: None) -> None:
    assert list(
        ChecklistEdition.objects.order_by("year").values_list(
            "key", "highest", "has_rule_of_thumb", "is_confirmed"
        )
    ) == [("2019", 3, True, True), ("2024", 4, False, False)]
    found = ChecklistMoment.objects.order_by("edition__year", "-level", "number")
    assert list(found.values_list("edition__key", "level", "number")) == [
        (key, level, number)
        for key, level in (("2019", "whole"), ("2024", "whole"), ("2024", "committee"))
        for number in range(1, 11)
    ]


def test_every_text_stands_in_both_languages(loaded: None) -> None:
    for moment in ChecklistMoment.objects.all():
        assert all((moment.title_sv, moment.title_en, moment.hint_sv, moment.hint_en)), moment
        assert moment.title_sv != moment.title_en
    first = ChecklistMoment.objects.get(edition__key="2019", number=1)
    assert first.title == "Ett politiskt beslut gäller all verksamhet"
    with translation.override("en"):
        assert first.title == "A political decision covers all operations"


def test_loading_again_changes_nothing(loaded: None) -> None:
    assert load().splitlines() == ["0 created, 0 changed, 32 unchanged, 0 to look at."]


def test_what_skr_changed_stands_until_it_is_reset(loaded: None) -> None:
    moment = ChecklistMoment.objects.get(edition__key="2019", number=1)
    ChecklistMoment.objects.filter(pk=moment.pk).update(title_sv="Beslut")
    said = load().splitlines()
    assert len(said) == 2
    assert said[0].startswith("! 2019, kept as SKR has it: ")
    moment.refresh_from_db()
    assert moment.title_sv == "Beslut"

    ChecklistMoment.objects.create(edition=moment.edition, number=11, title_sv="Ett eget")
    load(reset=True)
    moment.refresh_from_db()
    assert moment.title_sv == "Ett politiskt beslut gäller all verksamhet"
    assert moment.edition.moments.count() == 10


def test_an_edition_that_has_answers_is_never_changed(loaded: None) -> None:
    edition = ChecklistEdition.objects.get(key="2019")
    edition.moments.filter(number=1).update(title_sv="Beslut")
    answer(edition)
    said = load(reset=True).splitlines()
    assert [line[:42] for line in said] == [
        "! 2019, has answers and is never changed: ",
        "0 created, 0 changed, 31 unchanged, 1 to l",
    ]
    assert edition.moments.get(number=1).title_sv == "Beslut"


def test_a_round_uses_what_is_chosen_or_the_newest_confirmed(loaded: None) -> None:
    cohort = factories.make_cohort()
    older, newer = ChecklistEdition.objects.order_by("year")
    assert edition_of(cohort) == default_edition() == older
    RoundMethod.objects.create(cohort=cohort, edition=newer)
    assert edition_of(cohort) == newer
    ChecklistEdition.objects.filter(pk=newer.pk).update(is_confirmed=True)
    assert default_edition() == newer


def test_without_editions_a_round_has_none(db: None) -> None:
    assert edition_of(factories.make_cohort()) is None


def test_in_the_admin_an_answered_edition_can_only_be_read(
    loaded: None, client: Any, project_lead: Any
) -> None:
    client.force_login(project_lead)
    edition = ChecklistEdition.objects.get(key="2024")
    address = reverse("admin:improvements_checklistedition_change", args=[edition.pk])
    page = client.get(address)
    assert page.status_code == 200
    assert 'name="name_sv"' in page.content.decode()
    answer(edition)
    page = client.get(address).content.decode()
    assert 'name="name_sv"' not in page
    assert 'name="moments-0-title_sv"' not in page
