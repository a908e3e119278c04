"""Committee papers put together from an application, or from a result report.

The paper is in Swedish whoever reads the page: everything here is worded under its language.
"""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from applications.enums import DecidingBody
from applications.forms.decisions import BODIES
from applications.models import AdmissionDecision, Submission
from applications.sections import SectionState, Walker
from cohorts.enums import DecisionMode, FocusArea, Function, OrganisationKind
from cohorts.facts import kronor, price_in_words
from cohorts.models import Cohort, Participation, Terms
from modellkonceptet.civil_dates import civil_date, in_words, period, today
from reporting.application_paper import ApplicationMatter, Seat, application_paper
from reporting.committee_paper import LANGUAGE, CommitteePaper, PaperHead
from reporting.models import ResultReport
from reporting.report_content import Document
from reporting.results_paper import ResultsMatter, Told, results_paper

_OF_CHILDREN = (FocusArea.SCHOOL, FocusArea.SOCIAL, FocusArea.CULTURE)
_WRITERS = (Function.KEY_PERSON, Function.STRATEGIST)


# --- from an application -------------------------------------------------------


def paper_of_application(walker: Walker) -> CommitteePaper:
    """From the answers as they stand now, sent in or not."""
    with override(LANGUAGE):
        return application_paper(_matter_of_application(walker))


def decided_already(walker: Walker) -> bool:
    """Whether the application says that the decision to take part is taken."""
    return _typed(walker, "decision_to_apply", "is_taken") == "yes"


def _matter_of_application(walker: Walker) -> ApplicationMatter:
    application, terms = walker.application, walker.application.terms
    cohort = application.cohort
    why = walker.section("why").form
    focus = walker.section("why").data.get("focus_areas", [])
    areas = [FocusArea(value) for value in focus if value in FocusArea.values]
    labels = tuple(str(area.label) for area in areas)
    other = why.typed("focus_other")
    return ApplicationMatter(
        head=_head_of_application(walker),
        purpose=terms.purpose,
        closes_on=_day(cohort.closes_on),
        days=tuple(_days(cohort)),
        criteria=tuple(one.wording for one in terms.criteria.all()),
        commitments=tuple(one.wording for one in walker.case.commitments),
        results=tuple(one.wording for one in terms.expected_results.all()),
        seats=tuple(_seats(walker.section("team"))),
        policy=_policy(walker.section("political_decision")),
        why=why.typed("why"),
        focus=(*labels, *filter(None, [other])),
        focus_on_children=tuple(str(area.label) for area in areas if area in _OF_CHILDREN),
        done_so_far=why.typed("done_so_far"),
        related_work=why.typed("related_work"),
        fee=kronor(terms.fee) if terms.fee else "",
        is_free=terms.fee == 0,
        price=tuple(price_in_words(terms)[1:]),
        invoiced=str(cohort.invoicing_year or ""),
        time_needed=terms.participant_days,
        documents=tuple(_documents(walker)),
    )


def _head_of_application(walker: Walker) -> PaperHead:
    application = walker.application
    who = application.organisation.official_name
    responsible = application.collaborators.filter(is_owner=True).select_related("user").first()
    decision: Any = walker.section("decision_to_apply").form
    body = "" if "body" in decision.errors else decision.body_in_words()
    return PaperHead(
        who=f"{who}, {application.unit}" if application.unit else who,
        round_name=application.cohort.name,
        day=_day(walker.today),
        department=walker.section("organisation").form.typed("department"),
        officer=responsible.user.name if responsible else "",
        committee=body,
        diary_number=decision.typed("diary_number"),
    )


def _days(cohort: Cohort) -> list[tuple[str, str]]:
    """What happens when, in order."""
    dated = [(one.first_day, _event_day(one), one.name) for one in cohort.timeline.all()]
    if cohort.closes_on:
        dated.append((cohort.closes_on, _day(cohort.closes_on), _("The last day to apply")))
    if cohort.decision_mode != DecisionMode.ROLLING and cohort.decision_on:
        words = _("SKR decides who takes part")
        dated.append((cohort.decision_on, _day(cohort.decision_on), words))
    return [(when, what) for _first, when, what in sorted(dated, key=lambda one: one[0])]


