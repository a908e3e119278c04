"""The page for a mail to a group: shown, tried, confirmed, and sent once."""

import re
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from cohorts.models import TeamMember
from modellkonceptet.notifications.models import Mailing, MailTemplate, Message
from tests import factories
from tests.group_world import GroupWorld, make_group_world

PAGE = "reporting:group_mail"
# With session and person; the same with few and with many rows.
QUERIES_OF_PAGE = 8
QUERIES_OF_EARLIER = 4


@pytest.fixture(autouse=True)
def _in_march(db: None) -> Any:
    with (
        time_machine.travel(factories.stockholm(2027, 3, 1), tick=False),
        translation.override("en"),
    ):
        yield


@pytest.fixture
def world() -> GroupWorld:
    return make_group_world(kick_off=date(2027, 3, 10), name_en="Model municipalities 2027–2028")


@pytest.fixture
def lead(client: Client, project_lead: Any) -> Any:
    project_lead.language = "en"
    project_lead.save()
    client.force_login(project_lead)
    client.cookies["django_language"] = "en"
    return project_lead


def sent(world_or_cohort: Any, **parts: Any) -> dict[str, Any]:
    cohort = getattr(world_or_cohort, "cohort", world_or_cohort)
    return {
        "cohort": cohort.slug,
        "people": ["politician"],
        "participant_states": ["active"],
        "topic": "none",
        "subject_sv": "Till {organisation}",
        "text_sv": "Snart, {namn}. {omgång} börjar {start}.",
        "ticket": str(uuid.UUID(int=1)),
    } | parts


def test_the_page_begins_with_the_round_at_work(
    client: Client, lead: Any, world: GroupWorld
) -> None:
    page = client.get(reverse(PAGE))
    assert (page.status_code, page.context["form"]["cohort"].value()) == (200, world.cohort.slug)
    assert [name for _pk, name in page.context["form"].fields["organisations"].choices] == [
        "Höör",
        "Lund",
        "Malmö",
        "Ystad",
    ]


def test_without_a_round_the_page_says_so(client: Client, lead: Any) -> None:
    page = client.get(reverse(PAGE))
    assert page.content.decode().count("There is no round to write to yet") == 1


def test_receivers_are_shown_and_nothing_is_sent(
    client: Client, lead: Any, world: GroupWorld
) -> None:
    page = client.post(
        reverse(PAGE), sent(world, do="show", subject_sv="", text_sv="", ticket=uuid.uuid4())
    )
    assert page.status_code == 200
    html = page.content.decode()
    assert html.count("3 people get the mail") == 1
    assert re.findall(r'<th scope="row">(.*?)</th>', html) == [
        "politician Höör",
        "politician Lund",
        "politician Ystad",
    ]
    assert Message.objects.count() == 0


def test_a_choice_that_is_no_choice_is_refused_and_kept(
    client: Client, lead: Any, world: GroupWorld
) -> None:
    page = client.post(reverse(PAGE), sent(world, do="show", people=[]))
    assert (page.status_code, page.context["form"].errors) == (
        422,
        {"people": ["Choose who gets the mail."]},
    )
    assert page.context["form"]["text_sv"].value() == "Snart, {namn}. {omgång} börjar {start}."
    page = client.post(reverse(PAGE), sent(world, do="show", people=["writer"]))
    assert page.context["form"].errors == {
        "applicant_states": ["Choose in which state the applications are."]
    }
    elsewhere = factories.make_organisation()
    page = client.post(reverse(PAGE), sent(world, do="show", organisations=[elsewhere.pk]))
    assert page.context["form"].errors == {
        "organisations": ["You have changed the round. Choose organisations of this one."]
    }


def test_the_preview_is_the_mail_to_the_first_in_both_languages(
    client: Client, lead: Any, world: GroupWorld
) -> None:
    letter = {"subject_en": "To {organisation}", "text_en": "Begins {start}.\n\n- one\n- two"}
    data = sent(world, do="preview", **letter)
    page = client.post(reverse(PAGE), data, headers={"HX-Request": "true"})
    assert page.status_code == 200
    shown = [
        (one.language, one.name, one.letter.subject, one.letter.paragraphs, one.letter.reason)
        for one in page.context["previews"]
    ]
    start = world.cohort.starts_on
    assert start == date(2027, 6, 9)
    assert shown == [
        (
            "sv",
            "politician Höör",
            "Till Höör",
            ["Snart, politician Höör. Modellkommuner 2027–2028 börjar onsdag 9 juni."],
            shown[0][4],
        ),
        (
            "en",
            "politician Höör",
            "To Höör",
            ["Begins Wednesday 9 June.", ["one", "two"]],
            "You get this mail because you are in Model municipalities 2027–2028 as politician.",
        ),
    ]
    assert page.content.decode().count("<html") == 0
    assert page.content.decode().count("Hej politician Höör!") == 1


