"""Choices and transition tables of the cohorts app."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from modellkonceptet.workflow import Transition, table


class OrganisationKind(models.TextChoices):
    MUNICIPALITY = "municipality", _("Municipality")
    REGION = "region", _("Region")
    ASSOCIATION = "association", _("Association of municipalities")


class UnitKind(models.TextChoices):
    DISTRICT = "district", _("City district")
    # Without a context it would be the Swedish heading of the Django admin.
    ADMINISTRATION = "administration", pgettext_lazy("part of a municipality", "Administration")


class ParticipantKind(models.TextChoices):
    """Whose terms apply. An association of municipalities takes part as municipalities do."""

    MUNICIPALITY = "municipality", _("Municipalities")
    REGION = "region", _("Regions")


class Function(models.TextChoices):
    """In which capacity a person takes part."""

    POLITICIAN = "politician", _("Politician")
    SENIOR_MANAGER = "senior_manager", _("Senior manager")
    KEY_PERSON = "key_person", _("Key person")
    FINANCE_MANAGER = "finance_manager", _("Finance manager")
    STRATEGIST = "strategist", _("Gender-equality strategist")


class CriterionRule(models.TextChoices):
    """What evidence settles a criterion; the applications app knows how."""

    POLITICAL_DECISION = "political_decision", _("Political decision on gender mainstreaming")
    DECISION_TO_APPLY = "decision_to_apply", _("Own decision to take part")
    TEAM = "team", _("All functions take part")
    COMMITMENTS = "commitments", _("All commitments are made")
    OPERATION = "operation", _("A designated operation")
    MANUAL = "manual", _("Judged by SKR")


class DecisionMode(models.TextChoices):
    FIXED = "fixed", _("On one decision day")
    ROLLING = "rolling", _("As applications come in")


class Phase(models.TextChoices):
    """Where a cohort stands, from its dates alone: nobody presses a button."""

    DRAFT = "draft", _("Being prepared")
    ANNOUNCED = "announced", _("Opens later")
    OPEN = "open", _("Open for applications")
    DECIDING = "deciding", _("Applications are being decided")
    RUNNING = "running", _("Running")
    COMPLETED = "completed", _("Completed")


class Precision(models.TextChoices):
    """How exactly a date is known."""

    DAY = "day", _("Day")
    MONTH = "month", _("Month or months")
    YEAR = "year", _("Year")


class EventKind(models.TextChoices):
    """What a row of the timeline is. The meetings themselves are made later from these."""

    INFORMATION = "information", _("Information meeting")
    KICK_OFF = "kick_off", _("Kick-off conference")
    STRATEGIST_MEETING = "strategist_meeting", _("Strategist meeting")
    LEARNING_MEETING = "learning_meeting", _("Learning meetings")
    LEARNING_SEMINAR = "learning_seminar", _("Learning seminars")
    RESULTS_CONFERENCE = "results_conference", _("Results conference")
    EVALUATION = "evaluation", _("Evaluation report")
    OTHER = "other", _("Other")


class ParticipationStatus(models.TextChoices):
    ACTIVE = "active", _("Active")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    COMPLETED = "completed", _("Completed")


class MentorRole(models.TextChoices):
    LEAD = "lead", _("Mentor")
    SUPPORTING = "supporting", _("Supporting mentor")


class FocusArea(models.TextChoices):
    """Core operations that applicants most often work with; free text stands beside."""

    SCHOOL = "school", _("Preschool and school")
    SOCIAL = "social", _("Social services")
    ELDERLY = "elderly", _("Elderly care")
    HEALTH = "health", _("Health care and public health")
    CULTURE = "culture", _("Culture and leisure")
    WORK = "work", _("Work and adult education")
    PLANNING = "planning", _("Planning and transport")
    REGIONAL = "regional", _("Regional development")
    STEERING = "steering", _("Steering, budget and follow-up")


class PromiseStatus(models.TextChoices):
    """Where a completed participant's promise to mentor stands."""

    PROMISED = "promised", _("Promised")
    ASKED = "asked", _("Asked")
    ACCEPTED = "accepted", _("Has said yes")
    DECLINED = "declined", _("Has said no")
    SERVING = "serving", _("Is mentor")
    DONE = "done", _("Has been mentor")
    EXCUSED = "excused", _("Excused")


class Completion(models.TextChoices):
    """What the record says of a historical round: unknown counts as completed for mentors."""

    YES = "yes", _("Completed")
    UNKNOWN = "unknown", _("Not known")
    NO = "no", _("Not completed")


PARTICIPATION_TRANSITIONS = table(
    Transition(
        "withdraw",
        frozenset({ParticipationStatus.ACTIVE}),
        ParticipationStatus.WITHDRAWN,
        "cohorts.withdraw_participation",
    ),
    Transition(
        "complete",
        frozenset({ParticipationStatus.ACTIVE}),
        ParticipationStatus.COMPLETED,
        "cohorts.complete_participation",
    ),
    Transition(
        "reinstate",
        frozenset({ParticipationStatus.WITHDRAWN}),
        ParticipationStatus.ACTIVE,
        "cohorts.reinstate_participation",
    ),
)

_MENTORS = "cohorts.manage_mentors"
PROMISE_TRANSITIONS = table(
    Transition(
        "ask",
        frozenset({PromiseStatus.PROMISED, PromiseStatus.DECLINED}),
        PromiseStatus.ASKED,
        _MENTORS,
    ),
    Transition("take_back", frozenset({PromiseStatus.ASKED}), PromiseStatus.PROMISED, _MENTORS),
    # Answered by the link in the mail (the system moves it) or noted by SKR.
    Transition(
        "accept",
        frozenset({PromiseStatus.PROMISED, PromiseStatus.ASKED, PromiseStatus.DECLINED}),
        PromiseStatus.ACCEPTED,
        _MENTORS,
    ),
    Transition(
        "decline",
        frozenset({PromiseStatus.ASKED, PromiseStatus.ACCEPTED}),
        PromiseStatus.DECLINED,
        _MENTORS,
    ),
    Transition("release", frozenset({PromiseStatus.ACCEPTED}), PromiseStatus.PROMISED, _MENTORS),
    # By publishing groups, and by publishing them without this mentor.
    Transition(
        "serve",
        frozenset({PromiseStatus.ACCEPTED}),
        PromiseStatus.SERVING,
        "cohorts.manage_groups",
    ),
    Transition(
        "stand_down",
        frozenset({PromiseStatus.SERVING}),
        PromiseStatus.ACCEPTED,
        "cohorts.manage_groups",
    ),
    Transition("finish", frozenset({PromiseStatus.SERVING}), PromiseStatus.DONE, _MENTORS),
    Transition(
        "excuse",
        frozenset(
            {
                PromiseStatus.PROMISED,
                PromiseStatus.ASKED,
                PromiseStatus.ACCEPTED,
                PromiseStatus.DECLINED,
            }
        ),
        PromiseStatus.EXCUSED,
        _MENTORS,
    ),
    Transition("restore", frozenset({PromiseStatus.EXCUSED}), PromiseStatus.PROMISED, _MENTORS),
)
