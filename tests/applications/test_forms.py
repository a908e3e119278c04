"""What each section asks for, and what it says about wrong answers."""

from datetime import date, timedelta
from typing import Any

import pytest
from crispy_forms.utils import render_crispy_form
from django.utils import translation

from applications.answers import (
    DecisionAnswer,
    InvoiceAnswer,
    OrganisationAnswer,
    PoliticalDecisionAnswer,
    SignatoryAnswer,
    TeamAnswer,
    WhyAnswer,
)
from applications.models import Application
from cohorts.models import CemrSignature
from tests import factories
from tests.applications.typed import complete_data, form_of, person, planned_in

pytestmark = pytest.mark.django_db
TODAY = date(2021, 5, 20)


@pytest.fixture(autouse=True)
def _english() -> Any:
    with translation.override("en"):
        yield


@pytest.fixture
def application() -> Application:
    return factories.make_application(organisation=factories.make_organisation("Lund"))


def day(text: str) -> dict[str, list[str]]:
    parts = text.split()
    names = ["decided_on_day", "decided_on_month", "decided_on_year"]
    return {name: [part] for name, part in zip(names, parts, strict=True) if part != "-"}


def decision(application: Application, key: str = "decision_to_apply", **data: Any) -> Any:
    when = day(data.pop("when", "10 5 2021"))
    documents = data.pop("documents", {"decision_to_apply": [1], "political_decision": [1]})
    answers = {"is_taken": ["yes"], "body": ["council"]} | when
    answers |= {name: [value] for name, value in data.items()}
    return form_of(application, key, answers, today=TODAY, documents=documents)


def test_complete_answers_are_typed(application: Application) -> None:
    given = complete_data()
    forms = {key: form_of(application, key, data) for key, data in given.items()}
    assert {key: form.errors for key, form in forms.items()} == {key: {} for key in given}
    typed = {key: form.typed_answer() for key, form in forms.items()}
    planned = typed["decision_to_apply"]
    assert typed == {
        "organisation": OrganisationAnswer(department="Kommunkontoret"),
        "political_decision": PoliticalDecisionAnswer(
            kind="cemr", is_taken=True, body="", decided_year=2012
        ),
        "decision_to_apply": DecisionAnswer(
            is_taken=False,
            body="board",
            decided_year=planned.decided_on.year,
            decided_on=planned.decided_on,
            diary_number="KS 2021/0340",
        ),
        "commitments": ["attend", "mentor"],
        "team": [
            TeamAnswer("politician", "Politiker P", "Titel", "politician@lund.example"),
            TeamAnswer("senior_manager", "Chef C", "Titel", "senior_manager@lund.example"),
            TeamAnswer("key_person", "Nyckelperson N", "Titel", "key_person@lund.example"),
        ],
        "why": WhyAnswer("Vi vill ge likvärdig service.", ["school", "social"]),
        "invoice": InvoiceAnswer("KK123456", "Box 41", "221 00", "Lund", "faktura@lund.example"),
    }


# --- decisions ------------------------------------------------------------------------


def test_a_cemr_signature_known_by_its_year_is_enough(application: Application) -> None:
    form = decision(application, "political_decision", kind="cemr", when="- - 2012", documents={})
    assert form.errors == {}
    assert (form.typed_answer().decided_year, form.typed_answer().decided_on) == (2012, None)
    assert form.summary() == "The CEMR declaration, 2012"


@pytest.mark.parametrize("kind", ["council", "other"])
def test_another_decision_needs_its_whole_day(application: Application, kind: str) -> None:
    form = decision(application, "political_decision", kind=kind, when="- - 2012")
    assert form.missing() == [("decided_on", "The day when the decision was taken")]


def test_a_planned_cemr_signature_needs_its_whole_day_and_body(application: Application) -> None:
    form = decision(
        application, "political_decision", kind="cemr", is_taken="no", when="- - 2021", body=""
    )
    assert [name for name, _words in form.missing()] == ["decided_on", "body"]


def test_a_month_without_a_day_is_not_dropped_silently(application: Application) -> None:
    form = decision(application, "political_decision", kind="cemr", when="- 6 2012")
    assert form.errors == {
        "decided_on": ["Write the day as well, or leave the month empty if you do not know it"]
    }