def test_without_receivers_the_preview_is_to_oneself(
    client: Client, lead: Any, world: GroupWorld
) -> None:
    page = client.post(reverse(PAGE), sent(world, do="preview", people=[]))
    assert (page.status_code, [one.name for one in page.context["previews"]]) == (
        200,
        ["Projektledare"],
    )


def test_an_unknown_placeholder_is_named(client: Client, lead: Any, world: GroupWorld) -> None:
    world.cohort.decision_on = None
    world.cohort.save()
    data = sent(world, text_sv="{plats} {beslutsdag}", do="preview")
    error = (
        "{beslutsdag} and {plats} can’t be filled in. What can is {namn}, {organisation}, {omgång},"
        " {sista dag} and {start}."
    )
    for name in (PAGE, f"{PAGE}_confirm", f"{PAGE}_send", f"{PAGE}_trial", f"{PAGE}_template"):
        page = client.post(reverse(name), data | {"keep_as": "Ny"})
        assert (page.status_code, page.context["form"].errors) == (422, {"text_sv": [error]})
    partial = client.post(reverse(PAGE), data, headers={"HX-Request": "true"})
    assert (partial.status_code, partial.context["wrong"]) == (200, [error])


def test_a_template_fills_the_text_and_keeps_the_receivers(
    client: Client, lead: Any, world: GroupWorld
) -> None:
    template = MailTemplate.objects.create(name="Snart", subject_sv="Ämne", text_sv="Text")
    form = client.post(reverse(PAGE), sent(world, do="template", template=template.pk)).context[
        "form"
    ]
    assert [form[name].value() for name in ("subject_sv", "text_sv", "people")] == [
        "Ämne",
        "Text",
        ["politician"],
    ]
    form = client.get(reverse(PAGE), {"template": template.pk}).context["form"]
    assert form["subject_sv"].value() == "Ämne"


def test_it_is_confirmed_and_sent_once(client: Client, lead: Any, world: GroupWorld) -> None:
    confirm = client.post(reverse(f"{PAGE}_confirm"), sent(world))
    assert confirm.status_code == 200
    html = confirm.content.decode()
    assert html.count("The mail goes to 3 people") == 1
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', html))
    assert Message.objects.count() == 0
    for _press in range(2):
        answer = client.post(reverse(f"{PAGE}_send"), hidden)
        assert (answer.status_code, answer["Location"]) == (302, reverse("reporting:mailings"))
    mailing = Mailing.objects.get()
    assert (mailing.recipients, mailing.written_by) == (3, lead)
    assert list(Message.objects.order_by("pk").values_list("to_name", "subject")) == [
        ("politician Höör", "Till Höör"),
        ("politician Lund", "Till Lund"),
        ("politician Ystad", "Till Ystad"),
    ]


def test_receivers_that_have_changed_are_looked_at_again(
    client: Client, lead: Any, world: GroupWorld
) -> None:
    confirm = client.post(reverse(f"{PAGE}_confirm"), sent(world))
    seen = confirm.context["audience"].fingerprint
    world.lund.team.filter(function="politician").update(left_on=timezone.localdate())
    answer = client.post(reverse(f"{PAGE}_send"), sent(world, seen=seen))
    assert (answer.status_code, answer.context["form"].non_field_errors()) == (
        422,
        ["Who gets the mail has changed. Look at the receivers again."],
    )
    assert Message.objects.count() == 0


def test_nobody_to_write_to_is_said_before_anything_is_confirmed(
    client: Client, lead: Any, world: GroupWorld
) -> None:
    answer = client.post(reverse(f"{PAGE}_confirm"), sent(world, people=["finance_manager"]))
    assert (answer.status_code, answer.context["form"].non_field_errors()) == (
        422,
        ["There is nobody to write to."],
    )


def test_a_trial_goes_to_oneself_and_the_page_stays(
    client: Client, lead: Any, world: GroupWorld
) -> None:
    page = client.post(reverse(f"{PAGE}_trial"), sent(world))
    assert (page.status_code, page.context["form"]["subject_sv"].value()) == (
        200,
        "Till {organisation}",
    )
    assert list(Message.objects.values_list("to_email", "subject")) == [
        ("projektledare@skr.example", "Till Höör")
    ]


