"""Answers by calendar: from a real Maildir and a small IMAP server, read once, and checked."""

import re
import socketserver
import threading
from datetime import UTC, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from cohorts.models import TeamMember
from learning_meetings.calendar_replies import LARGEST_MAIL
from learning_meetings.enums import Answer, AnsweredBy
from learning_meetings.models import Invitee, Meeting
from learning_meetings.reply_mailboxes import MailboxError, open_mailbox
from learning_meetings.services.answers import answer_invitation
from learning_meetings.services.calendar_answers import receive_reply
from learning_meetings.services.inviting import invite, refresh_invitees, tell_change
from learning_meetings.tasks import read_calendar_replies
from tests.learning_meetings.invitation_recipes import LONG, WHEN, make_group_world

pytestmark = pytest.mark.django_db
POLITICIAN = "politician@lund.example"


@pytest.fixture
def world(project_lead):
    world = make_group_world()
    world.meeting = invite(meeting=world.meeting, actor=project_lead)
    return world


def reply(meeting, answer="ACCEPTED", *, attendee=POLITICIAN, sender=None, sequence=0, at=None):
    """What a calendar program sends when somebody presses Accept."""
    stamp = (at or timezone.now() + timedelta(seconds=2)).astimezone(UTC)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Somebody//Calendar//EN",
        "METHOD:REPLY",
        "BEGIN:VEVENT",
        f"UID:{getattr(meeting, 'uid', meeting)}",
        f"SEQUENCE:{sequence}",
        f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
        f"ATTENDEE;PARTSTAT={answer}:mailto:{attendee}",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    head = [
        f"From: Somebody <{sender or attendee}>",
        "To: traffar@skr.example",
        "Subject: Accepted",
        "MIME-Version: 1.0",
        "Content-Type: text/calendar; charset=UTF-8; method=REPLY",
        "",
    ]
    return "\r\n".join(head + lines).encode()


def stands(email=POLITICIAN):
    invitee = Invitee.objects.current().get(email=email)
    return invitee.answer, invitee.answered_by


# --- which answers count ----------------------------------------------------------------


@pytest.mark.parametrize(
    "partstat, answer", [("ACCEPTED", "yes"), ("TENTATIVE", "maybe"), ("DECLINED", "no")]
)
def test_an_answer_from_the_calendar_counts(world, partstat, answer):
    assert receive_reply(raw_mail=reply(world.meeting, partstat)) == "answered"
    assert stands() == (answer, "calendar")


def test_the_same_mail_again_changes_nothing(world):
    mail = reply(world.meeting)
    receive_reply(raw_mail=mail)
    answer_invitation(
        invitee=Invitee.objects.get(email=POLITICIAN), answer=Answer.NO, by=AnsweredBy.LINK
    )

    assert receive_reply(raw_mail=mail) == "seen_before"
    assert stands() == ("no", "link")


def test_a_newer_answer_wins_whatever_order_they_come_in(world):
    now = timezone.now()
    new = reply(world.meeting, "DECLINED", at=now - timedelta(minutes=1))
    old = reply(world.meeting, "ACCEPTED", at=now - timedelta(minutes=9))

    assert [receive_reply(raw_mail=new), receive_reply(raw_mail=old)] == ["answered", "older"]
    assert stands() == ("no", "calendar")


def test_an_answer_from_the_future_does_not_stand_for_good(world):
    ahead = timezone.now() + timedelta(days=300)
    receive_reply(raw_mail=reply(world.meeting, at=ahead))

    invitee = Invitee.objects.get(email=POLITICIAN)
    assert invitee.answered_at <= timezone.now()
    assert receive_reply(raw_mail=reply(world.meeting, "DECLINED")) == "answered"


def test_an_answer_to_the_old_date_does_not_count(world, project_lead):
    world.meeting.starts_at, world.meeting.ends_at = WHEN + timedelta(days=1), WHEN + LONG * 9
    world.meeting.save()
    tell_change(meeting=world.meeting, actor=project_lead)

    assert receive_reply(raw_mail=reply(world.meeting, sequence=0)) == "older"
    assert stands() == ("none", "")
    assert receive_reply(raw_mail=reply(world.meeting, sequence=9)) == "unknown_sequence"
    assert receive_reply(raw_mail=reply(world.meeting, sequence=1)) == "answered"


