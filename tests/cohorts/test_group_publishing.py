"""Publishing groups: planned, done once, told once, and only what is different the next time."""

import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, connections

from cohorts.enums import Function, PromiseStatus
from cohorts.grouping.sentences import explain_rule
from cohorts.models import Group, Mentorship, TeamMember
from cohorts.services import group_publishing
from cohorts.services.boards import undo
from cohorts.services.group_publishing import plan_publication, publish_groups
from cohorts.services.participations import withdraw_participation
from modellkonceptet.notifications.models import Message
from modellkonceptet.records.models import AuditEntry
from tests import factories
from tests.cohorts.boards import Round

pytestmark = pytest.mark.django_db


def publish(made: Round, *, seen: int | None = None, actor=None):
    return publish_groups(
        cohort=made.cohort, seen=made.seen if seen is None else seen, actor=actor or made.lead
    )


def refusal_of(act) -> tuple[str, list[str]]:
    with pytest.raises(ValidationError) as error:
        act()
    return error.value.error_list[0].code, error.value.messages


def addresses() -> list[str]:
    return sorted(
        Message.objects.filter(kind="groups_published").values_list("to_email", flat=True)
    )


def forget_mails() -> None:
    Message.objects.all().delete()


@pytest.fixture
def five(db) -> Round:
    """Five participants on the board in groups of two and three, each with a mentor."""
    made = Round("Lund Ystad Eslöv Höör Sjöbo", "Malmö Kalmar Boden").open()
    made.group("Lund", "Ystad", mentor="Malmö")
    made.group("Eslöv", "Höör", "Sjöbo", mentor="Kalmar")
    return made


# --- the first time -------------------------------------------------------------


def test_the_plan_says_what_will_happen_and_writes_nothing(five):
    plan = plan_publication(five.cohort)
    assert [(each.name, each.member_names, each.mentor_names) for each in plan.new] == [
        ("Grupp 1", ["Lund", "Ystad"], ["Malmö"]),
        ("Grupp 2", ["Eslöv", "Höör", "Sjöbo"], ["Kalmar"]),
    ]
    assert (plan.changed, plan.unchanged, plan.dissolved, plan.problems) == ((), (), (), ())
    assert plan.without_group == ()
    # Five key persons, two people who mentor, one project lead.
    assert plan.mails == 8
    assert not Group.objects.exists()


def test_nobody_sees_anything_before_it_is_published(five, strategist):
    assert not Group.objects.visible_to(strategist).exists()
    assert not Message.objects.exists()


def test_publishing_makes_groups_mentorships_and_promises_that_are_kept(five):
    publish(five)
    groups = {group.name: group for group in Group.objects.filter(cohort=five.cohort)}
    assert {
        name: list(group.participations.values_list("organisation__name", flat=True))
        for name, group in groups.items()
    } == {"Grupp 1": ["Lund", "Ystad"], "Grupp 2": ["Eslöv", "Höör", "Sjöbo"]}
    assert {group.published_by for group in groups.values()} == {five.lead}
    assert all(group.published_at for group in groups.values())
    assert list(
        Mentorship.objects.values_list("organisation__name", "group__name", "role", "promise")
    ) == [
        ("Kalmar", "Grupp 2", "lead", five.mentors["Kalmar"].pk),
        ("Malmö", "Grupp 1", "lead", five.mentors["Malmö"].pk),
    ]
    for promise in five.mentors.values():
        promise.refresh_from_db()
    assert {name: promise.status for name, promise in five.mentors.items()} == {
        "Malmö": PromiseStatus.SERVING,
        "Kalmar": PromiseStatus.SERVING,
        "Boden": PromiseStatus.ACCEPTED,
    }
    assert [(card.group, card.is_locked) for card in five.arrangement.cards] == [
        (groups["Grupp 1"].pk, True),
        (groups["Grupp 2"].pk, True),
    ]
    assert five.board.published == five.seen
    written = AuditEntry.objects.filter(action__in=["publish_group", "publish_groups", "serve"])
    assert sorted(written.values_list("action", flat=True)) == [
        "publish_group",
        "publish_group",
        "publish_groups",
        "serve",
        "serve",
    ]


def test_everybody_concerned_gets_one_mail(five):
    publish(five)
    assert addresses() == sorted(
        [
            "lund@example.org",
            "ystad@example.org",
            "eslöv@example.org",
            "höör@example.org",
            "sjöbo@example.org",
            "mentor.malmö@example.org",
            "mentor.kalmar@example.org",
            "lead@skr.example",
        ]
    )


