"""Named questions about organisations, cohorts and participations, and who sees what."""

from datetime import date
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Replace

from cohorts.enums import Completion, ParticipationStatus, PromiseStatus
from modellkonceptet.accounts.rules import handles_applications
from modellkonceptet.civil_dates import today as civil_today


def is_staff(user: Any) -> bool:
    return bool(getattr(user, "is_staff", False))


def swedish(path: str) -> Any:
    """An ordering by name in which Å, Ä and Ö come last and in that order, on any database."""
    ordered: Any = F(path)
    for place, letters in enumerate(("Åå", "Ää", "Öö"), start=1):
        for letter in letters:
            ordered = Replace(ordered, Value(letter), Value(f"zzz{place}"))
    return ordered


def named_like(text: str, *paths: str) -> Q:
    """Rows in which one of the names at `paths` holds the text, in whatever case."""
    found = Q()
    # SQLite folds the case of ASCII letters only.
    for spelled in {text, text.lower(), text.capitalize(), text.title()}:
        for path in paths:
            found |= Q(**{f"{path}__icontains": spelled})
    return found


def _announced(path: str = "", *, day: date | None = None) -> Q:
    """Shown publicly by that day; `path` leads to the cohort."""
    known_on = {f"{path}announced_on__lte": day or civil_today()}
    return Q(**known_on) | Q(**{f"{path}is_historical": True})


class PublicQuerySet(models.QuerySet):
    """Public facts: everybody may read them."""

    def visible_to(self, user: Any) -> "PublicQuerySet":
        return self


class PartOfCohortQuerySet(models.QuerySet):
    """Parts of a round: seen as the round is. What belongs to no round is a template: public."""

    path = "cohort"

    def visible_to(self, user: Any) -> "PartOfCohortQuerySet":
        if is_staff(user):
            return self
        return self.filter(Q(**{self.path: None}) | _announced(f"{self.path}__"))


class PartOfTermsQuerySet(PartOfCohortQuerySet):
    path = "terms__cohort"


class StaffQuerySet(models.QuerySet):
    """SKR's own working material: mail domains, those who wait for the next round."""

    def visible_to(self, user: Any) -> "StaffQuerySet":
        return self if handles_applications(user) else self.none()


class OrganisationQuerySet(PublicQuerySet):
    def matching(self, text: str) -> "OrganisationQuerySet":
        """Found by typing: the start of the name first, then anywhere in it."""
        starts = models.Case(
            models.When(name__istartswith=text, then=0),
            default=1,
            output_field=models.IntegerField(),
        )
        return (
            self.filter(Q(name__icontains=text) | Q(official_name__icontains=text))
            .annotate(_starts=starts)
            .order_by("_starts", "name")
        )

    def that_took_part(self, day: date) -> "OrganisationQuerySet":
        """Those of announced rounds that had begun by then, each with `has_mentored`."""
        participations = apps.get_model("cohorts", "Participation").objects
        mentorships = apps.get_model("cohorts", "Mentorship").objects
        of_this = {"organisation": models.OuterRef("pk")}
        mentored = mentorships.filter(_announced("cohort__", day=day), **of_this)
        return self.filter(
            models.Exists(
                participations.filter(
                    _announced("cohort__", day=day),
                    Q(cohort__is_historical=True) | Q(cohort__starts_on__lte=day),
                    **of_this,
                ).exclude(status=ParticipationStatus.WITHDRAWN)
            )
        ).annotate(has_mentored=models.Exists(mentored))

    def with_mail_domain(self, domain: str) -> "OrganisationQuerySet":
        return self.filter(mail_domains__domain=domain.lower())


class CohortQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "CohortQuerySet":
        """Everybody sees what has been announced; SKR also what is being prepared."""
        return self if is_staff(user) else self.announced(None)

    def announced(self, today: date | None) -> "CohortQuerySet":
        return self.filter(_announced(day=today))

    def with_public_parts(self) -> "CohortQuerySet":
        """With timeline, and terms with their criteria, commitments and functions."""
        return self.prefetch_related(
            "timeline",
            models.Prefetch(
                "terms",
                apps.get_model("cohorts", "Terms")
                .objects.select_related("programme")
                .order_by("programme__participant_kind", "pk"),
            ),
            "terms__criteria",
            "terms__commitments",
            "terms__functions",
        )

    def begun_by(self, day: date) -> "CohortQuerySet":
        return self.filter(Q(is_historical=True) | Q(starts_on__lte=day))

    def not_over(self) -> "CohortQuerySet":
        """Being prepared, open, decided or running: rounds that somebody can still mentor in."""
        over = Q(is_historical=True) | Q(completed_on__lte=civil_today())
        return self.exclude(over)

    def coming(self, day: date) -> "CohortQuerySet":
        """Announced, and with an opening day ahead; the next one first."""
        return self.filter(is_historical=False, announced_on__lte=day, opens_on__gt=day).order_by(
            "opens_on", "pk"
        )

    def open_on(self, day: date) -> "CohortQuerySet":
        return self.filter(
            is_historical=False, announced_on__lte=day, opens_on__lte=day, closes_on__gte=day
        )


class ParticipationQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ParticipationQuerySet":
        """That an organisation takes part is public; its team is not (see TeamMember)."""
        return self

    def handled_by(self, user: Any) -> "ParticipationQuerySet":
        """With teams and conditions to follow: the business of those who handle applications."""
        return self if handles_applications(user) else self.none()

    def of_person(self, user: Any) -> "ParticipationQuerySet":
        return self.filter(team__user=user, team__left_on=None).distinct()

    def active(self) -> "ParticipationQuerySet":
        return self.filter(status=ParticipationStatus.ACTIVE)

    def completed(self) -> "ParticipationQuerySet":
        """Those who went through a round. What is not known of an old one counts as done."""
        return self.filter(status=ParticipationStatus.COMPLETED).exclude(completion=Completion.NO)

    def earlier_than(self, cohort: Any) -> "ParticipationQuerySet":
        """Of rounds that started before it, as far as the days are known."""
        others = self.exclude(cohort=cohort)
        if cohort.starts_on is None:
            return others
        return others.filter(Q(cohort__starts_on=None) | Q(cohort__starts_on__lt=cohort.starts_on))

    def beside(self, cohort: Any) -> "ParticipationQuerySet":
        """Active ones in other rounds: an organisation may be in two, and is told so."""
        return self.active().exclude(cohort=cohort)


class TeamMemberQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "TeamMemberQuerySet":
        """Contacts: those who handle applications, the team itself, and the people of its group."""
        if handles_applications(user):
            return self
        if not user.is_authenticated:
            return self.none()
        own = self.model._default_manager.filter(user=user, left_on=None).values("participation")
        return self.filter(
            Q(participation__in=own)
            | Q(left_on=None)
            & _taking_part("participation__")
            & in_groups_of(user, "participation__group")
        )

    def current(self) -> "TeamMemberQuerySet":
        return self.filter(left_on=None)


def _taking_part(path: str = "") -> Q:
    return ~Q(**{f"{path}status": ParticipationStatus.WITHDRAWN})


def own_seats(user: Any) -> "TeamMemberQuerySet":
    """Seats that the person holds today, in teams that take part or have gone through."""
    seats: TeamMemberQuerySet = apps.get_model("cohorts", "TeamMember").objects.current()
    return seats.filter(_taking_part("participation__"), user=user)


def in_groups_of(user: Any, path: str) -> Q:
    """Rows whose group at the end of `path` is one that the person learns or mentors in today."""
    return Q(**{f"{path}__in": _group_model().objects.of_person(user).values("pk")})


def _group_model() -> Any:
    return apps.get_model("cohorts", "Group")


class GroupQuerySet(PartOfCohortQuerySet):
    """A group is seen as its round is: it is a row only when it is published."""

    def standing(self) -> "GroupQuerySet":
        return self.filter(dissolved_on=None)

    def with_one_left(self) -> "GroupQuerySet":
        """Published groups of running rounds in which one participant is left."""
        counted = models.Count("participations", filter=_taking_part("participations__"))
        running = Q(cohort__completed_on=None) | Q(cohort__completed_on__gt=civil_today())
        standing = self.standing().filter(running, cohort__is_historical=False)
        return standing.annotate(_staying=counted).filter(_staying=1)

    def of_person(self, user: Any) -> "GroupQuerySet":
        """Those in which the person has a seat in a team, or mentors, today."""
        members = apps.get_model("cohorts", "TeamMember").objects.current()
        people = apps.get_model("cohorts", "MentorPerson").objects.current()
        learns = members.filter(
            _taking_part("participation__"), user=user, participation__group=models.OuterRef("pk")
        )
        mentors = people.filter(
            user=user,
            promise__mentorships__group=models.OuterRef("pk"),
            promise__mentorships__ended_on=None,
        )
        return self.standing().filter(models.Exists(learns) | models.Exists(mentors))


class MentorshipQuerySet(PartOfCohortQuerySet):
    def current(self) -> "MentorshipQuerySet":
        return self.filter(ended_on=None)


class OfGroupQuerySet(models.QuerySet):
    """What the people of a group have together: they and those who handle applications see it."""

    path = "group"

    def visible_to(self, user: Any) -> "OfGroupQuerySet":
        if handles_applications(user):
            return self
        if not user.is_authenticated:
            return self.none()
        return self.filter(in_groups_of(user, self.path))


class OfPostQuerySet(OfGroupQuerySet):
    path = "post__group"


class MentorPromiseQuerySet(StaffQuerySet):
    """The ledger is SKR's own; an organisation answers by its link."""

    def serving(self) -> "MentorPromiseQuerySet":
        return self.filter(status=PromiseStatus.SERVING)

    def open(self) -> "MentorPromiseQuerySet":
        """Not kept and not excused."""
        return self.exclude(status__in=(PromiseStatus.DONE, PromiseStatus.EXCUSED))

    def for_round(self, cohort: Any) -> "MentorPromiseQuerySet":
        """Those of whom the round has asked something that stands: asked, yes, or mentor."""
        taken = (PromiseStatus.ASKED, PromiseStatus.ACCEPTED, PromiseStatus.SERVING)
        return self.filter(cohort=cohort, status__in=taken)

    def of_rounds_over(self, day: date) -> "MentorPromiseQuerySet":
        """Asked, said yes or mentoring in a round that is completed by then."""
        taken = (PromiseStatus.ASKED, PromiseStatus.ACCEPTED, PromiseStatus.SERVING)
        return self.filter(cohort__completed_on__lte=day, status__in=taken)


class MentorPersonQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "MentorPersonQuerySet":
        """Contacts: those who handle applications, oneself, and the people of the group."""
        if handles_applications(user):
            return self
        if not user.is_authenticated:
            return self.none()
        groups = _group_model().objects.of_person(user).values("pk")
        mentorships = apps.get_model("cohorts", "Mentorship").objects.current()
        serves = mentorships.filter(promise=models.OuterRef("promise"), group__in=groups)
        return self.filter(Q(user=user) | Q(left_on=None) & models.Exists(serves))

    def current(self) -> "MentorPersonQuerySet":
        return self.filter(left_on=None)


class BoardQuerySet(StaffQuerySet):
    """Groups that are being put together: nobody outside SKR sees anything of them."""