def test_a_colleague_in_the_team_may_answer_and_a_stranger_may_not(world):
    strategist, stranger = "strategist@lund.example", "strategist@ystad.example"

    assert receive_reply(raw_mail=reply(world.meeting, sender=stranger)) == "another_sender"
    assert stands() == ("none", "")
    assert receive_reply(raw_mail=reply(world.meeting, sender=strategist)) == "answered"


@pytest.mark.parametrize(
    "mail, result",
    [
        (lambda m: reply("00000000-0000-0000-0000-000000000000"), "not_invited"),
        (lambda m: reply("ingen-uuid"), "unknown_meeting"),
        (lambda m: reply(m, attendee="annan@lund.example"), "not_invited"),
        (lambda m: reply(m, "NEEDS-ACTION"), "no_answer"),
        (lambda m: b"From: a@b.example\r\nSubject: Hej\r\n\r\nHej!\r\n", "not_an_answer"),
        (lambda m: b"Content-Type: text/calendar; method=REPLY\r\n\r\n\xff\xfe", "unreadable"),
        (lambda m: b"", "not_an_answer"),
    ],
)
def test_what_does_not_count_says_why_and_changes_nothing(world, mail, result):
    assert receive_reply(raw_mail=mail(world.meeting)) == result
    assert set(Invitee.objects.values_list("answer", flat=True)) == {"none"}


def test_who_is_taken_off_and_a_meeting_that_has_begun_take_no_answers(world, project_lead):
    begun = timezone.now() - timedelta(hours=1)
    TeamMember.objects.filter(email=POLITICIAN).update(left_on=timezone.localdate())
    refresh_invitees(meeting=world.meeting, actor=project_lead)
    Meeting.objects.update(starts_at=begun, ends_at=begun + LONG)

    assert receive_reply(raw_mail=reply(world.meeting)) == "not_invited"
    mail = reply(world.meeting, attendee="strategist@lund.example")
    assert receive_reply(raw_mail=mail) == "closed"


# --- a real Maildir ------------------------------------------------------------------------


@pytest.fixture
def maildir(tmp_path, settings):
    folder = tmp_path / "svar med blank"
    for part in ("new", "cur", "tmp"):
        (folder / part).mkdir(parents=True)
    settings.CALENDAR_REPLIES = f"maildir://{str(folder).replace(' ', '%20')}"
    return folder


def lies_in(folder, part):
    return sorted(path.name for path in (folder / part).iterdir())


def read(**options):
    out = StringIO()
    call_command("read_calendar_replies", stdout=out, **options)
    return out.getvalue()


def test_a_maildir_is_read_once_and_what_a_person_should_see_is_flagged(world, maildir):
    mails = {
        "1.good": reply(world.meeting),
        "2.letter": b"From: a@b.example\r\nSubject: Hej\r\n\r\nHej!\r\n",
        "3.stranger": reply(world.meeting, sender="ond@example.org"),
        "4.huge": b"x" * (LARGEST_MAIL + 1),
        "5.bad:2,": b"Content-Type: text/calendar; method=REPLY\r\n\r\n" + b"\xff" * 999,
    }
    for name, content in mails.items():
        (maildir / "new" / name).write_bytes(content)
    (maildir / "new" / "6.link").symlink_to("/etc/hostname")

    said = read()

    assert said.splitlines() == [
        "5 read",
        "  another_sender: 1",
        "  answered: 1",
        "  not_an_answer: 1",
        "  too_large: 1",
        "  unreadable: 1",
    ]
    assert stands() == ("yes", "calendar")
    assert lies_in(maildir, "new") == ["6.link"]
    assert lies_in(maildir, "cur") == [
        "1.good:2,S",
        "2.letter:2,FS",
        "3.stranger:2,FS",
        "4.huge:2,FS",
        "5.bad:2,FS",
    ]
    assert read() == "Nothing new.\n"


def test_the_clock_reads_the_mailbox_of_the_setting_and_does_without_one(world, maildir, settings):
    (maildir / "new" / "1").write_bytes(reply(world.meeting))
    address, settings.CALENDAR_REPLIES = settings.CALENDAR_REPLIES, ""
    read_calendar_replies()
    assert stands() == ("none", "")

    settings.CALENDAR_REPLIES = address
    read_calendar_replies()

    assert stands() == ("yes", "calendar")