def test_the_mail_names_the_group_and_leads_to_its_page(five):
    publish(five)
    mail = Message.objects.get(to_email="lund@example.org")
    group = Group.objects.get(name="Grupp 1")
    assert mail.subject == "Er grupp i Modellkommuner 2026"
    lines = [line for line in mail.body_text.splitlines() if line]
    assert "Lund är med i Grupp 1 i Modellkommuner 2026, tillsammans med Ystad." in lines
    assert "Er mentor är Malmö." in lines
    assert group.get_absolute_url() in mail.body_text
    assert mail.key == f"groups:{five.board.pk}:{five.seen}:lund@example.org"


def test_no_mail_has_anybody_elses_group_or_contacts(five):
    publish(five)
    for mail in Message.objects.exclude(to_email="lead@skr.example"):
        own = mail.to_email.split("@")[0].removeprefix("mentor.")
        others = {"lund", "ystad", "malmö"} if own not in {"lund", "ystad", "malmö"} else {
            "eslöv", "höör", "sjöbo", "kalmar"
        }  # fmt: skip
        text = f"{mail.subject} {mail.body_text} {mail.body_html}".lower()
        assert [name for name in others if name in text] == []
        assert "@" not in mail.body_text.replace("modellkonceptet@skr.example", "")


def test_somebody_in_several_capacities_gets_one_mail(five):
    """The strategist of Lund also mentors for Kalmar, and has another capitals in the address."""
    TeamMember.objects.create(
        participation=five.members["Lund"],
        function=Function.STRATEGIST,
        name="Båda",
        email="Mentor.Kalmar@example.org",
    )
    publish(five)
    both = Message.objects.filter(to_email__iexact="mentor.kalmar@example.org")
    assert [mail.to_email for mail in both] == ["Mentor.Kalmar@example.org"]
    text = both.get().body_text
    assert "Lund är med i Grupp 1" in text
    assert "Kalmar är mentor för Grupp 2" in text


def test_skr_gets_the_summary_at_the_rounds_address(five):
    five.cohort.contact_email = "modell@skr.example"
    five.cohort.save()
    factories.make_user("annan@skr.example", staff_role="project_lead")
    publish(five)
    mail = Message.objects.get(to_email="modell@skr.example")
    assert mail.subject == "Grupper publicerade i Modellkommuner 2026"
    assert "Grupp 1: Lund och Ystad; mentor Malmö" in mail.body_text
    assert not Message.objects.filter(to_email="annan@skr.example").exists()


def test_who_left_a_team_or_has_no_address_is_not_told(five):
    TeamMember.objects.filter(email="lund@example.org").update(left_on="2026-01-01")
    TeamMember.objects.filter(email="ystad@example.org").update(email="", user=None)
    publish(five)
    assert "lund@example.org" not in addresses()
    assert "ystad@example.org" not in addresses()
    assert len(addresses()) == 6


def test_the_mail_speaks_the_receivers_language(five):
    user = five.members["Lund"].team.get().user
    user.language = "en"
    user.save()
    publish(five)
    mail = Message.objects.get(to_email="lund@example.org")
    assert mail.subject == "Your group in Modellkommuner 2026"


def test_those_without_a_group_are_said_and_no_hindrance(five):
    five.members["Osby"] = five.join("Osby")
    plan = plan_publication(five.cohort)
    assert [each.name for each in plan.without_group] == ["Osby"]
    publish(five)
    assert "osby@example.org" not in addresses()
    summary = Message.objects.get(to_email="lead@skr.example").body_text
    assert "Utan grupp: Osby." in summary


# --- what stands in the way --------------------------------------------------------


def test_problems_are_said_in_words_and_nothing_is_written(five):
    first, second = (card.key for card in five.arrangement.cards)
    five.do("place", member=five.members["Ystad"].pk, card="")
    five.do("unseat_mentor", mentor=five.mentors["Kalmar"].organisation_id, card=second)
    assert first != second
    code, messages = refusal_of(lambda: publish(five))
    assert (code, messages) == (
        "problems",
        [
            f"Grupp 1: {explain_rule('size', ['Lund'])}",
            "Grupp 2: Gruppen har ingen mentor. Välj en, eller skriv varför den inte ska ha någon.",
        ],
    )
    assert plan_publication(five.cohort).problems == tuple(messages)
    assert not Group.objects.exists()
    assert not Message.objects.exists()


