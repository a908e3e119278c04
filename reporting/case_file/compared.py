"""Decision papers that were checked, and what the participant answered its partners."""

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from improvements.models import MirrorAnswer, MirrorReply, PaperCheck
from improvements.paper_steps import NO, STEPS, YES
from reporting.case_file.case import Case, Chapter, name_of
from reporting.case_file.records import Listing, Record, Shape, listed

PAPER = Shape(
    PaperCheck,
    ("title", "reference", "committee", "decided_on", "note", "checked_at"),
    {"checked_by": gettext_lazy("Checked by")},
    unread=frozenset({"title"}),
)
STEP = Shape(
    None,
    (),
    {
        "question": gettext_lazy("Question"),
        "answer": gettext_lazy("Answer"),
        "key": gettext_lazy("Key"),
    },
    {"answer": {YES: gettext_lazy("Yes"), NO: gettext_lazy("No")}},
    frozenset({"key"}),
)
REPLY = Shape(
    MirrorReply,
    ("finished_at",),
    {"theme": gettext_lazy("Theme"), "meeting": gettext_lazy("Meeting")},
    unread=frozenset({"theme"}),
)
ANSWER = Shape(MirrorAnswer, ("question", "step", "text"), {"question": gettext_lazy("Question")})


def read_papers(case: Case) -> list[Listing]:
    papers = (
        PaperCheck.objects.filter(participation=case.participation)
        .select_related("checked_by")
        .order_by("checked_at", "pk")
    )
    return [Listing("papers", "", tuple(_paper(one) for one in papers))]


def _paper(paper: PaperCheck) -> Record:
    steps = [
        STEP.record(None, key=step.key, question=step.question, answer=paper.answers[step.key])
        for step in STEPS
        if step.key in paper.answers
    ]
    return PAPER.record(
        paper,
        title=paper.title,
        checked_by=name_of(paper.checked_by),
        listings=[listed("steps", _("The five steps"), steps, as_table=True)],
    )


def read_comparisons(case: Case) -> list[Listing]:
    """Its own answers alone; partners have theirs in their own case."""
    replies = (
        MirrorReply.objects.filter(participation=case.participation)
        .select_related("mirror__meeting")
        .prefetch_related(
            Prefetch(
                "answers",
                MirrorAnswer.objects.select_related("question").order_by(
                    "question__position", "pk"
                ),
            )
        )
        .order_by("mirror__asked_at", "pk")
    )
    return [Listing("replies", "", tuple(_reply(one) for one in replies))]


def _reply(reply: MirrorReply) -> Record:
    answers = [ANSWER.record(one, question=one.question.text) for one in reply.answers.all()]
    return REPLY.record(
        reply,
        title=reply.mirror.theme,
        theme=reply.mirror.theme,
        meeting=reply.mirror.meeting.name,
        listings=[listed("answers", _("Answers"), answers, as_table=True)],
    )


PAPERS = Chapter(
    "decision_papers",
    gettext_lazy("Checks of decision papers"),
    read_papers,
    {"papers[]": PAPER, "papers[].steps[]": STEP},
)
COMPARISONS = Chapter(
    "comparisons",
    gettext_lazy("Comparisons in the group"),
    read_comparisons,
    {"replies[]": REPLY, "replies[].answers[]": ANSWER},
)
