"""The mirror of a group: the same questions to every participant, answered before they meet.

The meeting's row is locked throughout, since whether questions may change hangs on the replies,
and the agenda on both.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from cohorts.enums import ParticipationStatus
from cohorts.models import Participation
from improvements.models import Mirror, MirrorAnswer, MirrorQuestion, MirrorReply
from improvements.self_assessment import disagreement
from learning_meetings.enums import MeetingStatus, Responsible
from learning_meetings.models import AgendaItem, Meeting
from learning_meetings.services.meetings import lock_meeting
from learning_meetings.services.preparing import Part, add_part
from modellkonceptet.records.models import AuditEntry
from modellkonceptet.records.services import record_event

FEWEST, MOST = 3, 8
LOWEST, HIGHEST = 1, 5
MOST_THEME, MOST_QUESTION, MOST_ANSWER = 150, 300, 4000
MINUTES = 30
_RAISED = "raise_mirror"


@dataclass(frozen=True)
class Question:
    """A question as it is asked; with a scale it is answered by a step too."""

    text: str
    has_scale: bool = True


@dataclass(frozen=True)
class Said:
    """An answer to one question."""

    step: int | None = None
    text: str = ""

    @property
    def is_empty(self) -> bool:
        return self.step is None and not self.text


def stamp(said: Said) -> str:
    """What a page says it was based on: differs as soon as a colleague has saved another answer."""
    return _hash(astuple(said))


def asked_stamp(mirror: Mirror | None) -> str:
    """The same for the theme and all the questions; "" where nothing is asked."""
    if mirror is None:
        return ""
    return _hash([mirror.theme, *mirror.questions.values_list("pk", "text", "has_scale")])


def said_of(reply: MirrorReply | None) -> dict[int, Said]:
    """What stands, by question."""
    rows = reply.answers.all() if reply is not None else ()
    return {row.question_id: Said(row.step, row.text) for row in rows}


def lacks_answer(question: MirrorQuestion, said: Said) -> bool:
    """Where there is a scale the step is what is compared, and the words may stay out."""
    return said.step is None if question.has_scale else not said.text


def has_passed(meeting: Meeting) -> bool:
    """Whether it is too late to ask and to answer."""
    return meeting.status in (MeetingStatus.HELD, MeetingStatus.CANCELLED)


@transaction.atomic
def ask_mirror(
    *, meeting: Meeting, theme: str, questions: Sequence[Question], seen: str, actor: Any
) -> Mirror:
    """Ask the group these questions, or others than were asked, until somebody has answered.

    `seen` is the stamp of what the page showed: refused (code "changed_meanwhile") when somebody
    has asked something else since.
    """
    locked = _open_meeting(meeting)
    if not actor.has_perm("improvements.ask_mirror", locked):
        raise PermissionDenied
    _check_questions(theme, questions)
    mirror = Mirror.objects.filter(meeting=locked).first()
    if mirror is not None and _asks(mirror, theme, questions):
        return mirror
    if mirror is not None and mirror.replies.exists():
        raise ValidationError(
            _("Somebody has begun to answer, and the questions stay as they are."), code="answered"
        )
    if asked_stamp(mirror) != seen:
        raise ValidationError(
            _(
                "Somebody has changed the questions meanwhile. What they ask stands below, and what"
                " you wrote is kept. Save again to put yours in its place."
            ),
            code="changed_meanwhile",
        )
    if mirror is None:
        mirror = Mirror.objects.create(meeting=locked, theme=theme, asked_by=actor)
    else:
        mirror.theme, mirror.asked_by = theme, actor
        mirror.save(update_fields=["theme", "asked_by"])
        mirror.questions.all().delete()
    MirrorQuestion.objects.bulk_create(
        MirrorQuestion(mirror=mirror, position=place, text=one.text, has_scale=one.has_scale)
        for place, one in enumerate(questions, start=1)
    )
    record_event(
        about=locked, action="ask_mirror", actor=actor, theme=theme, questions=len(questions)
    )
    return mirror


@transaction.atomic
def save_reply(
    *,
    mirror: Mirror,
    participation: Participation,
    asked: str,
    said: Mapping[int, Said],
    seen: Mapping[int, str],
    finish: bool,
    actor: Any,
) -> MirrorReply:
    """Save a team's answers, and with `finish` show them to those who have finished too.

    `asked` is the stamp of the questions that the page showed, `seen` that of each answer. Where
    a colleague has answered a question since, theirs stands unless something else was typed here;
    then nothing is written (code "changed_meanwhile").
    """
    locked = _open_meeting(mirror.meeting)
    _check_team(locked, participation, actor)
    if asked_stamp(mirror) != asked:
        raise ValidationError(
            _("The questions have been changed meanwhile. Read them and answer again."),
            code="questions_changed",
        )
    questions = list(mirror.questions.all())
    reply = mirror.replies.select_for_update().filter(participation=participation).first()
    standing = said_of(reply)
    if reply is not None and reply.finished_at is not None:
        if all(said.get(one.pk, Said()) == standing.get(one.pk, Said()) for one in questions):
            return reply
        raise ValidationError(
            _("You have finished. Take up the answers again to change them."), code="finished"
        )
    told = {}
    for one in questions:
        told[one.pk] = _settled(
            said.get(one.pk, Said()), standing.get(one.pk, Said()), seen.get(one.pk, "")
        )
        _check_answer(one, told[one.pk])
    _check_whole(questions, told, finish=finish)
    if reply is None:
        reply = MirrorReply.objects.create(mirror=mirror, participation=participation)
    _write(reply, standing, told)
    if finish:
        reply.finished_at = timezone.now()
        reply.save(update_fields=["finished_at"])
        record_event(
            about=locked, action="finish_mirror", actor=actor, participation=participation.pk
        )
    return reply


@transaction.atomic
def reopen_reply(*, reply: MirrorReply, actor: Any) -> MirrorReply:
    """Take up the answers again: as long as they are open, the team sees nobody else's."""
    locked = _open_meeting(reply.mirror.meeting)
    _check_team(locked, reply.participation, actor)
    row = MirrorReply.objects.select_for_update().get(pk=reply.pk)
    if row.finished_at is not None:
        row.finished_at = None
        row.save(update_fields=["finished_at"])
        record_event(
            about=locked, action="reopen_mirror", actor=actor, participation=row.participation_id
        )
    return row