@pytest.mark.parametrize(
    "address",
    ["", "maildir:///finns/inte", "pop3://a:hemligt@mail.example/", "imap://127.0.0.1:1/"],
)
def test_a_mailbox_that_is_not_there_is_said_without_its_password(settings, address):
    settings.CALENDAR_REPLIES = address

    with pytest.raises(CommandError) as error:
        read()

    assert "hemligt" not in str(error.value)


# --- an IMAP server of the tests' own ---------------------------------------------------------


class Imap(socketserver.ThreadingTCPServer):
    """So much of IMAP4rev1 as a reader of one mailbox needs; mails by number, with their flags."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, mails, password="p@ss/ord"):
        super().__init__(("127.0.0.1", 0), ImapSession)
        self.mails = dict(enumerate(mails, start=1))
        self.flags = {number: set() for number in self.mails}
        self.password = password
        self.folder = ""

    @property
    def address(self):
        return f"imap://svar%40skr.example:p%40ss%2Ford@127.0.0.1:{self.server_address[1]}/Svar"


class ImapSession(socketserver.StreamRequestHandler):
    def handle(self):
        self.say(b"* OK ready")
        for raw in self.rfile:
            tag, _space, rest = raw.decode().strip().partition(" ")
            verb, _space, arguments = rest.partition(" ")
            if verb.upper() == "UID":
                verb, _space, arguments = arguments.partition(" ")
            result = getattr(self, f"do_{verb.lower()}", self.do_nothing)(arguments) or "OK done"
            self.say(f"{tag} {result}".encode())
            if verb.upper() == "LOGOUT":
                return

    def say(self, line):
        self.wfile.write(line + b"\r\n")

    def do_nothing(self, arguments):
        return "BAD what"

    def do_capability(self, arguments):
        self.say(b"* CAPABILITY IMAP4rev1")

    def do_login(self, arguments):
        user, password = re.findall(r'"([^"]*)"|(\S+)', arguments)
        known = ("svar@skr.example", self.server.password)
        if ("".join(user), "".join(password)) != known:
            return "NO [AUTHENTICATIONFAILED] no"
        return None

    def do_select(self, arguments):
        self.server.folder = arguments
        self.say(f"* {len(self.server.mails)} EXISTS".encode())

    def do_search(self, arguments):
        new = [str(n) for n, flags in self.server.flags.items() if r"\Seen" not in flags]
        self.say(f"* SEARCH {' '.join(new)}".encode())

    def do_fetch(self, arguments):
        number, _space, what = arguments.partition(" ")
        content = self.server.mails[int(number)]
        if "SIZE" in what:
            self.say(f"* {number} FETCH (UID {number} RFC822.SIZE {len(content)})".encode())
            return
        head = f"* {number} FETCH (UID {number} BODY[] {{{len(content)}}}\r\n".encode()
        self.wfile.write(head + content + b")\r\n")

    def do_store(self, arguments):
        number, _space, flags = arguments.partition(" ")
        self.server.flags[int(number)] |= set(re.findall(r"\\\w+", flags))

    def do_logout(self, arguments):
        self.say(b"* BYE")


@pytest.fixture
def serve():
    running = []

    def start(mails):
        server = Imap(mails)
        running.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return server

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


def test_an_imap_mailbox_is_read_once(world, serve):
    server = serve([reply(world.meeting), b"Subject: Hej\r\n\r\nHej!\r\n", b"x" * 2_000_001])

    said = read(mailbox=server.address)

    assert said.splitlines() == ["3 read", "  answered: 1", "  not_an_answer: 1", "  too_large: 1"]
    assert stands() == ("yes", "calendar")
    assert server.folder == '"Svar"'
    assert server.flags == {1: {r"\Seen"}, 2: {r"\Seen", r"\Flagged"}, 3: {r"\Seen", r"\Flagged"}}
    assert read(mailbox=server.address) == "Nothing new.\n"


def test_a_refused_sign_in_is_an_error_without_the_password(serve):
    server = serve([])
    server.password = "ett annat"

    with pytest.raises(MailboxError) as error, open_mailbox(server.address):
        pass

    assert str(error.value) == "127.0.0.1: error"
