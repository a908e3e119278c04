"""How a round reminds, set by SKR: the rules in words, one rule changed, and the simulation."""

from datetime import date, timedelta
from html import unescape

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from cohorts.models import Cohort, RoundReminder
from cohorts.reminders_page import ladder_in_words, rules_of, when_in_words
from cohorts.round_people import RoundPeople
from cohorts.services.reminder_settings import policy_of, rounds_to_remind, set_reminder
from cohorts.services.rounds import copy_cohort
from modellkonceptet.notifications.enums import MessageStatus, Role, Topic
from modellkonceptet.notifications.models import MailAddress, Message
from modellkonceptet.notifications.reminder_rules import Due, Policy, Rule
from modellkonceptet.notifications.services.reminding import send_reminders
from tests import factories
from tests.factories import stockholm
from tests.notifications.registry import only
from tests.notifications.rule_recipes import policy

pytestmark = pytest.mark.django_db
SETTINGS_QUERIES = 4
RULE_QUERIES = 6
SIMULATION_QUERIES = 21  # 92 days are looked at eight times
DUE_ON = date(2027, 2, 10)  # a Wednesday
SIMULATED = {"fran": "2027-02-01", "dagar": "30"}


def find_reports(looking):
    """A report due of every participation that goes on."""
    known = RoundPeople.of(looking)
    for home in known.homes.values():
        if home.round_id in looking.rounds:
            yield Due(
                subject=f"report-{home.pk}",
                round_id=home.round_id,
                due_on=DUE_ON,
                since=date(2026, 9, 1),
                what=lambda: "Lämna rapporten",
                path="/rapport/",
                who=known.of_participation(home.pk),
                whose=home.name,
            )


REPORT = Rule(
    key="test.report",
    topic=Topic.REPORTS,
    name="Rapporten",
    policy=policy(-14, -7, -2, ladder=((Role.SENIOR_MANAGER, 7), (Role.DESK, 14))),
    find=find_reports,
    offered=(Role.KEY_PERSON, Role.SENIOR_MANAGER),
    alone_from=-2,
)
MEETING = Rule(
    key="test.meeting",
    topic=Topic.MEETINGS,
    name="Mötet",
    policy=policy(-1, hour=9),
    find=lambda looking: (),
)
TYPED = {
    "is_on": "on",
    "days_before": "14, 7, 2",
    "days_after": "",
    "hour": "7",
    "audience": [Role.STRATEGIST],
    "strategist_after": "",
    "manager_after": "7",
    "desk_after": "14",
    "text_sv": "",
    "text_en": "",
}


@pytest.fixture(autouse=True)
def _own_rules():
    with only(REPORT, MEETING):
        yield


@pytest.fixture(autouse=True)
def _in_january():
    with time_machine.travel(stockholm(2027, 1, 20, 6), tick=False):
        yield


@pytest.fixture
def cohort(_in_january):
    return factories.make_cohort(
        slug="omgang",
        name_sv="Modellkommuner 2027",
        announced_on=date(2026, 8, 1),
        opens_on=date(2026, 8, 1),
        closes_on=date(2026, 10, 1),
        decision_on=date(2026, 11, 1),
        starts_on=date(2027, 1, 11),
    )


@pytest.fixture
def lead(client, project_lead):
    client.force_login(project_lead)
    return client


def seat(cohort, name, **team):
    organisation = factories.make_organisation(name)
    return factories.make_participation(
        cohort,
        organisation,
        team={
            function: factories.make_user(f"{function}@{name.lower()}.example", name=who)
            for function, who in team.items()
        },
    )


def at(name, *args):
    return reverse(f"reminders:{name}", args=["omgang", *args])


def words(response):
    return " ".join(unescape(response.content.decode()).split())


