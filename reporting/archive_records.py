"""What everybody may know of those who have taken part: the one source of the public archive.

Map, timeline, search, open data, feed and sitemap all read from here, as somebody who has not
signed in: whoever looks, and with whatever account, the same is public.
"""

from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Prefetch, Q

from cohorts.enums import ParticipationStatus
from cohorts.models import Cohort, Mentorship, Organisation, Participation
from cohorts.querysets import (
    CohortQuerySet,
    ParticipationQuerySet,
    PartOfCohortQuerySet,
    PublicQuerySet,
    swedish,
)
from reporting.models import EvaluationReport, LearningExample, ResultReport, TextPage
from reporting.querysets import (
    EvaluationReportQuerySet,
    LearningExampleQuerySet,
    ResultReportQuerySet,
    TextPageQuerySet,
)

EVERYBODY = AnonymousUser()
# Groups of a running round, and so their mentors, are public from the day they are published.
_PUBLISHED = Q(cohort__is_historical=True) | Q(group__published_at__isnull=False)


def public_cohorts() -> CohortQuerySet:
    """Rounds that have been announced."""
    return Cohort.objects.visible_to(EVERYBODY)


def public_participations(day: date) -> ParticipationQuerySet:
    """Of announced rounds that had begun by then; those who left are not counted."""
    return (
        Participation.objects.visible_to(EVERYBODY)
        .filter(cohort__in=public_cohorts().begun_by(day))
        .exclude(status=ParticipationStatus.WITHDRAWN)
        .select_related("cohort", "organisation", "unit", "group")
    )


def public_mentorships(day: date) -> PartOfCohortQuerySet:
    """Of the same rounds; those who did not mentor to the end are not counted."""
    return (
        Mentorship.objects.visible_to(EVERYBODY)
        .filter(_PUBLISHED, ended_on=None, cohort__in=public_cohorts().begun_by(day))
        .select_related("cohort", "organisation", "group")
    )


def organisations_in_archive(day: date) -> PublicQuerySet:
    """Those who have taken part or mentored, in Swedish order, with their rounds at hand."""
    took_part, mentored = public_participations(day), public_mentorships(day)
    of_this = {"organisation": OuterRef("pk")}
    return (
        Organisation.objects.visible_to(EVERYBODY)
        .filter(Exists(took_part.filter(**of_this)) | Exists(mentored.filter(**of_this)))
        .order_by(swedish("name"), "pk")
        .prefetch_related(Prefetch("participations", took_part), Prefetch("mentorships", mentored))
    )


def published_results() -> ResultReportQuerySet:
    """What participants have published of their result reports, the latest first.

    Gone from here is gone everywhere: a publication that is taken back has no `public` any more.
    """
    return (
        ResultReport.objects.published()
        .filter(participation__cohort__in=public_cohorts())
        .select_related(
            "occasion__form",
            "occasion__cohort",
            *(f"participation__{name}" for name in ("organisation", "unit", "cohort")),
        )
        .order_by("-published_at", "-pk")
    )


def published_examples() -> LearningExampleQuerySet:
    """Learning examples, the latest first; those of a round only when the round is announced."""
    return (
        LearningExample.objects.published()
        .filter(Q(cohort=None) | Q(cohort__in=public_cohorts()))
        .select_related("organisation", "cohort")
        .order_by("-published_at", "-pk")
    )


def published_pages() -> TextPageQuerySet:
    """SKR's own pages, by title."""
    return TextPage.objects.published().own_pages().order_by("title_sv", "pk")


def published_evaluations() -> EvaluationReportQuerySet:
    """Evaluators' reports that SKR has published, the latest first."""
    return (
        EvaluationReport.objects.published()
        .filter(cohort__in=public_cohorts())
        .select_related("cohort")
        .order_by("-published_at", "-pk")
    )