def test_a_round_of_one_cannot_be_published():
    one = Round("Lund", "Malmö").open()
    one.group("Lund", mentor="Malmö")
    assert refusal_of(lambda: publish(one))[0] == "problems"


def test_a_group_knowingly_without_mentor_is_published_with_its_reason():
    four = Round("Lund Ystad Eslöv Höör").open()
    for names in (("Lund", "Ystad"), ("Eslöv", "Höör")):
        key = four.group(*names)
        four.do("no_mentor", card=key, reason="Ingen fanns nära")
    publish(four)
    assert list(Group.objects.values_list("without_mentor_because", flat=True)) == [
        "Ingen fanns nära",
        "Ingen fanns nära",
    ]
    text = Message.objects.get(to_email="lund@example.org").body_text
    assert "Gruppen har ingen mentor för tillfället: Ingen fanns nära" in text


def test_a_mentor_over_its_capacity_stands_in_the_way(five):
    second = five.arrangement.cards[1].key
    five.do("unseat_mentor", mentor=five.mentors["Kalmar"].organisation_id, card=second)
    five.do("seat_mentor", mentor=five.mentors["Malmö"].organisation_id, card=second)
    code, messages = refusal_of(lambda: publish(five))
    assert code == "problems"
    assert any("Malmö" in message for message in messages)
    five.mentors["Malmö"].capacity = 2
    five.mentors["Malmö"].save()
    publish(five)
    assert Mentorship.objects.filter(organisation__name="Malmö").count() == 2


def test_a_mentor_who_has_not_answered_stands_in_the_way(five):
    asked = five.promise("Arboga", status=PromiseStatus.ASKED)
    five.do("seat_mentor", mentor=asked.organisation_id, card=five.arrangement.cards[0].key)
    code, messages = refusal_of(lambda: publish(five))
    assert (code, messages) == (
        "problems",
        ["Grupp 1: Arboga har inte tackat ja till att vara mentor än."],
    )


def test_a_mentor_who_has_come_to_take_part_stands_in_the_way(five):
    factories.make_participation(five.cohort, five.mentors["Malmö"].organisation)
    code, messages = refusal_of(lambda: publish(five))
    assert code == "problems"
    assert any("Malmö" in message for message in messages)


def test_pairs_that_must_be_apart_stand_in_the_way(five):
    pair = {"first": five.members["Lund"].pk, "second": five.members["Ystad"].pk}
    five.do("pair", kind="apart", **pair)
    assert refusal_of(lambda: publish(five))[0] == "problems"


def test_an_organisation_in_two_rounds_is_no_hindrance(five):
    factories.make_participation(factories.make_cohort(), five.members["Lund"].organisation)
    publish(five)
    assert Group.objects.count() == 2


def test_who_withdrew_since_the_page_was_shown_stops_the_publication(five):
    withdraw_participation(participation=five.members["Sjöbo"], reason="Omval", actor=five.lead)
    before = Message.objects.count()
    code, messages = refusal_of(lambda: publish(five))
    assert (code, "Sjöbo lämnade omgången" in messages[0]) == ("changed_meanwhile", True)
    assert not Group.objects.exists()
    assert Message.objects.count() == before


def test_only_project_leads_publish(five, reviewer, finance):
    for other in (reviewer, finance):
        with pytest.raises(PermissionDenied):
            publish(five, actor=other)


# --- once -----------------------------------------------------------------------------


def test_a_double_click_publishes_once(five):
    seen = five.seen
    publish(five, seen=seen)
    code, messages = refusal_of(lambda: publish(five, seen=seen))
    assert (code, messages) == (
        "published",
        [
            (
                "Det här är redan publicerat. Anna: Grupperna publicerades."
                " Inget publicerades två gånger."
            )
        ],
    )
    assert Group.objects.count() == 2
    assert len(addresses()) == 8


def test_publishing_what_is_published_is_refused(five):
    publish(five)
    assert refusal_of(lambda: publish(five))[0] == "no_difference"
    assert len(addresses()) == 8


def test_what_is_published_is_not_undone(five):
    publish(five)
    act = lambda: undo(cohort=five.cohort, seen=five.seen, actor=five.lead)  # noqa: E731
    assert refusal_of(act)[0] == "nothing_to_undo"