# --- the list of rules ---------------------------------------------------------
def test_every_rule_stands_on_a_line_that_can_be_read(lead, cohort, project_lead):
    changed = policy(-7, audience=(Role.STRATEGIST, Role.KEY_PERSON), hour=10, text={"sv": "Nu"})
    set_reminder(cohort=cohort, rule=REPORT, policy=changed, actor=project_lead)

    page = lead.get(at("settings"))

    assert [
        (
            topic.topic,
            topic.may_be_refused,
            [
                (row.rule.name, row.when, row.who, row.ladder, row.has_text, row.is_changed)
                for row in topic.rows
            ],
        )
        for topic in page.context["topics"]
    ] == [
        (
            "meetings",
            True,
            [
                (
                    "Mötet",
                    "1 dag före, från klockan\N{NO-BREAK SPACE}9",
                    "jämställdhetsstrateg",
                    "",
                    False,
                    False,
                )
            ],
        ),
        (
            "reports",
            False,
            [
                (
                    "Rapporten",
                    "7 dagar före, från klockan\N{NO-BREAK SPACE}10",
                    "jämställdhetsstrateg och nyckelperson",
                    "",
                    True,
                    True,
                )
            ],
        ),
    ]
    assert words(page).count("<h1>Omgången påminner om 2 saker</h1>") == 1
    assert words(page).count("Ingen kan välja bort de här mejlen.") == 1


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ((-14, -7, -2), "14, 7 och 2 dagar före, från klockan\N{NO-BREAK SPACE}7"),
        (
            (-1, 0, 1, 8),
            "1 dag före, på själva dagen, 1 och 8 dagar efter, från klockan\N{NO-BREAK SPACE}7",
        ),
        ((), "ingen dag vald"),
    ],
)
def test_when_in_words(days, said):
    assert when_in_words(policy(*days)) == said


def test_the_ladder_in_words():
    assert ladder_in_words(REPORT.policy) == "efter 7 dagar hög chef, efter 14 dagar SKR"


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_costs_the_same_with_few_and_many(lead, cohort, django_assert_num_queries, rows):
    rules = [
        Rule(f"test.n{n}", Topic.NEWS, "Regel", policy(-n), lambda looking: ())
        for n in range(1, rows + 1)
    ]
    for rule in rules:
        RoundReminder.objects.create(cohort=cohort, rule=rule.key, audience=[Role.STRATEGIST])
    with only(*rules), django_assert_num_queries(SETTINGS_QUERIES):
        assert lead.get(at("settings")).status_code == 200


def test_the_pages_are_those_of_project_leads(
    client, cohort, reviewer, finance, evaluator, stranger
):
    reading = [at("settings"), at("simulation"), at("rule", REPORT.key)]
    writing = [
        at("switch"),
        at("rule", REPORT.key),
        at("preview", REPORT.key),
        at("reset", REPORT.key),
    ]
    for person in (reviewer, finance, evaluator, stranger):
        client.force_login(person)
        assert [client.get(url).status_code for url in reading] == [403] * 3
        assert [client.post(url, TYPED).status_code for url in writing] == [403] * 4
    assert RoundReminder.objects.count() == 0


@pytest.mark.parametrize("name", ["settings", "simulation"])
def test_there_are_none_of_a_round_that_is_history_alone(lead, cohort, name):
    Cohort.objects.update(is_historical=True, source="SKR")
    assert lead.get(at(name)).status_code == 404


def test_a_rule_that_nobody_has_registered_is_not_there(lead, cohort):
    for name, method in (("rule", "get"), ("rule", "post"), ("preview", "post"), ("reset", "post")):
        assert getattr(lead, method)(at(name, "test.unknown")).status_code == 404


# --- the whole round -----------------------------------------------------------
def test_the_round_is_switched_off_and_on_again(lead, cohort, project_lead):
    seat(cohort, "Lund", strategist="Maria Berg")
    for _twice in range(2):
        page = lead.post(at("switch"), {"on": "no"}, follow=True)
    cohort.refresh_from_db()

    assert cohort.sends_reminders is False
    assert words(page).count("<h1>Ingen blir påmind i den här omgången</h1>") == 1
    latest = cohort.history.latest()
    assert (latest.sends_reminders, latest.history_user) == (False, project_lead)
    assert cohort.history.count() == 2
    with time_machine.travel(stockholm(2027, 1, 27, 8), tick=False):
        assert send_reminders() == 0
        lead.force_login(project_lead)
        lead.post(at("switch"), {"on": "yes"})
        assert send_reminders() == 1


