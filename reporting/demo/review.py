"""SKR's side of the demo's applications: completion, verdicts, points and prepared decisions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from applications.enums import (
    ConditionKind,
    DocumentPurpose,
    Outcome,
    VerdictOutcome,
)
from applications.models import AccessRequest, Application, ReasonCode, ScoringCriterion
from applications.services.deciding import ConditionTerms, prepare_decision
from applications.services.drafts import remove_document, save_section
from applications.services.reviewing import (
    decide_verdict,
    mark_reviewed,
    request_completion,
    score_application,
    write_note,
)
from applications.services.starting import ask_access
from cohorts.models import Cohort
from modellkonceptet.accounts.models import User
from modellkonceptet.records.models import StoredFile
from reporting.demo.applicants import board_decision
from reporting.demo.open_round import working_day
from reporting.demo.people import DemoPerson, make_person
from reporting.demo.sent_in import REGIONS
from reporting.demo.typed import decision_day
from reporting.demo.writing import attach_minutes, days_ago, move_history, send_in

TIERP, KALMAR, KARLSTAD = "0360", "0880", "1780"
KIRUNA, HELSINGBORG, ESKILSTUNA, SKOVDE, ARE = "2584", "1283", "0484", "1496", "2321"
GAVLEBORG = "21"
GAVLEBORG_APPLIES = next(one.apply for one in REGIONS if one.code == GAVLEBORG)
SCORING = (
    ("Tydligt mål för förbättringen", "A clear aim for the improvement", 2),
    ("Förankring hos ledningen", "Support among the leadership", 2),
    ("Kunskap att dela med andra", "Knowledge to share with others", 1),
)


@dataclass(frozen=True)
class Reason:
    code: str
    outcome: str
    label: str
    paragraph: str


REASONS = (
    Reason(
        "alla-villkor",
        Outcome.ADMITTED,
        "Uppfyller alla förutsättningar",
        "Ni uppfyller alla förutsättningar för att delta.",
    ),
    Reason(
        "beslut-planerat",
        Outcome.CONDITIONAL,
        "Beslutet är planerat",
        "Ert eget beslut att delta är planerat men inte fattat. Platsen är er när beslutet finns.",
    ),
    Reason(
        "platserna-racker-inte",
        Outcome.WAITING_LIST,
        "Fler anmälningar än platser",
        "Fler har anmält intresse än det finns platser. Vi hör av oss om en plats blir ledig.",
    ),
    Reason(
        "beslut-for-sent",
        Outcome.DECLINED,
        "Politiskt beslut kommer för sent",
        "Ert politiska beslut är planerat till efter omgångens start.",
    ),
    Reason(
        "politiskt-beslut-saknas",
        Outcome.DECLINED,
        "Politiskt beslut saknas",
        "Det saknas ett politiskt beslut om jämställdhetsintegrering.",
    ),
)


def ask_to_be_let_in(applications: Mapping[str, Application]) -> None:
    """A colleague at Karlstad who did not know that the application had been started."""
    application = applications[KARLSTAD]
    colleague = make_person(DemoPerson("utredare@karlstad.example", "Utredare, Karlstads kommun"))
    request = ask_access(
        cohort=application.cohort,
        organisation=application.organisation,
        unit=application.unit,
        actor=colleague,
        message="Jag samordnar arbetet på utbildningsförvaltningen och vill kunna läsa och skriva.",
    )
    AccessRequest.objects.filter(pk=request.pk).update(asked_at=days_ago(2, about=application))


def review_applications(
    made: Mapping[str, Application], *, cohort: Cohort, today: date, people: Mapping[str, User]
) -> None:
    lead = people["projektledare@skr.example"]
    reviewers = [people["granskare@skr.example"], people["granskare2@skr.example"]]
    reasons = {one.code: _reason(one) for one in REASONS}
    _ask_for_completion(made[TIERP], today=today, by=lead)
    _complete(made[KALMAR], today=today, asked_by=lead)
    _note(made[KIRUNA], by=reviewers[0])
    for code in (HELSINGBORG, ESKILSTUNA, SKOVDE, GAVLEBORG):
        _settle(made[code], by=reviewers[0])
    _score(cohort, [made[code] for code in (HELSINGBORG, ESKILSTUNA, SKOVDE)], reviewers)
    _propose(made[ESKILSTUNA], reasons["alla-villkor"], by=lead)
    _propose(made[SKOVDE], reasons["alla-villkor"], by=lead)
    _propose(made[ARE], reasons["beslut-for-sent"], by=lead)
    planned = decision_day(GAVLEBORG_APPLIES, today)
    condition = ConditionTerms(
        ConditionKind.DECISION_TO_APPLY,
        "Regionstyrelsens beslut att delta, som protokollsutdrag.",
        working_day(planned + timedelta(days=14)),
    )
    _propose(made[GAVLEBORG], reasons["beslut-planerat"], condition, by=lead)


def _propose(
    application: Application, reason: ReasonCode, *conditions: ConditionTerms, by: User
) -> None:
    decision = prepare_decision(
        application=application,
        outcome=reason.outcome,
        text=reason.paragraph,
        reasons=[reason],
        conditions=conditions,
        actor=by,
    )
    application.decisions.filter(pk=decision.pk).update(prepared_at=days_ago(1, about=application))


def _note(application: Application, *, by: User) -> None:
    note = write_note(
        application=application,
        text="Ringde och frågade om grupp: de möter gärna en kommun längs kusten också.",
        actor=by,
    )
    application.notes.filter(pk=note.pk).update(written_at=days_ago(5, about=application))


def _reason(reason: Reason) -> ReasonCode:
    code, _created = ReasonCode.objects.get_or_create(
        code=reason.code,
        defaults={
            "outcome": reason.outcome,
            "label": reason.label,
            "paragraph": reason.paragraph,
        },
    )
    return code


def _ask_for_completion(application: Application, *, today: date, by: User) -> None:
    request_completion(
        application=application,
        sections=["why", "political_decision"],
        message=(
            "Skriv mer om vad ni vill förändra i äldreomsorgen och hur. Lägg också till den sida i"
            " budgeten där jämställdhet nämns; utdraget visar bara beslutet."
        ),
        due_on=working_day(today + timedelta(days=9)),
        actor=by,
    )
    _move_request(application, days=3)


def _complete(application: Application, *, today: date, asked_by: User) -> None:
    """Asked for more, and it has come in: a newer decision with its minutes."""
    request_completion(
        application=application,
        sections=["decision_to_apply"],
        message="Vi kan inte läsa protokollsutdraget. Skicka ett nytt, och rätt datum.",
        due_on=working_day(today + timedelta(days=5)),
        actor=asked_by,
    )
    decision = board_decision(-7, "KS {year}/0931")
    day = decision_day(decision, today)
    draft = application.drafts.get(section="decision_to_apply")
    save_section(
        application=application,
        section="decision_to_apply",
        data=draft.data
        | {
            "decided_on_day": [str(day.day)],
            "decided_on_month": [str(day.month)],
            "decided_on_year": [str(day.year)],
        },
        base_version=draft.version,
        actor=application.created_by,
    )
    purpose = DocumentPurpose.DECISION_TO_APPLY
    former = application.documents.get(purpose=purpose)
    remove_document(document=former, actor=application.created_by)
    attach_minutes(application, purpose, decision, today=today)
    send_in(application)
    completed = days_ago(2, about=application)
    application.documents.filter(pk=former.pk).update(removed_at=completed)
    newer = application.documents.get(purpose=purpose, removed_at=None).file
    StoredFile.objects.filter(pk=newer.pk).update(created_at=completed)
    application.submissions.filter(number=2).update(submitted_at=completed)
    application.completion_requests.update(closed_at=completed)
    _move_request(application, days=4)
    move_history(application, completed, "complete")


def _move_request(application: Application, *, days: int) -> None:
    asked = days_ago(days, about=application)
    application.completion_requests.update(requested_at=asked)
    move_history(application, asked, "request_completion")


def _settle(application: Application, *, by: User) -> None:
    """Read what the machine leaves to people, and say that everything is looked at."""
    for verdict in application.verdicts.filter(outcome=VerdictOutcome.TO_CHECK):
        decide_verdict(
            verdict=verdict,
            outcome=VerdictOutcome.MET,
            reason="Underlaget är läst och räcker.",
            actor=by,
        )
    mark_reviewed(application=application, actor=by)
    read = days_ago(4, about=application)
    move_history(application, read, "decide_verdict")
    move_history(application, read + timedelta(minutes=10), "mark_reviewed")


def _score(cohort: Cohort, applications: list[Application], reviewers: list[User]) -> None:
    criteria = [
        ScoringCriterion.objects.create(
            cohort=cohort, name_sv=name_sv, name_en=name_en, weight=weight, position=position
        )
        for position, (name_sv, name_en, weight) in enumerate(SCORING, start=1)
    ]
    for row, application in enumerate(applications):
        for column, reviewer in enumerate(reviewers):
            score_application(
                application=application,
                points={
                    one.pk: 2 + (row + column + place) % 3 for place, one in enumerate(criteria)
                },
                actor=reviewer,
            )
