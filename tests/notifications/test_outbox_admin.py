"""The outbox in the admin: to be read, but for the templates."""

import pytest
from django.urls import reverse

from modellkonceptet.notifications.models import Mailing, MailTemplate, Reminder
from tests.notifications.outbox_recipes import queue

pytestmark = pytest.mark.django_db
WORDS = {"name": "Välkomna", "subject_sv": "Välkomna", "text_sv": "Hej {namn}", "is_active": "on"}


def change(thing):
    return reverse(f"admin:notifications_{thing._meta.model_name}_change", args=[thing.pk])


def test_a_mail_leads_to_its_page_and_shows_no_secret(client, project_lead):
    message = queue(paragraphs=["Svara: /svar/hemligt/"])
    client.force_login(project_lead)

    page = client.get(change(message)).content.decode()

    assert page.count(f'href="{reverse("notifications:message", args=[message.pk])}"') == 1
    assert page.count("hemlig") == 0


@pytest.mark.parametrize("name", ["message", "reminder", "mailing", "mailaddress"])
def test_what_is_only_read_is_neither_added_nor_changed(client, project_lead, name):
    client.force_login(project_lead)

    assert client.get(reverse(f"admin:notifications_{name}_changelist")).status_code == 200
    assert client.post(reverse(f"admin:notifications_{name}_add"), {}).status_code == 403


def test_mails_to_groups_and_reminders_are_shown(client, project_lead):
    client.force_login(project_lead)
    mailing = Mailing.objects.create(subject_sv="Hej", text_sv="Hej", audience="Alla")
    reminder = Reminder.objects.create(
        rule="meetings.answer",
        round_id=1,
        subject="meeting-1",
        address="maria@lund.example",
        due_on="2027-03-10",
        step=-7,
        day="2027-03-03",
        message=queue(),
    )

    assert [client.get(change(one)).status_code for one in (mailing, reminder)] == [200, 200]


def test_a_template_is_kept_when_it_can_be_filled_in(client, project_lead):
    client.force_login(project_lead)
    path = reverse("admin:notifications_mailtemplate_add")

    for wrong in ({"text_sv": "Hej {efternamn}"}, {"subject_en": "Welcome"}, {"text_sv": ""}):
        assert client.post(path, WORDS | wrong).status_code == 200
    assert MailTemplate.objects.filter(name="Välkomna").exists() is False

    assert client.post(path, WORDS).status_code == 302
    assert MailTemplate.objects.get(name="Välkomna").text_sv == "Hej {namn}"