# --- one rule ------------------------------------------------------------------
def test_a_rule_is_changed_and_the_engine_follows(lead, cohort, project_lead):
    typed = TYPED | {
        "days_before": "30, 3",
        "days_after": " 1,8 ",
        "hour": "9",
        "audience": [Role.SENIOR_MANAGER, Role.KEY_PERSON],
        "strategist_after": "5",
        "manager_after": "",
        "desk_after": "20",
        "text_sv": "{namn}: {vad} senast {dag}",
    }
    for _twice in range(2):
        answer = lead.post(at("rule", REPORT.key), typed)
        assert (answer.status_code, answer["Location"]) == (302, f"{at('settings')}#reports")

    row = RoundReminder.objects.get()
    text = "{namn}: {vad} senast {dag}"
    assert policy_of(row) == Policy(
        days=(-30, -3, 1, 8),
        audience=(Role.KEY_PERSON, Role.SENIOR_MANAGER),
        ladder=((Role.STRATEGIST, 5), (Role.DESK, 20)),
        hour=9,
        text={"sv": text, "en": text},
    )
    assert [one.policies["test.report"].hour for one in rounds_to_remind(date(2027, 1, 20))] == [9]
    assert [(past.history_type, past.history_user) for past in row.history.all()] == [
        ("+", project_lead)
    ]
    form = lead.get(at("rule", REPORT.key)).context["form"]
    assert [form[name].value() for name in ("days_before", "days_after", "text_en")] == [
        "30, 3",
        "1, 8",
        "",
    ]


@pytest.mark.parametrize(
    ("field", "typed", "refusal"),
    [
        (
            "days_before",
            "14 7",
            "Skriv hela tal med komma emellan, till exempel 14, 7, 2.",
        ),
        ("days_before", "-7", "Skriv hela tal med komma emellan, till exempel 14, 7, 2."),
        ("days_before", "7,", "Skriv hela tal med komma emellan, till exempel 14, 7, 2."),
        ("days_before", "²", "Skriv hela tal med komma emellan, till exempel 14, 7, 2."),
        ("days_before", "366", "Skriv dagar mellan 0 och 365, inte 366."),
        ("days_before", "7, 07", "7 står två gånger. Skriv varje dag en gång."),
        ("days_before", "1,2,3,4,5,6,7", "Skriv högst sex dagar."),
        ("days_after", "1.5", "Skriv hela tal med komma emellan, till exempel 14, 7, 2."),
        ("hour", "6", "Välj ett giltigt alternativ. 6 finns inte bland tillgängliga alternativ."),
        ("hour", "18", "Välj ett giltigt alternativ. 18 finns inte bland tillgängliga alternativ."),
        ("audience", [], "Välj minst en av dem som kan bli påminda."),
        ("audience", ["mentor"], "Välj minst en av dem som kan bli påminda."),
        ("manager_after", "0", "Skriv ett antal dagar från 1 till 365."),
        ("desk_after", "366", "Skriv ett antal dagar från 1 till 365."),
        ("strategist_after", "sju", "Skriv ett antal dagar från 1 till 365."),
    ],
)
def test_what_cannot_be_is_refused_and_kept_as_typed(lead, cohort, field, typed, refusal):
    page = lead.post(at("rule", REPORT.key), TYPED | {field: typed})

    assert (page.status_code, page.context["form"].errors) == (422, {field: [refusal]})
    assert page.context["form"][field].value() == typed
    assert RoundReminder.objects.count() == 0


def test_the_same_day_before_and_after_is_refused(lead, cohort):
    page = lead.post(at("rule", REPORT.key), TYPED | {"days_before": "7, 0", "days_after": "0"})

    assert (page.status_code, page.context["form"].errors) == (
        422,
        {"days_after": ["Samma dag står både före och efter. Skriv 0 bara på det ena stället."]},
    )


def test_a_placeholder_that_nothing_is_known_for_is_refused(lead, cohort):
    page = lead.post(at("rule", REPORT.key), TYPED | {"text_en": "Dear {name}"})

    assert (page.status_code, list(page.context["form"].errors)) == (422, ["text_en"])
    assert words(page).count("{name} går inte att fylla i") == 3  # summary, field, preview


def test_the_service_refuses_for_itself(cohort, project_lead):
    impossible = Policy(
        days=(-400, 0, 0), audience=(), ladder=((Role.MENTOR, 0),), text={"sv": "{x}"}
    )
    with pytest.raises(ValidationError) as refused:
        set_reminder(cohort=cohort, rule=REPORT, policy=impossible, actor=project_lead)
    assert sorted(refused.value.message_dict) == [
        "audience",
        "days_after",
        "days_before",
        "text_sv",
    ]


