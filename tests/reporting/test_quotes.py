"""Quotes for use: literal, of approved reports, once, and taken back."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from modellkonceptet.records.models import AuditEntry
from reporting.models import ReportQuote
from reporting.round_report_facts import read_facts
from reporting.services.quoting import mark_quote, unmark_quote
from tests.factories import make_user
from tests.reporting.round_recipes import ReportedRound, make_reported_round

WORDS = "Det märks i budgeten, där två nämnder har flyttat pengar."


@pytest.fixture
def made(db: None) -> ReportedRound:
    return make_reported_round(3, works=0, gauges=0, approved=2)


def mark(made: ReportedRound, text: str = WORDS, number: int = 0, **fields: Any) -> ReportQuote:
    fields.setdefault("speaker", "")
    fields.setdefault("actor", made.lead)
    return mark_quote(report=made.report_of(number), text=text, **fields)


def test_words_are_marked_where_they_stand_and_come_into_the_round_report(
    made: ReportedRound,
) -> None:
    quote = mark(made, f"  {WORDS.replace(' ', chr(10), 2)} ", speaker="nämndens ordförande")
    assert (quote.text, quote.section) == (WORDS, "team")
    (told,) = read_facts(made.cohort).quotes
    assert (told.text, told.speaker) == (WORDS, "nämndens ordförande")
    assert told.section == "Organisation och team"
    assert AuditEntry.objects.filter(action="mark_quote").count() == 1


@pytest.mark.parametrize(
    "text",
    ["", "Det märks i budgeten där", "Det står ingenstans.", "x" * 1001],
    ids=["nothing", "a comma too few", "not there", "too long"],
)
def test_words_that_do_not_stand_there_are_refused(made: ReportedRound, text: str) -> None:
    with pytest.raises(ValidationError):
        mark(made, text)
    assert not ReportQuote.objects.exists()


def test_words_of_two_pieces_put_together_are_not_a_quote(made: ReportedRound) -> None:
    with pytest.raises(ValidationError):
        mark(made, "när cheferna bad om det. Utgångsläget")


def test_the_same_words_are_marked_once(made: ReportedRound) -> None:
    mark(made)
    with pytest.raises(ValidationError):
        mark(made, WORDS + "\n")
    mark(made, number=1)
    assert ReportQuote.objects.count() == 2


def test_a_report_that_is_not_approved_is_not_quoted(made: ReportedRound) -> None:
    with pytest.raises(ValidationError):
        mark(made, number=2)


def test_only_a_project_lead_marks_and_takes_away(made: ReportedRound) -> None:
    quote = mark(made)
    for other in (made.strategists[0], make_user(staff_role="reviewer")):
        with pytest.raises(PermissionDenied):
            mark(made, "Vi prövade först i ett enda ärende", actor=other)
        with pytest.raises(PermissionDenied):
            unmark_quote(quote=quote, actor=other)
    unmark_quote(quote=quote, actor=made.lead)
    assert not ReportQuote.objects.exists()


def test_on_the_page_words_are_marked_kept_when_refused_and_taken_away(
    made: ReportedRound, client: Client
) -> None:
    report = made.report_of(0)
    url = reverse("reporting:report_quotes", args=[report.pk])
    client.force_login(made.lead)
    read = client.get(reverse("reporting:read_report", args=[report.pk])).content.decode()
    assert url in read
    refused = client.post(url, {"words": "Något <b>annat</b>", "speaker": "chefen"})
    assert refused.status_code == 422
    assert "Något &lt;b&gt;annat&lt;/b&gt;" in refused.content.decode()
    assert client.post(url, {"words": WORDS, "speaker": "chefen"})["Location"] == url
    quote = ReportQuote.objects.get()
    page = client.get(url).content.decode()
    assert f"<p>{WORDS}</p></blockquote>" in page
    away = reverse("reporting:unmark_quote", args=[made.report_of(1).pk, quote.pk])
    assert client.post(away).status_code == 404
    away = reverse("reporting:unmark_quote", args=[report.pk, quote.pk])
    assert client.post(away)["Location"] == url
    assert not ReportQuote.objects.exists()


def test_the_page_of_quotes_asks_as_much_for_few_as_for_many(
    made: ReportedRound, client: Client, django_assert_num_queries: Any
) -> None:
    client.force_login(made.lead)
    url = reverse("reporting:report_quotes", args=[made.report_of(0).pk])
    client.get(url)
    for words in (WORDS, "Vi prövade först", "Nämnden har skrivit in"):
        mark(made, words)
        with django_assert_num_queries(6):
            client.get(url)


def test_a_report_that_waits_leads_back_and_others_do_not_come_in(
    made: ReportedRound, client: Client
) -> None:
    client.force_login(made.lead)
    waiting = made.report_of(2)
    url = reverse("reporting:report_quotes", args=[waiting.pk])
    assert client.get(url)["Location"] == reverse("reporting:read_report", args=[waiting.pk])
    client.force_login(made.strategists[2])
    assert client.get(url).status_code == 403
    client.force_login(made.strategists[0])
    assert client.get(url).status_code == 404