def raised_item(meeting: Meeting) -> AgendaItem | None:
    """The part of the agenda that the mirror became, as long as it stands there."""
    entries = AuditEntry.objects.filter(
        subject_type=meeting._meta.label_lower, subject_id=meeting.pk, action=_RAISED
    )
    parts = [said["part"] for said in entries.values_list("details", flat=True)]
    return meeting.agenda.filter(pk__in=parts).first()


@transaction.atomic
def raise_mirror(*, mirror: Mirror, actor: Any) -> AgendaItem:
    """Make the mirror the first part of the agenda, once, with what differs most in its title.

    What `actor` may not see yet does not come onto the agenda by this.
    """
    locked = lock_meeting(mirror.meeting, actor=actor)
    if raised_item(locked) is not None:
        raise ValidationError(_("It stands on the agenda already."), code="stands_already")
    finished = MirrorReply.objects.visible_to(actor).filter(
        mirror=mirror, finished_at__isnull=False, participation__group=locked.group_id
    )
    stayed = finished.exclude(participation__status=ParticipationStatus.WITHDRAWN)
    replies = list(stayed.prefetch_related("answers"))
    if len(replies) < 2:
        raise ValidationError(
            _("There is nothing to compare until two have finished."), code="too_few"
        )
    first = _widest(mirror, replies)
    mentored = locked.group is not None and locked.group.mentorships.current().exists()
    part = Part(
        title_sv=_title(mirror, first, "sv"),
        title_en=_title(mirror, first, "en"),
        minutes=MINUTES,
        leads=Responsible.MENTOR if mentored else Responsible.HOST,
    )
    item = add_part(meeting=locked, part=part, first=True, actor=actor)
    record_event(about=locked, action=_RAISED, actor=actor, mirror=mirror.pk, part=item.pk)
    return item


def _open_meeting(meeting: Meeting) -> Meeting:
    locked = Meeting.objects.select_for_update().get(pk=meeting.pk)
    if locked.group_id is None:
        raise ValidationError(_("Only a group has a mirror."), code="no_group")
    if has_passed(locked):
        raise ValidationError(
            _("The meeting is held or cancelled, and its mirror stays as it was."), code="passed"
        )
    return locked