def test_a_failure_in_the_middle_leaves_nothing(five, monkeypatch):
    def fail(*args, **kwargs):
        raise DatabaseError("the disk is full")

    monkeypatch.setattr(group_publishing, "send_letters", fail)
    seen = five.seen
    with pytest.raises(DatabaseError):
        publish(five)
    assert not Group.objects.exists()
    assert not Mentorship.objects.exists()
    assert not Message.objects.exists()
    assert five.seen == seen
    five.mentors["Malmö"].refresh_from_db()
    assert five.mentors["Malmö"].status == PromiseStatus.ACCEPTED


@pytest.mark.django_db(transaction=True)
def test_two_leads_publish_at_once_and_one_wins():
    made = Round("Lund Ystad", "Malmö").open()
    made.group("Lund", "Ystad", mentor="Malmö")
    other = factories.make_user("bo@skr.example", name="Bo", staff_role="project_lead")
    seen, outcomes = made.seen, []
    ready = threading.Barrier(2)

    def go(actor) -> None:
        ready.wait()
        try:
            publish(made, seen=seen, actor=actor)
            outcomes.append("published now")
        except ValidationError as error:
            outcomes.append(error.code)
        finally:
            connections[connection.alias].close()

    threads = [threading.Thread(target=go, args=(actor,)) for actor in (made.lead, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(outcomes) == ["published", "published now"]
    assert Group.objects.count() == 1
    assert Mentorship.objects.count() == 1
    assert addresses() == sorted(
        [
            "lund@example.org",
            "ystad@example.org",
            "mentor.malmö@example.org",
            "lead@skr.example",
            "bo@skr.example",
        ]
    )


# --- afterwards -----------------------------------------------------------------------


@pytest.fixture
def published(five) -> Round:
    publish(five)
    forget_mails()
    return five


def unlock_all(made: Round) -> list[str]:
    keys = [card.key for card in made.arrangement.cards]
    for key in keys:
        made.do("unlock", card=key)
    return keys


def test_only_those_whom_the_difference_concerns_are_told(published):
    """Sjöbo gets a third group with Osby; Lund and Ystad hear nothing."""
    published.members["Osby"] = published.join("Osby")
    _first, second = unlock_all(published)
    published.do("place", member=published.members["Sjöbo"].pk, card="")
    published.group("Sjöbo", "Osby", mentor="Boden")
    plan = publish(published)
    assert [each.name for each in plan.new] == ["Grupp 3"]
    assert [each.name for each in plan.changed] == ["Grupp 2"]
    assert [each.name for each in plan.unchanged] == ["Grupp 1"]
    assert addresses() == sorted(
        [
            "eslöv@example.org",
            "höör@example.org",
            "sjöbo@example.org",
            "osby@example.org",
            "mentor.kalmar@example.org",
            "mentor.boden@example.org",
            "lead@skr.example",
        ]
    )
    told = Message.objects.get(to_email="eslöv@example.org")
    assert told.subject == "Er grupp i Modellkommuner 2026 har ändrats"
    assert "Sjöbo har lämnat gruppen" in told.body_text
    moved = Message.objects.get(to_email="sjöbo@example.org").body_text
    assert "Sjöbo har flyttats från Grupp 2 till Grupp 3" in moved
    assert published.arrangement.card(second).group == Group.objects.get(name="Grupp 2").pk


def test_a_mentor_who_is_exchanged_and_the_group_are_told(published):
    first, _second = unlock_all(published)
    malmo, boden = (published.mentors[name] for name in ("Malmö", "Boden"))
    published.do("unseat_mentor", mentor=malmo.organisation_id, card=first)
    published.do("seat_mentor", mentor=boden.organisation_id, card=first)
    publish(published)
    assert addresses() == sorted(
        [
            "lund@example.org",
            "ystad@example.org",
            "mentor.malmö@example.org",
            "mentor.boden@example.org",
            "lead@skr.example",
        ]
    )
    text = Message.objects.get(to_email="lund@example.org").body_text
    assert "Boden är mentor för gruppen från och med nu" in text
    assert "Malmö är inte längre mentor för gruppen" in text
    thanks = Message.objects.get(to_email="mentor.malmö@example.org").body_text
    assert "Malmö är inte längre mentor för Grupp 1" in thanks
    assert "Du får det här mejlet för att du är mentor från Malmö." in thanks
    ended = Mentorship.objects.get(organisation=malmo.organisation)
    assert ended.ended_on is not None
    malmo.refresh_from_db()
    boden.refresh_from_db()
    assert (malmo.status, boden.status) == (PromiseStatus.ACCEPTED, PromiseStatus.SERVING)


def test_another_role_is_a_new_mentorship_and_is_told(published):
    first, _second = unlock_all(published)
    malmo = published.mentors["Malmö"].organisation_id
    published.do("seat_mentor", mentor=malmo, card=first, role="supporting")
    publish(published)
    rows = Mentorship.objects.filter(organisation=malmo).order_by("pk")
    assert [(row.role, row.ended_on is None) for row in rows] == [
        ("lead", False),
        ("supporting", True),
    ]
    text = Message.objects.get(to_email="ystad@example.org").body_text
    assert "Malmö är nu stödjande mentor" in text
    assert "inte längre" not in text


def test_who_left_a_group_for_none_is_told(published):
    _first, second = unlock_all(published)
    published.do("place", member=published.members["Sjöbo"].pk, card="")
    publish(published)
    text = Message.objects.get(to_email="sjöbo@example.org").body_text
    assert "Sjöbo är inte längre med i Grupp 2" in text
    published.members["Sjöbo"].refresh_from_db()
    assert published.members["Sjöbo"].group is None
    assert published.arrangement.card(second).key == second


def test_a_group_that_is_dissolved_stays_as_history(published):
    first, second = unlock_all(published)
    for name in ("Lund", "Ystad"):
        published.do("place", member=published.members[name].pk, card="")
    published.do("remove_card", card=first)
    plan = publish(published)
    assert [each.group.name for each in plan.dissolved] == ["Grupp 1"]
    group = Group.objects.get(name="Grupp 1")
    assert group.dissolved_on is not None
    assert [card.key for card in published.arrangement.cards] == [second]
    assert addresses() == sorted(
        ["lund@example.org", "ystad@example.org", "mentor.malmö@example.org", "lead@skr.example"]
    )


def test_entirely_other_people_get_a_new_group_of_the_same_name(published):
    """What Lund and Ystad wrote to each other is not for Osby and Boxholm."""
    for name in ("Osby", "Boxholm"):
        published.members[name] = published.join(name)
    first, _second = unlock_all(published)
    for name in ("Lund", "Ystad"):
        published.do("place", member=published.members[name].pk, card="")
    for name in ("Osby", "Boxholm"):
        published.do("place", member=published.members[name].pk, card=first)
    publish(published)
    groups = Group.objects.filter(name="Grupp 1").order_by("pk")
    assert [group.dissolved_on is None for group in groups] == [False, True]
    members = groups[1].participations.values_list("organisation__name", flat=True)
    assert list(members) == ["Boxholm", "Osby"]


def test_two_groups_may_swap_their_names(published):
    first, second = (card.key for card in published.arrangement.cards)
    published.do("rename", card=first, name="Tillfälligt")
    published.do("rename", card=second, name="Grupp 1")
    published.do("rename", card=first, name="Grupp 2")
    publish(published)
    lund = published.members["Lund"]
    lund.refresh_from_db()
    assert lund.group.name == "Grupp 2"
    # A name is no news to those in the group; SKR has its summary.
    assert addresses() == ["lead@skr.example"]


def test_a_group_of_three_goes_on_as_two_without_a_publication(published):
    withdraw_participation(
        participation=published.members["Sjöbo"], reason="Omval", actor=published.lead
    )
    published.open()
    plan = plan_publication(published.cohort)
    assert (plan.has_changes, plan.problems) == (False, ())


def test_publishing_asks_as_many_questions_however_many_groups(django_assert_num_queries):
    """The plan: the confirming page shows it."""
    counted = []
    for groups in (1, 5):
        names = " ".join(f"K{groups}x{n}" for n in range(2 * groups))
        mentors = " ".join(f"M{groups}x{n}" for n in range(groups))
        lead = factories.make_user(f"lead{groups}@skr.example", staff_role="project_lead")
        made = Round(names, mentors, lead=lead).open()
        for n in range(groups):
            made.group(f"K{groups}x{2 * n}", f"K{groups}x{2 * n + 1}", mentor=f"M{groups}x{n}")
        counted.append(made)
    for made in counted:
        with django_assert_num_queries(14):
            plan_publication(made.cohort)