@pytest.mark.parametrize("when", ["21 5 2021", "1 1 2022"])
def test_a_day_to_come_cannot_be_taken(application: Application, when: str) -> None:
    form = decision(application, when=when)
    assert form.errors == {
        "decided_on": [
            (
                "A decision that is taken cannot have a day that has not come yet. "
                "Correct the day, or choose that the decision is planned."
            )
        ]
    }


def test_a_year_to_come_cannot_be_signed(application: Application) -> None:
    form = decision(application, "political_decision", kind="cemr", when="- - 2022")
    assert [name for name, _message in form.faults()] == ["decided_on"]


@pytest.mark.parametrize("when", ["19 5 2021", "31 12 2020"])
def test_a_day_gone_cannot_be_planned(application: Application, when: str) -> None:
    form = decision(application, is_taken="no", when=when)
    assert form.errors == {
        "decided_on": [
            "The day planned has passed. Write a day to come, or choose that the decision is taken."
        ]
    }


@pytest.mark.parametrize(
    "data",
    [
        {"is_taken": "yes", "when": "20 5 2021"},
        {"is_taken": "no", "when": "20 5 2021"},
        {"is_taken": "no", "when": "1 6 2021"},
    ],
)
def test_today_is_both_taken_and_planned(application: Application, data: Any) -> None:
    assert decision(application, **data).errors == {}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"is_taken": "no", "when": "1 6 2062"}, "Check the year: it is too far ahead."),
        ({"when": "1 6 1201"}, "Check the year: it is too long ago."),
        ({"when": "31 2 2021"}, "There is no such day in that month. Check the date."),
        ({"when": "1 6 21"}, "Write the year with four digits"),
    ],
)
def test_slips_in_a_date_are_told(application: Application, data: Any, message: str) -> None:
    assert decision(application, **data).errors == {"decided_on": [message]}


def test_the_declaration_did_not_exist_before_2006(application: Application) -> None:
    form = decision(application, "political_decision", kind="cemr", when="- - 2002")
    assert form.errors == {
        "decided_on": ["The declaration has existed since 2006. Check the year."]
    }


@pytest.mark.parametrize("body", ["committee", "other"])
def test_a_committee_has_a_name(application: Application, body: str) -> None:
    form = decision(application, body=body)
    assert form.missing() == [("body_name", "Name of the committee or body")]
    assert decision(application, body=body, body_name="Kulturnämnden").errors == {}


def test_a_decision_taken_comes_with_its_minutes(application: Application) -> None:
    own = decision(application, documents={})
    assert own.missing() == [("document", "Extract of the minutes or another document")]
    assert decision(application, is_taken="no", when="1 6 2021", documents={}).errors == {}


def test_what_skr_knows_of_the_signature_is_said(application: Application) -> None:
    unknown = form_of(application, "political_decision", {}).fields["kind"].help_text
    CemrSignature.objects.create(
        organisation=application.organisation, signed_year=2012, source="list"
    )
    application = Application.objects.get(pk=application.pk)
    known = form_of(application, "political_decision", {}).fields["kind"].help_text
    assert unknown == "Choose the closest. If you have several, choose the latest."
    assert known == "According to SKR’s list you signed the CEMR declaration in 2012."


def test_questions_follow_whether_the_decision_is_taken(application: Application) -> None:
    words = [
        form_of(application, "decision_to_apply", {"is_taken": [value]}).plain_label("decided_on")
        for value in ("yes", "no", "")
    ]
    assert words == [
        "Which day was the decision taken?",
        "Which day is the decision to be taken?",
        "Which day was or is the decision taken?",
    ]


# --- team -----------------------------------------------------------------------------


def team(application: Application, **changes: Any) -> Any:
    data = complete_data()["team"] | {key: [value] for key, value in changes.items()}
    return form_of(application, "team", data)


def test_a_required_function_without_a_person_is_one_missing_thing(
    application: Application,
) -> None:
    form = form_of(application, "team", person("politician", "P") | person("key_person", "N"))
    assert form.missing() == [("senior_manager_name", "Senior manager in your team")]
    assert form.missing_status(1) == "One person is missing"


def test_not_yet_appointed_is_said_and_still_missing(application: Application) -> None:
    form = form_of(application, "team", {"senior_manager_open": ["on"]})
    assert form.errors["senior_manager_name"] == [
        "Senior manager is not appointed yet. Name the person before you send in."
    ]
    assert [name for name, _words in form.missing()] == [
        "politician_name",
        "senior_manager_name",
        "key_person_name",
    ]