def _check_team(meeting: Meeting, participation: Participation, actor: Any) -> None:
    is_own = actor.has_perm("improvements.work_at_home", participation)
    if not is_own or participation.group_id != meeting.group_id:
        raise PermissionDenied


def _check_questions(theme: str, questions: Sequence[Question]) -> None:
    if not theme or len(theme) > MOST_THEME:
        raise ValidationError({"theme": _("Write what you compare.")})
    texts = [one.text for one in questions]
    if any(not text or len(text) > MOST_QUESTION for text in texts):
        raise ValidationError(_("Write every question, and shorten those that are too long."))
    if not FEWEST <= len(texts) <= MOST:
        words = {"fewest": FEWEST, "most": MOST}
        raise ValidationError(_("Ask %(fewest)d to %(most)d questions.") % words, code="number")
    if len({text.casefold() for text in texts}) < len(texts):
        raise ValidationError(_("The same question stands twice."), code="twice")


def _asks(mirror: Mirror, theme: str, questions: Sequence[Question]) -> bool:
    standing = [Question(*row) for row in mirror.questions.values_list("text", "has_scale")]
    return mirror.theme == theme and standing == list(questions)


def _settled(said: Said, standing: Said, seen: str) -> Said:
    """What is to stand of an answer, when perhaps a colleague was first."""
    if said == standing or seen == stamp(standing):
        return said
    if seen == stamp(said):
        return standing  # nothing was typed here
    raise ValidationError(
        _(
            "A colleague has answered meanwhile. Both answers are below: put together what is to"
            " stand, and save again."
        ),
        code="changed_meanwhile",
    )


def _check_answer(question: MirrorQuestion, said: Said) -> None:
    if said.step is not None and not (question.has_scale and LOWEST <= said.step <= HIGHEST):
        raise ValidationError({f"step-{question.pk}": _("Choose a step from 1 to 5.")})
    if len(said.text) > MOST_ANSWER:
        raise ValidationError({f"text-{question.pk}": _("The text is too long.")})


def _check_whole(
    questions: Sequence[MirrorQuestion], told: Mapping[int, Said], *, finish: bool
) -> None:
    if not finish:
        if all(said.is_empty for said in told.values()):
            raise ValidationError(_("Nothing is answered yet."), code="empty")
        return
    missing: dict[str, Any] = {}
    for one in questions:
        if lacks_answer(one, told[one.pk]):
            name, words = "text", _("Write an answer before you finish.")
            if one.has_scale:
                name, words = "step", _("Choose a step before you finish.")
            missing[f"{name}-{one.pk}"] = words
    if missing:
        raise ValidationError(missing)


def _write(reply: MirrorReply, standing: Mapping[int, Said], told: Mapping[int, Said]) -> None:
    for pk, said in told.items():
        if said == standing.get(pk, Said()):
            continue
        if said.is_empty:
            reply.answers.filter(question=pk).delete()
        else:
            MirrorAnswer.objects.update_or_create(
                reply=reply, question_id=pk, defaults={"step": said.step, "text": said.text}
            )


def _widest(mirror: Mirror, replies: Sequence[MirrorReply]) -> MirrorQuestion | None:
    """Where the replies lie furthest apart; None where they are alike."""
    answers = [row for reply in replies for row in reply.answers.all()]
    apart = {
        one: disagreement(
            row.step for row in answers if row.question_id == one.pk and row.step is not None
        )
        for one in mirror.questions.all()
    }
    widest = max(apart, key=lambda one: apart[one], default=None)
    return widest if widest is not None and apart[widest] else None


def _title(mirror: Mirror, first: MirrorQuestion | None, language: str) -> str:
    with override(language):
        if first is None:
            title = _("Mirror of the group: %(theme)s") % {"theme": mirror.theme}
        else:
            words = {"theme": mirror.theme, "question": first.text}
            title = _("Mirror of the group, %(theme)s. Begin with: %(question)s") % words
    return title if len(title) <= 200 else title[:199].rstrip() + "…"


def _hash(said: Any) -> str:
    return hashlib.sha256(json.dumps(list(said)).encode()).hexdigest()[:20]