def test_the_text_is_kept_as_a_template_under_a_new_name(
    client: Client, lead: Any, world: GroupWorld
) -> None:
    keep = reverse(f"{PAGE}_template")
    assert client.post(keep, sent(world)).context["form"].errors == {
        "keep_as": ["Write what the template is to be called."]
    }
    assert client.post(keep, sent(world, keep_as="Snart")).status_code == 200
    assert list(MailTemplate.objects.values_list("name", "subject_sv")) == [
        ("Snart", "Till {organisation}")
    ]
    answer = client.post(keep, sent(world, keep_as="Snart", subject_sv="Annat"))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["keep_as"])


def test_junk_is_answered_and_sends_nothing(client: Client, lead: Any, world: GroupWorld) -> None:
    junk = sent(
        world,
        people=["nobody"],
        organisations=["x", "9" * 30],
        group="²",
        template="9" * 30,
        ticket="no",
        cohort="none",
    )
    for name in (PAGE, f"{PAGE}_confirm", f"{PAGE}_send", f"{PAGE}_trial", f"{PAGE}_template"):
        assert client.post(reverse(name), junk).status_code == 422
        assert client.post(reverse(name), {}).status_code == 422
    assert Message.objects.count() == 0


@pytest.mark.parametrize("role", ["reviewer", "finance", "evaluator", "strategist"])
def test_only_project_leads_write(client: Client, role: str, request: Any) -> None:
    client.force_login(request.getfixturevalue(role))
    assert client.get(reverse(PAGE)).status_code == 403
    assert client.get(reverse("reporting:mailings")).status_code == 403
    for step in ("confirm", "send", "trial", "template"):
        assert client.post(reverse(f"{PAGE}_{step}")).status_code == 403


@pytest.mark.parametrize("count", [1, 30])
def test_the_page_takes_the_same_queries(
    client: Client, lead: Any, count: int, django_assert_num_queries: Any
) -> None:
    cohort = factories.make_cohort()
    for _each in range(count):
        participation = factories.make_participation(
            cohort, team={"politician": factories.make_user()}
        )
        factories.make_group(cohort, members=(participation,))
    with django_assert_num_queries(QUERIES_OF_PAGE):
        client.post(reverse(PAGE), sent(cohort, do="show"))


def test_earlier_mails_say_how_many_are_where(client: Client, lead: Any) -> None:
    mailing = Mailing.objects.create(
        subject_sv="Snart", text_sv="Text", audience="Alla", written_by=lead, recipients=5
    )
    for number, status in enumerate(["sent", "queued", "sending", "held", "failed", "dropped"]):
        Message.objects.create(
            kind="mailing",
            to_email=f"{number}@lund.example",
            language="sv",
            subject="Snart",
            body_text="",
            body_html="",
            status=status,
            mailing=mailing,
            sent_at=timezone.now() if status == "sent" else None,
            claimed_at=timezone.now() if status == "sending" else None,
        )
    page = client.get(reverse("reporting:mailings"))
    (one,) = page.context["page_obj"]
    assert (one.sent, one.waiting, one.held, one.failed) == (1, 2, 1, 1)


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_takes_the_same_queries(
    client: Client, lead: Any, count: int, django_assert_num_queries: Any
) -> None:
    for _each in range(count):
        Mailing.objects.create(subject_sv="Snart", text_sv="Text", written_by=lead)
    with django_assert_num_queries(QUERIES_OF_EARLIER):
        client.get(reverse("reporting:mailings"))


def test_five_hundred_are_queued_in_seconds(client: Client, lead: Any) -> None:
    cohort = factories.make_cohort()
    participation = factories.make_participation(cohort)
    TeamMember.objects.bulk_create(
        TeamMember(
            participation=participation,
            function="politician",
            name=f"Person {number}",
            email=f"p{number}@lund.example",
        )
        for number in range(500)
    )
    confirm = client.post(reverse(f"{PAGE}_confirm"), sent(cohort))
    with time_machine.travel(timezone.now(), tick=True):
        began = timezone.now()
        client.post(
            reverse(f"{PAGE}_send"), sent(cohort, seen=confirm.context["audience"].fingerprint)
        )
        took = timezone.now() - began
    assert (Message.objects.count(), took < timedelta(seconds=10)) == (500, True)
