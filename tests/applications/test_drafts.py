"""Saving sections in several hands: merges, conflicts, versions; documents; presence."""

import io
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from applications.enums import ApplicationStatus
from applications.models import (
    Application,
    ApplicationDocument,
    Collaborator,
    CompletionRequest,
    LateEntry,
    SectionDraft,
    SectionRevision,
)
from applications.services import drafts
from modellkonceptet.accounts.models import User
from modellkonceptet.civil_dates import civil_date
from modellkonceptet.records.models import StoredFile
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def application() -> Application:
    return factories.make_application(owner=factories.make_user(name="Anna"))


@pytest.fixture
def anna(application: Application) -> User:
    return application.created_by


@pytest.fixture
def bertil(application: Application) -> User:
    user = factories.make_user(name="Bertil")
    Collaborator.objects.create(application=application, user=user, last_seen_at=timezone.now())
    return user


def save(
    application: Application, actor: User, base: int, section: str = "why", **data: Any
) -> drafts.SaveResult:
    options = {name: data.pop(name) for name in ("choices", "seen_version") if name in data}
    return drafts.save_section(
        application=Application.objects.get(pk=application.pk),
        section=section,
        data={key: [value] for key, value in data.items()},
        base_version=base,
        actor=actor,
        **options,
    )


def saved(application: Application, section: str = "why") -> dict[str, list[str]]:
    return SectionDraft.objects.get(application=application, section=section).data


def test_the_first_save_keeps_what_was_typed(application: Application, anna: User) -> None:
    result = save(application, anna, 0, why="  Vi vill\r\n<b>ändra</b> ", focus_other="")
    assert (result.version, result.saved, result.conflicts) == (1, 1, frozenset())
    assert saved(application) == {"why": ["  Vi vill\n<b>ändra</b> "]}
    draft = SectionDraft.objects.get(application=application)
    assert (draft.version, draft.edited_by) == (1, anna)


def test_wrong_answers_are_kept_too(application: Application, anna: User) -> None:
    save(application, anna, 0, "invoice", postcode="abc", email="a@b\nBcc: c")
    assert saved(application, "invoice") == {"postcode": ["abc"], "email": ["a@b\nBcc: c"]}


def test_nul_is_the_one_thing_left_out(application: Application, anna: User) -> None:
    save(application, anna, 0, why="a\x00b\u202ec")
    assert saved(application) == {"why": ["ab\u202ec"]}


def test_the_same_page_sent_twice_is_saved_once(application: Application, anna: User) -> None:
    first = save(application, anna, 0, why="a")
    again = save(application, anna, 0, why="a")
    assert (first.version, again.version, again.conflicts) == (1, 1, frozenset())
    assert SectionRevision.objects.count() == 1


def test_an_empty_page_makes_no_version(application: Application, anna: User) -> None:
    assert save(application, anna, 0, why="").version == 0
    assert SectionRevision.objects.count() == 0


def test_different_answers_of_two_people_are_merged(
    application: Application, anna: User, bertil: User
) -> None:
    save(application, anna, 0, why="a", focus_other="b")
    save(application, anna, 1, why="anna", focus_other="b")
    result = save(application, bertil, 1, why="a", focus_other="bertil")
    assert saved(application) == {"why": ["anna"], "focus_other": ["bertil"]}
    assert result.conflicts == frozenset()
    assert [(one.answer, one.by) for one in result.changes] == [("why", anna)]


def test_a_page_that_shows_the_old_text_does_not_bring_it_back(
    application: Application, anna: User, bertil: User
) -> None:
    """After a merge the page still shows what it showed; saving it again changes nothing."""
    save(application, anna, 0, why="a", focus_other="b")
    save(application, anna, 1, why="anna", focus_other="b")
    merged = save(application, bertil, 1, why="a", focus_other="bertil")
    again = save(application, bertil, merged.version, why="a", focus_other="bertil")
    more = save(application, bertil, again.version, why="a", focus_other="bertil 2")
    assert saved(application) == {"why": ["anna"], "focus_other": ["bertil 2"]}
    assert (again.conflicts, more.conflicts) == (frozenset(), frozenset())


def test_one_answer_changed_by_both_is_a_conflict(
    application: Application, anna: User, bertil: User
) -> None:
    save(application, anna, 0, why="a", focus_other="b")
    save(application, anna, 1, why="anna", focus_other="b")
    result = save(application, bertil, 1, why="bertil", focus_other="bertil")
    assert result.conflicts == frozenset({"why"})
    assert [(one.answer, one.by) for one in result.changes] == [("why", anna)]
    assert saved(application) == {"why": ["anna"], "focus_other": ["bertil"]}
    (conflict,) = drafts.pending_conflicts(application, "why", bertil)
    assert conflict.revision.data == {"why": ["bertil"], "focus_other": ["bertil"]}
    assert (conflict.revision.is_saved, conflict.revision.edited_by) == (False, bertil)
    assert drafts.pending_conflicts(application, "why", anna) == []