def test_a_rule_goes_back_to_what_it_says_by_itself(lead, cohort, project_lead):
    changed = policy(-7)
    set_reminder(cohort=cohort, rule=REPORT, policy=changed, actor=project_lead)

    for _twice in range(2):
        answer = lead.post(at("reset", REPORT.key))
        assert answer.status_code == 302

    assert RoundReminder.objects.count() == 0
    history = RoundReminder.history.order_by("pk").values_list("history_type", "history_user")
    assert list(history) == [("+", project_lead.pk), ("-", project_lead.pk)]


def test_what_the_rule_says_by_itself_is_not_kept_as_the_rounds_own(lead, cohort, project_lead):
    set_reminder(cohort=cohort, rule=REPORT, policy=policy(-7), actor=project_lead)
    lead.post(at("rule", REPORT.key), TYPED)
    assert RoundReminder.objects.count() == 0


def test_a_round_that_is_copied_reminds_as_the_one_before(cohort, project_lead):
    set_reminder(cohort=cohort, rule=REPORT, policy=policy(-9, hour=12), actor=project_lead)

    copy = copy_cohort(
        source=cohort,
        slug="nasta",
        name_sv="Nästa",
        starts_on=date(2028, 1, 10),
        actor=project_lead,
    )

    assert [
        (row.cohort, row.rule, row.days, row.hour) for row in RoundReminder.objects.order_by("pk")
    ] == [(cohort, "test.report", [-9], 12), (copy, "test.report", [-9], 12)]
    assert copy.reminder_settings.get().history.get().history_user == project_lead
    assert rules_of(copy, project_lead)[1].rows[0].is_changed is True


# --- how it reads --------------------------------------------------------------
def test_the_preview_shows_the_mail_in_both_languages_and_saves_nothing(lead, cohort):
    seat(cohort, "Lund", strategist="Maria Berg")
    typed = TYPED | {"text_sv": "{organisation}: {vad}, {avstånd}", "text_en": "{namn}, please"}

    part = lead.post(at("preview", REPORT.key), typed, HTTP_HX_REQUEST="true")
    whole = lead.post(at("preview", REPORT.key), typed)

    for page in (part, whole):
        assert page.status_code == 200
        assert [(one.language, one.text, one.subject) for one in page.context["previews"]] == [
            (
                "sv",
                "Lund: Lämna rapporten, om 14 dagar",
                "Påminnelse: Lund: Lämna rapporten, om 14 dagar",
            ),
            ("en", "Maria Berg, please", "Reminder: Maria Berg, please"),
        ]
    assert (words(part).count("<html"), words(whole).count("<html")) == (0, 1)
    assert whole.context["form"]["text_sv"].value() == typed["text_sv"]
    assert RoundReminder.objects.count() == 0


def test_without_anything_due_the_preview_has_an_example(lead, cohort):
    page = lead.get(at("rule", MEETING.key))
    assert [(one.language, one.text, one.when) for one in page.context["previews"]] == [
        ("sv", "Mötet", "Senast onsdag 3 februari, i morgon"),
        ("en", "Mötet", "By Wednesday 3 February, tomorrow"),
    ]


@pytest.mark.parametrize("homes", [1, 30])
def test_a_rules_page_costs_the_same_with_few_and_many(
    lead, cohort, homes, django_assert_num_queries
):
    for number in range(homes):
        seat(cohort, f"Kommun{number}", strategist="Maria")
    with django_assert_num_queries(RULE_QUERIES):
        lead.get(at("rule", REPORT.key))


# --- who gets what, and when ---------------------------------------------------
def in_short(page):
    """(day, [(person, alone, [sentence])]) of what the page lists."""
    return [
        (
            total.day,
            [
                (row.recipient.name, row.is_alone, [line.text for line in row.lines])
                for row in letters
            ],
        )
        for total, letters in page.context["days"]
    ]


@pytest.fixture
def two_homes(cohort):
    seat(cohort, "Lund", strategist="Maria Berg", senior_manager="Ola Chef")
    seat(cohort, "Ystad", strategist="Åsa Ek", senior_manager="Per Chef")


