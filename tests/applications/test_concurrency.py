"""Two browsers at the same moment, with real threads and real connections."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from applications.enums import ApplicationStatus
from applications.models import Application, Submission
from applications.services.receipts import render_receipt
from applications.services.starting import start_application
from modellkonceptet.notifications.models import Message
from modellkonceptet.records.models import StoredFile
from tests import factories
from tests.applications.answers import submit

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*actions: Callable[[], Any]) -> list[Any]:
    """Run all at the same moment, each with a connection of its own; results or refusals."""
    start = threading.Barrier(len(actions))
    results: list[Any] = [None] * len(actions)

    def run(place: int, action: Callable[[], Any]) -> None:
        try:
            start.wait(timeout=10)
            results[place] = action()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def refusals(results: list[Any]) -> list[str]:
    """The codes of those refused; any other error fails the test."""
    errors = [one for one in results if isinstance(one, Exception)]
    for error in errors:
        if not isinstance(error, ValidationError):
            raise error
    return [error.code for error in errors]


def test_two_people_start_at_once() -> None:
    cohort = factories.make_cohort()
    lund = factories.make_organisation("Lund", domain="lund.example")
    people = [factories.make_user(f"p{n}@lund.example") for n in range(4)]
    results = at_once(
        *(
            lambda actor=person: start_application(cohort=cohort, organisation=lund, actor=actor)
            for person in people
        )
    )
    assert refusals(results) == ["already_started"] * 3
    assert Application.objects.filter(holds_place=True).count() == 1


def test_two_drafts_of_one_organisation_are_sent_in_at_once() -> None:
    cohort = factories.make_cohort()
    lund = factories.make_organisation("Lund", domain="lund.example")
    people = [factories.make_user(f"p{n}@elsewhere.example") for n in range(4)]
    drafts = [start_application(cohort=cohort, organisation=lund, actor=one) for one in people]
    results = at_once(
        *(
            lambda draft=draft, actor=person: submit(draft, actor=actor)
            for draft, person in zip(drafts, people, strict=True)
        )
    )
    assert refusals(results) == ["taken"] * 3
    assert Application.objects.filter(status=ApplicationStatus.SUBMITTED).count() == 1
    assert (Submission.objects.count(), Message.objects.count()) == (1, 1)


def test_a_double_click_is_one_submission_with_one_receipt_each() -> None:
    owner, colleague = factories.make_user(), factories.make_user()
    application = factories.make_application(owner=owner)
    application.collaborators.create(user=colleague)
    results = at_once(
        *(
            lambda actor=person: submit(Application.objects.get(pk=application.pk), actor=actor)
            for person in (owner, owner, colleague, colleague)
        )
    )
    assert refusals(results) == []
    assert len({one.pk for one in results}) == 1
    assert Submission.objects.count() == 1
    assert sorted(Message.objects.values_list("to_email", flat=True)) == sorted(
        [owner.email, colleague.email]
    )


def test_two_workers_make_one_receipt() -> None:
    application = factories.make_application()
    submission = submit(application, actor=application.created_by)
    render_receipt(submission_id=submission.pk)  # WeasyPrint's import is not for many threads
    Submission.objects.update(receipt=None)
    StoredFile.objects.filter(pk__in=Message.objects.values("attachments")).exists()
    results = at_once(*[lambda: render_receipt(submission_id=submission.pk)] * 2)
    assert refusals(results) == []
    assert len({one.pk for one in results}) == 1
    assert Message.objects.get().attachments.count() == 1
