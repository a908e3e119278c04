"""A mirror before the meeting that Lund hosts, and answers to it."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from cohorts.models import Participation
from improvements.models import Mirror, MirrorAnswer, MirrorQuestion, MirrorReply
from improvements.services.mirroring import Question
from learning_meetings.models import Meeting

THREE = (
    Question("Hur syns jämställdhet i budgeten?"),
    Question("Hur ofta frågar nämnden efter resultat?"),
    Question("Var brister styrkedjan?", has_scale=False),
)


def make_mirror(meeting: Meeting, questions: Sequence[Question] = THREE, **fields: Any) -> Mirror:
    fields.setdefault("theme", "Styrning")
    mirror = Mirror.objects.create(meeting=meeting, **fields)
    MirrorQuestion.objects.bulk_create(
        MirrorQuestion(mirror=mirror, position=place, text=one.text, has_scale=one.has_scale)
        for place, one in enumerate(questions, start=1)
    )
    return mirror


def make_reply(
    mirror: Mirror,
    participation: Participation,
    steps: Sequence[int] = (3, 3),
    text: str = "I uppföljningen",
    *,
    finished: bool = True,
) -> MirrorReply:
    """Steps of the questions with a scale in their order, and a text to each of the others."""
    reply = MirrorReply.objects.create(
        mirror=mirror,
        participation=participation,
        finished_at=timezone.now() if finished else None,
    )
    scaled = [one for one in mirror.questions.all() if one.has_scale]
    rows = [
        MirrorAnswer(reply=reply, question=one, step=step)
        for one, step in zip(scaled, steps, strict=False)
    ]
    rows += [
        MirrorAnswer(reply=reply, question=one, text=text)
        for one in mirror.questions.all()
        if not one.has_scale and text
    ]
    MirrorAnswer.objects.bulk_create(rows)
    return reply