def test_a_simulation_says_who_gets_what_on_which_day(lead, two_homes):
    page = lead.get(at("simulation"), SIMULATED)

    own, above = ["Lämna rapporten"], " har inte gjort det här: lämna rapporten"
    assert in_short(page) == [
        (date(2027, 2, 3), [("Maria Berg", False, own), ("Åsa Ek", False, own)]),
        (date(2027, 2, 8), [("Maria Berg", True, own), ("Åsa Ek", True, own)]),
        (
            date(2027, 2, 17),
            [("Ola Chef", False, [f"Lund{above}"]), ("Per Chef", False, [f"Ystad{above}"])],
        ),
        (
            date(2027, 2, 24),
            [("Projektledare", False, [f"Lund{above}", f"Ystad{above}"])],
        ),
    ]
    assert [
        (total.day, total.mails, total.lines, total.page) for total in page.context["result"].totals
    ] == [
        (date(2027, 2, 3), 2, 2, 1),
        (date(2027, 2, 8), 2, 2, 1),
        (date(2027, 2, 17), 2, 2, 1),
        (date(2027, 2, 24), 1, 2, 1),
    ]
    assert words(page).count("<h1>7 mejl om inget blir gjort</h1>") == 1
    assert words(page).count("Till 5 personer.") == 1
    assert words(page).count("Inget skickas måndag 1 februari.") == 1
    assert words(page).count("I ett eget mejl") == 2


@pytest.mark.parametrize(
    ("query", "receivers"),
    [
        ({"vem": "maria"}, ["Maria Berg", "Maria Berg"]),
        ({"vem": "ÅSA"}, ["Åsa Ek", "Åsa Ek"]),
        ({"vem": "ystad.example"}, ["Åsa Ek", "Åsa Ek", "Per Chef"]),
        ({"vem": "Lund"}, ["Maria Berg", "Maria Berg", "Ola Chef", "Projektledare"]),
        ({"vem": "ingen"}, []),
        ({"regel": "test.meeting"}, []),
        ({"regel": "test.report", "vem": "ola"}, ["Ola Chef"]),
    ],
)
def test_a_simulation_is_narrowed_by_person_organisation_and_rule(
    lead, two_homes, query, receivers
):
    page = lead.get(at("simulation"), SIMULATED | query)
    assert [who for _day, rows in in_short(page) for who, _alone, _lines in rows] == receivers
    assert words(page).count("Inget mejl passar") == (0 if receivers else 1)