def test_a_hint_is_text_and_no_template(application: Application) -> None:
    hint = "{{ form }} {% no tag %} <b>Nämnden</b>"
    application.terms.functions.filter(function="politician").update(hint_sv=hint, hint_en=hint)
    shown = render_crispy_form(team(application))
    assert "{{ form }} {% no tag %} &lt;b&gt;Nämnden&lt;/b&gt;" in shown


def test_the_recommended_function_may_be_empty_but_not_half(application: Application) -> None:
    assert team(application).errors == {}
    form = team(application, strategist_name="S")
    assert [name for name, _words in form.missing()] == ["strategist_title", "strategist_email"]


def test_extra_key_persons_become_key_persons(application: Application) -> None:
    extra = {key: value[0] for key, value in person("extra2", "Extra").items()}
    form = team(application, **extra)
    assert form.typed_answer()[-1] == TeamAnswer(
        "key_person", "Extra", "Titel", "extra2@lund.example"
    )


def test_one_person_holds_one_function(application: Application) -> None:
    form = team(application, key_person_email="POLITICIAN@lund.example")
    assert form.errors == {
        "key_person_email": ["Key person has the same address as Politician. Name one person each."]
    }


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        (
            "politician_name",
            "x" * 200,
            "Shorten the text to at most 150 characters. It is 200 now.",
        ),
        (
            "politician_email",
            "p@lund.example\nBcc: all@lund.example",
            (
                "The e-mail address has a line break or a hidden character in it. "
                "Write the address again, on one line."
            ),
        ),
        (
            "politician_email",
            "p@lund",
            "Politician: write the whole e-mail address, for instance namn@kommunen.se",
        ),
    ],
)
def test_bad_text_gets_a_sentence(
    application: Application, field: str, value: str, message: str
) -> None:
    form = team(application, **{field: value})
    assert form.errors == {field: [message]}
    assert form.typed(field) == value


def test_hidden_marks_are_taken_away(application: Application) -> None:
    form = team(application, politician_name="Poli\u202etiker\x00 P")
    assert form.errors == {}
    assert form.typed_answer()[0].name == "Politiker P"


# --- invoice --------------------------------------------------------------------------


def invoice(application: Application, **changes: Any) -> Any:
    data = complete_data()["invoice"] | {key: [value] for key, value in changes.items()}
    return form_of(application, "invoice", data)


def test_a_reference_follows_the_organisations_pattern(application: Application) -> None:
    application.organisation.reference_pattern = "[A-ZÅÄÖ]{2}[0-9]{6}"
    application.organisation.reference_hint = "Två bokstäver och sex siffror."
    assert invoice(application, reference="KK123456").errors == {}
    assert invoice(application, reference="Anna").errors == {
        "reference": [
            "This is not how references are written at Lund kommun. Två bokstäver och sex siffror."
        ]
    }


def test_a_broken_pattern_stops_nobody(application: Application) -> None:
    application.organisation.reference_pattern = "[A-Z"
    assert invoice(application, reference="Anna").errors == {}


@pytest.mark.parametrize("postcode", ["2210", "221000", "ABC", "022 10"])
def test_a_postcode_has_five_digits(application: Application, postcode: str) -> None:
    assert invoice(application, postcode=postcode).errors == {
        "postcode": ["Write the postcode with five digits, for instance 221 00"]
    }


@pytest.mark.parametrize(
    ("scheme", "number", "kept"),
    [("0007", "212000-1132", "2120001132"), ("0088", "7350053850019", "7350053850019")],
)
def test_a_peppol_id_adds_up(application: Application, scheme: str, number: str, kept: str) -> None:
    form = invoice(application, peppol_scheme=scheme, peppol_id=number)
    assert (form.errors, form.typed_answer().peppol_id) == ({}, kept)


@pytest.mark.parametrize(
    ("scheme", "number"),
    [("0007", "2120001133"), ("0088", "7350053850018"), ("0088", "40170725")],
)
def test_a_peppol_id_that_does_not_add_up(
    application: Application, scheme: str, number: str
) -> None:
    form = invoice(application, peppol_scheme=scheme, peppol_id=number)
    assert [name for name, _message in form.faults()] == ["peppol_id"]


