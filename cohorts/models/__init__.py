"""Organisations, programmes, cohorts and those who take part."""

from cohorts.models.cohort import Cohort, QuestionAnswer, RoundSubscriber, TimelineEvent
from cohorts.models.group import Group, GroupFile, GroupPost, Mentorship
from cohorts.models.grouping import BoardStep, GroupBoard, GroupingProposal
from cohorts.models.mentoring import MentorPerson, MentorPromise
from cohorts.models.organisation import CemrSignature, MailDomain, Organisation, Unit
from cohorts.models.participation import Participation, TeamMember
from cohorts.models.programme import (
    Commitment,
    EligibilityCriterion,
    ExpectedResult,
    Programme,
    RequiredFunction,
    ScheduleStep,
    Terms,
)
from cohorts.models.reminding import RoundReminder

__all__ = [
    "BoardStep",
    "CemrSignature",
    "Cohort",
    "Commitment",
    "EligibilityCriterion",
    "ExpectedResult",
    "Group",
    "GroupBoard",
    "GroupFile",
    "GroupPost",
    "GroupingProposal",
    "MailDomain",
    "MentorPerson",
    "MentorPromise",
    "Mentorship",
    "Organisation",
    "Participation",
    "Programme",
    "QuestionAnswer",
    "RequiredFunction",
    "RoundReminder",
    "RoundSubscriber",
    "ScheduleStep",
    "TeamMember",
    "Terms",
    "TimelineEvent",
    "Unit",
]