@pytest.mark.parametrize(
    ("query", "field", "refusal"),
    [
        ({"fran": "1 februari"}, "fran", "Skriv dagen som 2027-02-01."),
        ({"fran": "1400-02-01"}, "fran", "Välj en dag mellan 2000 och 2098."),
        ({"dagar": "93"}, "dagar", "Skriv ett antal dagar från 1 till 92."),
        ({"dagar": "0"}, "dagar", "Skriv ett antal dagar från 1 till 92."),
        ({"dagar": "många"}, "dagar", "Skriv ett antal dagar från 1 till 92."),
        ({"regel": "test.unknown"}, "regel", "Välj något i listan."),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(lead, two_homes, query, field, refusal):
    page = lead.get(at("simulation"), SIMULATED | query)
    assert (page.status_code, page.context["form"].errors) == (422, {field: [refusal]})


def test_by_itself_it_begins_today(lead, two_homes):
    page = lead.get(at("simulation"))
    asked = page.context["result"].asked
    assert (asked.first, asked.days) == (date(2027, 1, 20), 30)
    assert [day for day, _rows in in_short(page)] == [
        date(2027, 1, 27),
        date(2027, 2, 3),
        date(2027, 2, 8),
        date(2027, 2, 17),
    ]


def test_what_has_left_today_is_not_listed_again(client, two_homes, project_lead):
    with time_machine.travel(stockholm(2027, 2, 3, 8), tick=False):
        client.force_login(project_lead)
        assert in_short(client.get(at("simulation")))[0][0] == date(2027, 2, 3)
        assert send_reminders() == 2
        assert in_short(client.get(at("simulation")))[0][0] == date(2027, 2, 8)


def test_the_engine_sends_what_the_simulation_said(lead, two_homes):
    MailAddress.objects.create(email="strategist@lund.example", weekday=1)
    listed = [
        (day, sorted(who for who, *_rest in rows))
        for day, rows in in_short(lead.get(at("simulation"), {"dagar": "50"}))
    ]
    sent = []
    for number in range(50):
        day = date(2027, 1, 20) + timedelta(days=number)
        with time_machine.travel(stockholm(day.year, day.month, day.day, 17), tick=False):
            if send_reminders():
                leaving = Message.objects.filter(status=MessageStatus.QUEUED)
                sent.append((day, sorted(leaving.values_list("to_name", flat=True))))
                leaving.update(status=MessageStatus.SENT, sent_at=timezone.now())
    assert sent == listed


def test_it_says_when_the_round_sends_nothing(lead, two_homes):
    Cohort.objects.update(sends_reminders=False)
    page = lead.get(at("simulation"), SIMULATED)
    assert len(in_short(page)) == 4
    assert words(page).count("Påminnelserna är avstängda i omgången: inget av det här") == 1


def test_of_days_that_have_passed_it_says_what_would_have_been_sent(
    client, two_homes, project_lead
):
    with time_machine.travel(stockholm(2027, 2, 12, 8), tick=False):
        client.force_login(project_lead)
        send_reminders()
        page = client.get(at("simulation"), {"fran": "2027-02-05", "dagar": "7"})
    assert [day for day, _rows in in_short(page)] == [date(2027, 2, 8)]
    assert words(page).count("De dagarna har passerat") == 1


def test_a_day_off_and_a_round_that_is_over_are_said(lead, two_homes):
    saturday = lead.get(at("simulation"), {"fran": "2027-02-06", "dagar": "1"})
    assert words(saturday).count("Ingen påminnelse skickas de här dagarna") == 1
    assert words(saturday).count("Lördag 6 februari är ingen arbetsdag") == 1

    Cohort.objects.update(completed_on=date(2027, 2, 9))
    over = lead.get(at("simulation"), SIMULATED)
    assert [day for day, _rows in in_short(over)] == [date(2027, 2, 3), date(2027, 2, 8)]
    assert words(over).count("Ingen blir påmind då.") == 1


def test_what_arises_or_goes_by_itself_in_those_days_is_simulated_too(lead, cohort, project_lead):
    held = date(2027, 2, 16)

    def find(looking):
        who = RoundPeople.of(looking).of_round()
        both = {"round_id": cohort.pk, "path": "/", "who": who, "whose": "Grupp 1"}
        if looking.day <= held:
            yield Due("come", due_on=held, since=date(2027, 1, 1), what=lambda: "Kom", **both)
        else:
            notes = date(2027, 2, 19)
            yield Due("notes", due_on=notes, since=held, what=lambda: "Anteckna", **both)

    rule = Rule(
        "test.held",
        Topic.MEETINGS,
        "Träffen",
        policy(-8, -3, 0, 20, audience=(Role.DESK,)),
        find,
    )
    with only(rule):
        page = lead.get(at("simulation"), SIMULATED | {"dagar": "60"})

    assert in_short(page) == [
        (day, [("Projektledare", False, [what])])
        for day, what in (
            (date(2027, 2, 8), "Kom"),
            (date(2027, 2, 12), "Kom"),
            (date(2027, 2, 16), "Kom"),
            (date(2027, 2, 19), "Anteckna"),
            (date(2027, 3, 11), "Anteckna"),
        )
    ]


def test_a_rule_that_is_off_is_not_simulated(lead, two_homes, cohort, project_lead):
    set_reminder(cohort=cohort, rule=REPORT, policy=policy(-7, is_on=False), actor=project_lead)
    assert in_short(lead.get(at("simulation"), SIMULATED)) == []


@pytest.mark.parametrize("homes", [1, 30])
def test_a_simulation_costs_the_same_with_few_and_many(
    lead, cohort, homes, django_assert_num_queries
):
    for number in range(homes):
        seat(cohort, f"Kommun{number}", strategist="Maria", senior_manager="Ola")
    with django_assert_num_queries(SIMULATION_QUERIES):
        page = lead.get(at("simulation"), {"fran": "2027-01-20", "dagar": "92"})
    assert len(page.context["result"].letters) == homes * 4 + 1
    assert page.context["page_obj"].paginator.num_pages == (3 if homes == 30 else 1)


def test_the_rounds_page_in_the_admin_leads_here_and_has_the_switch(lead, cohort):
    page = words(lead.get(reverse("admin:cohorts_cohort_change", args=[cohort.pk])))
    assert page.count(f'href="{at("settings")}"') == 1
    assert page.count('name="sends_reminders"') == 1