@pytest.fixture
def conflict(application: Application, anna: User, bertil: User) -> drafts.SaveResult:
    """Both have changed "why"; Bertil is asked to choose."""
    save(application, anna, 0, why="a")
    save(application, anna, 1, why="anna")
    return save(application, bertil, 1, why="bertil")


def test_mine_is_chosen(
    application: Application, bertil: User, conflict: drafts.SaveResult
) -> None:
    choice = {"choices": {"why": "mine"}, "seen_version": conflict.saved}
    result = save(application, bertil, conflict.saved, why="anna", **choice)
    assert (result.conflicts, saved(application)) == (frozenset(), {"why": ["bertil"]})
    assert drafts.pending_conflicts(application, "why", bertil) == []


@pytest.mark.parametrize("shown", ["anna", "bertil"])
def test_theirs_is_chosen(
    application: Application, bertil: User, conflict: drafts.SaveResult, shown: str
) -> None:
    choice = {"choices": {"why": "theirs"}, "seen_version": conflict.saved}
    base = conflict.saved if shown == "anna" else conflict.version
    save(application, bertil, base, why=shown, **choice)
    assert saved(application) == {"why": ["anna"]}
    assert drafts.pending_conflicts(application, "why", bertil) == []
    kept = SectionRevision.objects.filter(is_saved=False, edited_by=bertil)
    assert [one.data for one in kept] == [{"why": ["bertil"]}]


def test_an_unanswered_conflict_stays(
    application: Application, bertil: User, conflict: drafts.SaveResult
) -> None:
    save(application, bertil, conflict.saved, why="anna", focus_other="more")
    assert saved(application) == {"why": ["anna"], "focus_other": ["more"]}
    assert len(drafts.pending_conflicts(application, "why", bertil)) == 1


def test_writing_on_after_a_conflict_keeps_the_newer_text_to_choose(
    application: Application, bertil: User, conflict: drafts.SaveResult
) -> None:
    save(application, bertil, conflict.version, why="bertil again")
    (pending,) = drafts.pending_conflicts(application, "why", bertil)
    assert pending.revision.data == {"why": ["bertil again"]}
    assert saved(application) == {"why": ["anna"]}


def test_a_third_version_written_by_hand_settles_the_conflict(
    application: Application, bertil: User, conflict: drafts.SaveResult
) -> None:
    save(application, bertil, conflict.saved, why="anna and bertil")
    assert saved(application) == {"why": ["anna and bertil"]}
    assert drafts.pending_conflicts(application, "why", bertil) == []


def test_mine_does_not_overwrite_what_has_changed_since_it_was_shown(
    application: Application, anna: User, bertil: User, conflict: drafts.SaveResult
) -> None:
    save(application, anna, conflict.saved, why="anna once more")
    choice = {"choices": {"why": "mine"}, "seen_version": conflict.saved}
    result = save(application, bertil, conflict.saved, why="anna", **choice)
    assert result.conflicts == frozenset({"why"})
    assert saved(application) == {"why": ["anna once more"]}


def test_a_stale_form_of_ones_own_is_told_as_well(application: Application, anna: User) -> None:
    with time_machine.travel(timezone.now() - timedelta(minutes=30), tick=False):
        save(application, anna, 0, why="a")
        save(application, anna, 1, why="new")
    result = save(application, anna, 1, why="old window")
    assert (result.conflicts, saved(application)) == (frozenset({"why"}), {"why": ["new"]})


def test_a_save_that_overtakes_ones_own_is_no_conflict(
    application: Application, anna: User
) -> None:
    save(application, anna, 0, why="V")
    result = save(application, anna, 0, why="Vi vill")
    assert (result.conflicts, saved(application)) == (frozenset(), {"why": ["Vi vill"]})


def test_an_unknown_version_overwrites_nothing(
    application: Application, anna: User, bertil: User
) -> None:
    save(application, anna, 0, why="anna")
    result = save(application, bertil, 99, why="bertil")
    assert (result.conflicts, saved(application)) == (frozenset({"why"}), {"why": ["anna"]})


def test_consecutive_saves_are_kept_as_one_in_ten_minutes(
    application: Application, anna: User
) -> None:
    with time_machine.travel(factories.stockholm(2026, 1, 5), tick=False) as clock:
        application.cohort.opens_on = application.cohort.announced_on = None
        type(application.cohort).objects.filter(pk=application.cohort_id).update(
            announced_on="2026-01-01", opens_on="2026-01-01", closes_on="2026-02-01"
        )
        for number in range(1, 16):
            save(application, anna, number - 1, why=f"text {number}")
            clock.shift(timedelta(minutes=1))
    versions = SectionRevision.objects.order_by("version").values_list("version", flat=True)
    assert list(versions) == [1, 11, 15]
    assert saved(application) == {"why": ["text 15"]}