def _event_day(event: Any) -> str:
    return period(event.first_day, event.last_day, event.precision)


def _seats(state: SectionState) -> list[Seat]:
    """Every function that must have somebody, and the others that have."""
    form: Any = state.form
    found = []
    for key, (label, is_required) in form.people.items():
        name, title = form.typed(f"{key}_name"), form.typed(f"{key}_title")
        if name or is_required:
            found.append(Seat(str(label), name, title, key == Function.POLITICIAN))
    return found


def _policy(state: SectionState) -> str:
    """The section's own line, once it is whole."""
    return f"{state.form.summary()}." if state.has_content and state.is_complete else ""


def _documents(walker: Walker) -> list[str]:
    files = [str(one) for listed in walker.case.documents.values() for one in listed]
    submission = walker.application.current_submission
    if submission is None:
        return files
    words = {"reference": walker.application.reference, "day": _day(submission.submitted_at)}
    return [*files, _("The application %(reference)s, sent in %(day)s") % words]


def _typed(walker: Walker, key: str, name: str) -> str:
    return (walker.section(key).data.get(name) or [""])[-1]


# --- from a result report ------------------------------------------------------


def paper_of_report(report: ResultReport, document: Document) -> CommitteePaper:
    """From the report as the team reads it: with what is private only where it was let in."""
    with override(LANGUAGE):
        return results_paper(_matter_of_report(report, document))


def _matter_of_report(report: ResultReport, document: Document) -> ResultsMatter:
    home, form = report.participation, report.occasion.form
    cohort = home.cohort
    prefills = dict(form.sections.values_list("key", "prefill"))
    terms = Terms.objects.filter(cohort=cohort, programme=form.programme).first()
    fee = terms.fee if terms else None
    writers = _writers(home)
    year = cohort.invoicing_year
    return ResultsMatter(
        head=_head_of_report(home, writers),
        report_name=document.title,
        told=tuple(Told(part, prefills.get(part.key, "")) for part in document.parts),
        writers=tuple(writers),
        sent_on=_day(report.sent_at),
        approved_on=_day(report.approved_at),
        fee=kronor(fee) if fee else "",
        is_free=fee == 0,
        invoiced=str(year or ""),
        is_invoiced=bool(year and year < today().year),
    )


def _head_of_report(home: Participation, writers: list[str]) -> PaperHead:
    """Where the matter lay when the organisation applied, it most likely lies now."""
    applied = _applied(home)
    decision = getattr(applied, "decision_to_apply", None)
    who = home.organisation.official_name
    return PaperHead(
        who=f"{who}, {home.unit}" if home.unit else who,
        round_name=home.cohort.name,
        day=_day(today()),
        department=applied.department if applied else "",
        officer=writers[0] if writers else "",
        committee=_body(home, decision) if decision else "",
        diary_number=decision.diary_number if decision else "",
    )


def _applied(home: Participation) -> Submission | None:
    """What the organisation had sent in when it was admitted; earlier rounds have nothing."""
    decision = (
        AdmissionDecision.objects.filter(participation=home, published_at__isnull=False)
        .order_by("-number")
        .select_related("application__current_submission__decision_to_apply")
        .first()
    )
    return decision.application.current_submission if decision else None


def _body(home: Participation, decision: Any) -> str:
    """The body by its name, as the application's own form words it."""
    if decision.body_name:
        return str(decision.body_name)
    council, board = BODIES[OrganisationKind(home.organisation.kind)]
    known = {DecidingBody.COUNCIL: council, DecidingBody.BOARD: board}
    return str(known.get(decision.body, ""))


def _writers(home: Participation) -> list[str]:
    seats = home.team.current().filter(function__in=_WRITERS).exclude(name="").order_by("pk")
    ordered = sorted(seats, key=lambda seat: _WRITERS.index(Function(seat.function)))
    return list(dict.fromkeys(seat.name for seat in ordered))


def _day(value: Any) -> str:
    return in_words(civil_date(value), weekday=False, year=True) if value else ""
