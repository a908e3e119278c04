"""Improvement works with their drivers, changes, steps and PDSA cycles, and what was said of them.

Also what is only for one's own organisation: the case stays at home, and says which that is.
"""

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from improvements.enums import NationalGoal, SteeringLink
from improvements.models import (
    ChangeIdea,
    Comment,
    Cycle,
    CycleQuestion,
    CycleTask,
    Driver,
    Improvement,
    Observation,
    ProgressStep,
)
from reporting.case_file.bundle import UPLOADED
from reporting.case_file.case import Case, Chapter, name_of
from reporting.case_file.records import Listing, Record, Shape, listed

WORK = Shape(
    Improvement,
    (
        "title",
        "problem",
        "aim_what",
        "aim_amount",
        "aim_group",
        "aim_by",
        "operation",
        "steering_links",
        "national_goals",
        "agenda_goals",
        "cemr_articles",
        "team",
        "own_method",
        "status",
        "outcome",
        "implemented_in",
        "spread_to",
        "is_private",
        "created_at",
        "changed_at",
    ),
    {
        "id": gettext_lazy("Number in the service"),
        "responsible": gettext_lazy("Responsible"),
    },
    {"steering_links": SteeringLink, "national_goals": NationalGoal},
    frozenset({"title", "id"}),
)
STEP = Shape(ProgressStep, ("set_at", "tenths", "evidence"))
DRIVER = Shape(
    Driver,
    ("text",),
    {"id": gettext_lazy("Number in the service"), "parent": gettext_lazy("Part of driver")},
    unread=frozenset({"id"}),
)
IDEA = Shape(
    ChangeIdea,
    ("text", "status"),
    {
        "id": gettext_lazy("Number in the service"),
        "driver": gettext_lazy("Moves the driver"),
    },
    unread=frozenset({"id"}),
)
CYCLE = Shape(
    Cycle,
    (
        "number",
        "title",
        "kind",
        "scale",
        "status",
        "planned_from",
        "planned_to",
        "started_on",
        "ended_on",
        "objective",
        "arrangement",
        "data_plan",
        "as_planned",
        "what_happened",
        "problems",
        "data_shows",
        "compared",
        "by_sex",
        "learned",
        "decision",
        "changes_next",
        "keeping",
    ),
    {
        "idea": gettext_lazy("Tests the change"),
        "previous": gettext_lazy("Follows cycle"),
        "owner": gettext_lazy("Responsible"),
    },
    unread=frozenset({"number", "title"}),
)
QUESTION = Shape(CycleQuestion, ("question", "prediction", "result", "confirmed"))
TASK = Shape(
    CycleTask, ("text", "place", "due_on", "done_on"), {"responsible": gettext_lazy("Responsible")}
)
SEEN = Shape(
    Observation,
    ("seen_at", "text"),
    {"author": gettext_lazy("Written by"), "file": gettext_lazy("File")},
)
SAID = Shape(
    Comment,
    ("written_at", "text"),
    {"author": gettext_lazy("Written by"), "cycle": gettext_lazy("About cycle")},
)


def read_works(case: Case) -> list[Listing]:
    cycles = (
        Cycle.objects.select_related("owner", "previous", "idea")
        .prefetch_related(
            "questions",
            Prefetch("tasks", CycleTask.objects.select_related("responsible")),
            Prefetch(
                "observations",
                Observation.objects.select_related("author", "file").order_by("seen_at", "pk"),
            ),
        )
        .order_by("number")
    )
    works = (
        Improvement.objects.filter(participation=case.participation)
        .select_related("responsible")
        .prefetch_related(
            Prefetch("progress", ProgressStep.objects.order_by("set_at", "pk")),
            "drivers",
            "change_ideas",
            Prefetch("comments", Comment.objects.select_related("author", "cycle")),
            Prefetch("cycles", cycles),
        )
        .order_by("pk")
    )
    return [Listing("works", "", tuple(_work(case, one) for one in works))]


def _work(case: Case, work: Improvement) -> Record:
    drivers = {one.pk: one.text for one in work.drivers.all()}
    return WORK.record(
        work,
        title=work.title,
        id=work.pk,
        responsible=work.responsible.name if work.responsible else work.responsible_name,
        listings=[
            listed(
                "progress",
                _("Where it stood, and what showed it"),
                [STEP.record(one) for one in work.progress.all()],
                as_table=True,
            ),
            listed(
                "drivers",
                _("Drivers"),
                [
                    DRIVER.record(one, id=one.pk, parent=drivers.get(one.parent_id or 0, ""))
                    for one in work.drivers.all()
                ],
                as_table=True,
            ),
            listed(
                "change_ideas",
                _("Changes"),
                [
                    IDEA.record(one, id=one.pk, driver=drivers.get(one.driver_id or 0, ""))
                    for one in work.change_ideas.all()
                ],
                as_table=True,
            ),
            Listing(
                "cycles", _("PDSA cycles"), tuple(_cycle(case, one) for one in work.cycles.all())
            ),
            listed(
                "comments",
                _("Comments"),
                [
                    SAID.record(
                        one,
                        author=name_of(one.author),
                        cycle=one.cycle.number if one.cycle else None,
                    )
                    for one in work.comments.all()
                ],
                as_table=True,
            ),
        ],
    )


def _cycle(case: Case, cycle: Cycle) -> Record:
    return CYCLE.record(
        cycle,
        title=_("Cycle %(n)d, %(title)s") % {"n": cycle.number, "title": cycle.title},
        idea=cycle.idea.text if cycle.idea else "",
        previous=cycle.previous.number if cycle.previous else None,
        owner=cycle.owner.name if cycle.owner else "",
        listings=[
            listed(
                "questions",
                _("Questions and predictions"),
                [QUESTION.record(one) for one in cycle.questions.all()],
                as_table=True,
            ),
            listed(
                "tasks",
                _("Tasks"),
                [
                    TASK.record(
                        one,
                        responsible=one.responsible.name
                        if one.responsible
                        else one.responsible_name,
                    )
                    for one in cycle.tasks.all()
                ],
                as_table=True,
            ),
            listed(
                "observations",
                _("Observations"),
                [_observation(case, one, cycle) for one in cycle.observations.all()],
                as_table=True,
            ),
        ],
    )


def _observation(case: Case, one: Observation, cycle: Cycle) -> Record:
    what = _("Observation in cycle %(n)d of %(work)s") % {
        "n": cycle.number,
        "work": cycle.improvement.title,
    }
    return SEEN.record(
        one,
        author=name_of(one.author),
        file=case.bundle.add_stored(one.file, folder=UPLOADED, what=what),
    )


WORKS = Chapter(
    "improvement_works",
    gettext_lazy("Improvement works"),
    read_works,
    {
        "works[]": WORK,
        "works[].progress[]": STEP,
        "works[].drivers[]": DRIVER,
        "works[].change_ideas[]": IDEA,
        "works[].cycles[]": CYCLE,
        "works[].cycles[].questions[]": QUESTION,
        "works[].cycles[].tasks[]": TASK,
        "works[].cycles[].observations[]": SEEN,
        "works[].comments[]": SAID,
    },
)