def test_a_version_that_a_colleague_may_hold_is_kept(
    application: Application, anna: User, bertil: User
) -> None:
    for number in range(1, 5):
        save(application, anna, number - 1, why=f"text {number}")
    assert SectionRevision.objects.count() == 4
    result = save(application, bertil, 2, why="text 2", focus_other="b")
    assert (result.conflicts, saved(application)) == (
        frozenset(),
        {"why": ["text 4"], "focus_other": ["b"]},
    )


# --- when it is refused ---------------------------------------------------------------


def test_a_stranger_saves_nothing(application: Application) -> None:
    with pytest.raises(PermissionDenied):
        save(application, factories.make_user(), 0, why="a")
    assert SectionDraft.objects.count() == 0


def test_even_a_superuser_writes_only_with_the_others(application: Application) -> None:
    with pytest.raises(PermissionDenied):
        save(application, factories.make_user(is_superuser=True), 0, why="a")


def test_after_the_last_day_nothing_is_saved(application: Application, anna: User) -> None:
    later = timezone.now() + timedelta(days=11)
    with time_machine.travel(later), pytest.raises(ValidationError) as refusal:
        save(application, anna, 0, why="a")
    assert refusal.value.code == "closed"
    LateEntry.objects.create(
        cohort=application.cohort,
        organisation=application.organisation,
        until=civil_date(later),
        reason="x",
        opened_by=anna,
    )
    with time_machine.travel(later):
        assert save(application, anna, 0, why="a").version == 1


def test_a_completion_request_lets_only_its_sections_be_edited(anna: User) -> None:
    application = factories.make_application(owner=anna, status=ApplicationStatus.SUBMITTED)
    Application.objects.filter(pk=application.pk).update(
        status=ApplicationStatus.COMPLETION_REQUESTED
    )
    CompletionRequest.objects.create(
        application=application,
        sections=["team"],
        message="?",
        due_on=timezone.localdate(),
        requested_by=anna,
    )
    assert save(application, anna, 0, "team", politician_name="P").version == 1
    with pytest.raises(ValidationError):
        save(application, anna, 0, "why", why="a")


# --- documents ------------------------------------------------------------------------


def png(name: str = "protokoll.png", colour: str = "white") -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (4, 4), colour).save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue())


def attach(application: Application, actor: User, file: SimpleUploadedFile) -> Any:
    return drafts.attach_document(
        application=application,
        purpose="political_decision",
        file=file,
        name=file.name or "",
        actor=actor,
    )


def test_a_checked_file_is_kept(application: Application, anna: User) -> None:
    document = attach(application, anna, png())
    assert (document.file.name, document.file.uploaded_by) == ("protokoll.png", anna)
    assert document.file.content_type == "image/png"


def test_the_same_file_twice_is_kept_once(application: Application, anna: User) -> None:
    first, second = attach(application, anna, png()), attach(application, anna, png())
    assert (first, StoredFile.objects.count()) == (second, 1)


def test_a_file_that_fails_the_check_is_not_kept(application: Application, anna: User) -> None:
    with pytest.raises(ValidationError) as refusal:
        attach(application, anna, SimpleUploadedFile("avtal.exe", b"MZ"))
    assert (refusal.value.code, ApplicationDocument.objects.count()) == ("type", 0)


def test_five_files_are_enough(application: Application, anna: User) -> None:
    for colour in ("red", "green", "blue", "black", "white"):
        attach(application, anna, png(colour=colour))
    with pytest.raises(ValidationError) as refusal:
        attach(application, anna, png(colour="yellow"))
    assert (refusal.value.code, ApplicationDocument.objects.count()) == ("too_many", 5)


def test_a_removed_file_makes_room(application: Application, anna: User) -> None:
    document = attach(application, anna, png())
    drafts.remove_document(document=document, actor=anna)
    document.refresh_from_db()
    assert document.removed_at is not None
    with pytest.raises(PermissionDenied):
        drafts.remove_document(document=document, actor=factories.make_user())


# --- presence -------------------------------------------------------------------------


def test_presence_is_written_at_most_once_a_minute(application: Application, anna: User) -> None:
    me = Collaborator.objects.get(user=anna)
    start = factories.stockholm(2026, 1, 5)
    seen = []
    for seconds, section in ((0, "why"), (30, "why"), (40, "team"), (120, "team")):
        with time_machine.travel(start + timedelta(seconds=seconds), tick=False):
            drafts.note_presence(application=application, section=section, actor=anna)
        me.refresh_from_db()
        assert me.last_seen_at
        seen.append((int((me.last_seen_at - start).total_seconds()), me.last_section))
    assert seen == [(0, "why"), (0, "why"), (40, "team"), (120, "team")]


def test_a_new_file_is_a_change_to_send_in_again(application: Application, anna: User) -> None:
    document = attach(application, anna, png())
    assert application.drafts.get(section="political_decision").version == 1
    drafts.remove_document(document=document, actor=anna)
    drafts.remove_document(document=document, actor=anna)
    assert application.drafts.get(section="political_decision").version == 2
