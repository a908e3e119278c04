"""Where a participant stands before kick-off: begun at admission, written and shared."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.enums import EventKind
from cohorts.models import Cohort, Participation, TimelineEvent
from improvements.models import (
    ChosenIndicator,
    FactAnswer,
    FactQuestion,
    OfficialIndicator,
    StartingPoint,
)
from improvements.services.improving import lock_home
from improvements.services.official_figures import ask_for_figures, running
from improvements.services.starting_facts import facts_of
from modellkonceptet.civil_dates import in_words, today
from modellkonceptet.records.services import record_event

MOST_TEXT = 8000


@dataclass(frozen=True)
class Typed:
    """One answer as a form sends it: the text, and the mark of the text that the form showed."""

    text: str
    seen: str

    def changes(self, standing: str) -> bool:
        """Whether the writer wants another text than the one that stands."""
        return self.text != standing and mark_of(self.text) != self.seen

    def clashes_with(self, standing: str) -> bool:
        """Whether that one was saved by somebody else after the form was shown."""
        return self.changes(standing) and mark_of(standing) != self.seen


def mark_of(text: str) -> str:
    """A short mark that is equal for equal texts, for a form to say what it showed."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def begin_missing_starting_points() -> int:
    """Give everybody in a running round a starting point and the start pack; how many got one.

    Looked for from above: admission knows nothing of it. As long as no pack is loaded it waits.
    """
    if not OfficialIndicator.objects.filter(in_start_pack=True).exists():
        return 0
    missing = running().filter(starting_point=None, source="")
    begun = 0
    for pk in list(missing.values_list("pk", flat=True)):
        begun += begin_starting_point(participation_id=pk)
    return begun


@transaction.atomic
def begin_starting_point(*, participation_id: int) -> bool:
    """The empty starting point, the pack's indicators and a request for figures: once for each.

    The row itself says that it is done; indicators that are taken away later stay away.
    """
    home = Participation.objects.select_for_update().get(pk=participation_id)
    _point, is_new = StartingPoint.objects.get_or_create(participation=home)
    if not is_new:
        return False
    pack = OfficialIndicator.objects.filter(in_start_pack=True).order_by("pk")
    ChosenIndicator.objects.bulk_create(
        [ChosenIndicator(participation=home, indicator=each) for each in pack],
        ignore_conflicts=True,
    )
    if pack:
        ask_for_figures(home)
    return True


@transaction.atomic
def save_answers(
    *, participation: Participation, answers: Mapping[int, Typed], actor: Any
) -> list[FactAnswer]:
    """Save what is new of these answers (by the question's number); returns what was written.

    What somebody else has written meanwhile in another answer stays. Where both have changed the
    same answer nothing is written at all, and the refusal has the code "changed_meanwhile".
    """
    home = lock_home(participation, actor=actor)
    begin_starting_point(participation_id=home.pk)
    point = StartingPoint.objects.get(participation=home)
    questions = {each.pk: each for each in questions_of(home).filter(pk__in=answers)}
    standing = {each.question_id: each for each in point.answers.filter(question__in=questions)}
    has_clash = False
    written: list[FactAnswer] = []
    for pk, typed in answers.items():
        if pk not in questions:
            continue
        if len(typed.text) > MOST_TEXT:
            raise ValidationError(_("The text is too long."), code="too_long")
        answer = standing.get(pk)
        if answer is None:
            if typed.text:
                written.append(
                    FactAnswer(starting_point=point, question=questions[pk], text=typed.text)
                )
        elif typed.changes(answer.text):
            has_clash = has_clash or typed.clashes_with(answer.text)
            answer.text = typed.text
            written.append(answer)
    if has_clash:
        raise ValidationError(
            _(
                "Somebody has saved the same answer while you were writing. Both versions are"
                " below: see what is to stand, and save again."
            ),
            code="changed_meanwhile",
        )
    for answer in written:
        answer.changed_by = answer._history_user = actor  # type: ignore[attr-defined]
        answer.save()
    return written


@transaction.atomic
def share_starting_point(*, participation: Participation, actor: Any) -> StartingPoint:
    """Let the group, its mentors and SKR read it; what was prefilled becomes answers as it stands.

    Sharing what is shared changes nothing. Raises ValidationError when there is nothing to read.
    """
    home = lock_home(participation, actor=actor)
    begin_starting_point(participation_id=home.pk)
    point = StartingPoint.objects.select_for_update().get(participation=home)
    if point.shared_at:
        return point
    answers = {each.question_id: each for each in point.answers.all()}
    if not any(each.text for each in answers.values()):
        raise ValidationError(
            _("Write something first: as yet there are only facts from registers."), code="empty"
        )
    facts = facts_of(home)
    for question in questions_of(home):
        text = facts.get(question.prefill, "")
        if text and question.pk not in answers:
            answer = FactAnswer(starting_point=point, question=question, text=text)
            answer.changed_by = answer._history_user = actor  # type: ignore[attr-defined]
            answer.save()
    point.shared_at, point.shared_by = timezone.now(), actor
    point.save(update_fields=["shared_at", "shared_by"])
    record_event(about=point, action="share", actor=actor)
    return point


@transaction.atomic
def take_back_starting_point(*, participation: Participation, actor: Any) -> StartingPoint:
    """Stop sharing it; refused from the day of kick-off on, when the group has built on it."""
    home = lock_home(participation, actor=actor)
    point = StartingPoint.objects.select_for_update().filter(participation=home).first()
    if point is None or not point.shared_at:
        raise ValidationError(_("It is not shared."), code="not_shared")
    kick_off = kick_off_of(home.cohort)
    if kick_off and kick_off <= today():
        raise ValidationError(
            _("Kick-off was on %(day)s. From then on it stays shared.")
            % {"day": in_words(kick_off, weekday=False)},
            code="after_kick_off",
        )
    point.shared_at = point.shared_by = None
    point.save(update_fields=["shared_at", "shared_by"])
    record_event(about=point, action="take_back", actor=actor)
    return point


def questions_of(participation: Participation) -> Any:
    """The template's questions for this kind of participant, in their order."""
    kind = participation.organisation.participant_kind
    return FactQuestion.objects.filter(
        programme__terms__cohort=participation.cohort_id, programme__participant_kind=kind
    ).order_by("position", "pk")


def kick_off_of(cohort: Cohort) -> date | None:
    """The first day of kick-off; None as long as no day is set."""
    events = TimelineEvent.objects.filter(cohort=cohort, kind=EventKind.KICK_OFF)
    first: date | None = events.aggregate(first=Min("first_day"))["first"]
    return first


def shared_by(cohort: Cohort) -> dict[int, datetime]:
    """Who of a round has shared, by the participation's number, and when."""
    shared = StartingPoint.objects.filter(participation__cohort=cohort, shared_at__isnull=False)
    found = shared.values_list("participation", "shared_at")
    return {participation: moment for participation, moment in found if moment}