def test_a_peppol_id_has_its_kind_and_the_reverse(application: Application) -> None:
    lone_id = invoice(application, peppol_id="2120001132")
    lone_scheme = invoice(application, peppol_scheme="0007")
    assert [name for name, _words in lone_id.missing()] == ["peppol_scheme"]
    assert [name for name, _words in lone_scheme.missing()] == ["peppol_id"]


def test_wishes_are_found_by_name(application: Application) -> None:
    umea = factories.make_organisation("Åmål")
    form = invoice(application, partner1="åmål KOMMUN")
    assert (form.errors, form.typed_answer().wished_partner_ids) == ({}, [umea.pk])


def test_one_name_for_two_bodies_means_ones_own_kind(application: Application) -> None:
    ours = factories.make_organisation("Gotland", official_name="Region Gotland")
    factories.make_organisation("Region Gotland", kind="region", official_name="Region Gotland")
    form = invoice(application, partner1="Region Gotland")
    assert form.typed_answer().wished_partner_ids == [ours.pk]


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["Atlantis"], "We do not know “Atlantis”. Choose a name from the list."),
        (["Lund"], "This is your own organisation. Choose another."),
        (["Åmål", "Åmål kommun"], "Åmål kommun is wished for twice."),
    ],
)
def test_wishes_that_cannot_be(application: Application, names: list[str], message: str) -> None:
    factories.make_organisation("Åmål")
    form = invoice(application, **{f"partner{n}": name for n, name in enumerate(names, 1)})
    assert form.errors == {f"partner{len(names)}": [message]}


def test_no_fee_asks_for_no_invoice(application: Application) -> None:
    application.terms.fee = None
    form = form_of(application, "invoice", {})
    assert (list(form.fields), form.errors) == (
        ["partner1", "partner2", "partner3", "wished_theme"],
        {},
    )
    assert form.typed_answer().reference == ""


def test_a_signatory_where_the_round_asks_for_one(application: Application) -> None:
    application.terms.asks_signatory = True
    assert [name for name, _words in invoice(application).missing()] == [
        "signatory_name",
        "signatory_title",
        "signatory_email",
    ]
    named = {"signatory_name": "D", "signatory_title": "Direktör", "signatory_email": "d@l.example"}
    assert invoice(application, **named).typed_answer().signatory == SignatoryAnswer(
        "D", "Direktör", "d@l.example"
    )


# --- the rest -------------------------------------------------------------------------


def test_an_operation_is_asked_for_by_the_terms(application: Application) -> None:
    form = form_of(application, "organisation", {"department": ["K"]})
    assert form.errors == {}
    application.terms.asks_operation = True
    form = form_of(application, "organisation", {"department": ["K"]})
    assert form.missing() == [("operation", "Designated operation")]


def test_commitments_are_made_one_by_one(application: Application) -> None:
    form = form_of(application, "commitments", {"commitment_mentor": ["on"]})
    assert form.missing() == [("commitment_attend", "Vi lovar attend")]
    assert form.answers() == [
        {"label": "Vi lovar attend", "value": "", "field": "commitment_attend"},
        {"label": "Vi lovar mentor", "value": "Yes", "field": "commitment_mentor"},
    ]


def test_a_focus_is_chosen_or_written(application: Application) -> None:
    assert form_of(application, "why", {"why": ["Därför"]}).missing() == [
        ("focus_areas", "Wished focus")
    ]
    written = form_of(application, "why", {"why": ["Därför"], "focus_other": ["Bibliotek"]})
    assert (written.errors, written.summary()) == ({}, "Wished focus: Bibliotek")


def test_a_long_text_is_told_its_length(application: Application) -> None:
    form = form_of(application, "why", {"why": ["x" * 3001], "focus_other": ["B"]})
    assert form.errors == {"why": ["Shorten the text to at most 3000 characters. It is 3001 now."]}


def test_planned_in_days_is_a_day_to_come(application: Application) -> None:
    data = {"is_taken": ["no"], "body": ["council"], **planned_in(3)}
    form = form_of(application, "decision_to_apply", data)
    assert form.typed_answer().decided_on - form.case.today == timedelta(days=3)


def test_a_date_begun_is_missing_its_part(application: Application) -> None:
    form = decision(application, when="14 6 -")
    assert form.errors == {"decided_on": ["Write the year with four digits"]}
    assert form.missing() == [("decided_on", "The day when the decision was taken")]
