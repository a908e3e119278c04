"""What falls due in the improvement work: assessments, cycles and tasks, figures, mirrors.

SKR reads every mail in the outbox. The sentence of what is private therefore names nothing of
it, and the people it is told to are those of the team.
"""

from django.utils.translation import gettext_lazy as _

from improvements.reminders.assessments import find_own_answers, find_self_assessments
from improvements.reminders.before_meetings import find_mirrors, find_starting_points
from improvements.reminders.works import find_measurements, find_open_cycles, find_tasks
from modellkonceptet.notifications.enums import Role, Topic
from modellkonceptet.notifications.reminder_rules import Policy, Rule, register

COORDINATORS = (Role.STRATEGIST, Role.KEY_PERSON)
AT_HOME = (*COORDINATORS, Role.SENIOR_MANAGER, Role.POLITICIAN)
RULES = (
    Rule(
        key="improvements.self_assessment",
        topic=Topic.IMPROVEMENT,
        name=_("Self-assessment"),
        policy=Policy(days=(-7, -2, 2), audience=COORDINATORS, ladder=((Role.SENIOR_MANAGER, 7),)),
        find=find_self_assessments,
        offered=(*AT_HOME, Role.DESK),
    ),
    Rule(
        key="improvements.own_answers",
        topic=Topic.IMPROVEMENT,
        name=_("One’s own answers in the self-assessment"),
        policy=Policy(days=(0,)),
        find=find_own_answers,
        offered=(Role.RESPONSIBLE,),
    ),
    Rule(
        key="improvements.cycle_open",
        topic=Topic.IMPROVEMENT,
        name=_("Cycle that has been open too long"),
        policy=Policy(days=(1, 15, 43), ladder=((Role.STRATEGIST, 15),)),
        find=find_open_cycles,
        offered=(Role.RESPONSIBLE, *AT_HOME),
    ),
    Rule(
        key="improvements.task",
        topic=Topic.IMPROVEMENT,
        name=_("Task of a cycle"),
        policy=Policy(days=(-2, 1, 8)),
        find=find_tasks,
        offered=(Role.RESPONSIBLE, *AT_HOME),
    ),
    Rule(
        key="improvements.measurement",
        topic=Topic.IMPROVEMENT,
        name=_("Figures of an indicator"),
        policy=Policy(days=(0, 14)),
        find=find_measurements,
        offered=(Role.RESPONSIBLE, *AT_HOME),
    ),
    Rule(
        key="improvements.starting_point",
        topic=Topic.IMPROVEMENT,
        name=_("Starting point"),
        policy=Policy(days=(-14, -3, 3), audience=COORDINATORS),
        find=find_starting_points,
        offered=(*AT_HOME, Role.DESK),
    ),
    Rule(
        key="improvements.mirror",
        topic=Topic.IMPROVEMENT,
        name=_("Mirror of the group"),
        policy=Policy(days=(-3, 0), audience=COORDINATORS),
        find=find_mirrors,
        offered=(*AT_HOME, Role.DESK),
    ),
)
register(*RULES)
