"""A result report: written by several, sent as it stood, returned, approved, published."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command

from cohorts.models import Programme
from improvements.models import Improvement, Indicator, Measurement
from modellkonceptet.notifications.models import Message
from modellkonceptet.records.models import AuditEntry, DrawnChart
from reporting.models import (
    ReportChart,
    ReportForm,
    ReportSection,
    ReportTextRevision,
    ReportVersion,
    ResultReport,
)
from reporting.report_content import Heading, Picture, Table, from_data, words_of
from reporting.services.report_comments import comment_on_section, resolve_comment
from reporting.services.report_facts import facts_for
from reporting.services.report_judging import approve_report, return_report
from reporting.services.report_publishing import publish_report, withdraw_publication
from reporting.services.report_sending import mend_point, put_together, send_report
from reporting.services.report_writing import (
    begin_report,
    follow_facts,
    freeze_facts,
    let_works_in,
    occasions_of,
    save_text,
)
from tests.factories import make_participation, make_user, stockholm
from tests.improvements.recipes import make_cycle, make_improvement, make_indicator
from tests.reporting.report_world import ReportWorld, make_report_world

NOW = stockholm(2028, 5, 8)


@pytest.fixture(autouse=True)
def _today(time_machine: Any) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def world(db: None) -> ReportWorld:
    return make_report_world(due_on=date(2028, 6, 1))


@pytest.fixture
def lead(db: None) -> Any:
    return make_user("lead@skr.example", staff_role="project_lead")


def sent(world: ReportWorld) -> ResultReport:
    return send_report(report=world.written(), actor=world.strategist)


def the_text(report: ResultReport, key: str) -> str:
    return str(report.texts.get(section__key=key).text)


# --- begun -------------------------------------------------------------------


def test_begun_twice_it_is_the_same_report(world: ReportWorld) -> None:
    assert world.begun() == world.begun()
    assert (
        begin_report(participation=world.lund, occasion=world.occasion, actor=world.key_person)
        == ResultReport.objects.get()
    )


def test_politician_manager_partner_and_skr_do_not_begin_it(world: ReportWorld, lead: Any) -> None:
    others = [
        world.politician,
        world.group.person("lund", "senior_manager"),
        world.group.person("ystad", "strategist"),
        world.group.mentor,
        lead,
    ]
    for person in others:
        with pytest.raises(PermissionDenied):
            begin_report(participation=world.lund, occasion=world.occasion, actor=person)
    assert ResultReport.objects.count() == 0


def test_an_occasion_of_another_round_is_not_asked(world: ReportWorld) -> None:
    other = make_participation()
    assert list(occasions_of(other)) == []
    assert list(occasions_of(world.lund)) == [world.occasion]


# --- written -----------------------------------------------------------------


def test_what_two_write_at_once_is_never_lost(world: ReportWorld) -> None:
    report, section = world.begun(), world.section("plan")
    first = save_text(
        report=report, section=section, text="Strategens", base_version=0, actor=world.strategist
    )
    second = save_text(
        report=report, section=section, text="Nyckelns", base_version=0, actor=world.key_person
    )
    assert (second.theirs, second.by, second.version) == (
        "Strategens",
        world.strategist,
        first.version,
    )
    assert the_text(report, "plan") == "Strategens"
    kept = ReportTextRevision.objects.order_by("pk").values_list("text", "is_saved")
    assert list(kept) == [("Strategens", True), ("Nyckelns", False)]
    again = save_text(
        report=report,
        section=section,
        text="Bådas",
        base_version=second.version,
        actor=world.key_person,
    )
    assert (again.theirs, the_text(report, "plan")) == (None, "Bådas")


def test_a_page_that_changed_nothing_does_not_bring_back_an_old_text(world: ReportWorld) -> None:
    report = world.begun()
    old = world.write(report, "plan", "Gammal")
    world.write(report, "plan", "Ny", actor=world.key_person)
    same = save_text(
        report=report,
        section=world.section("plan"),
        text="Gammal",
        base_version=old.version,
        actor=world.strategist,
    )
    assert (same.text, same.theirs, the_text(report, "plan")) == ("Ny", None, "Ny")


def test_ones_own_quick_saves_do_not_quarrel(world: ReportWorld) -> None:
    report, section = world.begun(), world.section("plan")
    for text in ("V", "Vi gör", "Vi gör så här"):
        saved = save_text(
            report=report, section=section, text=text, base_version=0, actor=world.strategist
        )
        assert saved.theirs is None
    assert the_text(report, "plan") == "Vi gör så här"


def test_20000_characters_fit_and_one_more_does_not(world: ReportWorld) -> None:
    report = world.begun()
    world.write(report, "plan", "å" * 20_000)
    with pytest.raises(ValidationError) as refusal:
        world.write(report, "plan", "å" * 20_001)
    assert (refusal.value.code, len(the_text(report, "plan"))) == ("too_long", 20_000)


def test_comments_are_for_the_team_and_are_settled(world: ReportWorld, lead: Any) -> None:
    report, section = world.begun(), world.section("plan")
    said = {"report": report, "section": section, "text": "Ta med budgeten"}
    one = comment_on_section(**said, actor=world.politician)
    assert comment_on_section(**said, actor=world.politician) == one
    resolve_comment(comment=one, actor=world.strategist)
    one.refresh_from_db()
    assert (one.resolved_by, report.comments.count()) == (world.strategist, 1)
    for person in (lead, world.group.mentor):
        with pytest.raises(PermissionDenied):
            comment_on_section(**said, actor=person)
    with pytest.raises(ValidationError):
        comment_on_section(report=report, section=section, text=" ", actor=world.politician)


# --- what the logged work says -----------------------------------------------


def with_work(world: ReportWorld, **fields: Any) -> Improvement:
    work = make_improvement(world.lund, status="testing", **fields)
    make_cycle(work, status="acted", learned="Fler får frågan.")
    return work


def with_figures(world: ReportWorld, **fields: Any) -> Indicator:
    indicator = make_indicator(world.lund, **fields)
    rows = [
        Measurement(
            indicator=indicator, series=series, period=date(2027, month, 1), value=value, count=40
        )
        for month in range(1, 13)
        for series, value in (("women", 40 + month), ("men", 60))
    ]
    Measurement.objects.bulk_create(rows)
    return indicator


def test_works_indicators_and_team_as_content(world: ReportWorld) -> None:
    work, indicator = with_work(world), with_figures(world)
    report = world.begun()

    works = facts_for(report, "works")
    figures = facts_for(report, "indicators")
    team = facts_for(report, "team")

    assert works[0] == Heading(work.title)
    table = works[-1]
    assert isinstance(table, Table)
    assert table.rows[0][0] == "1 Checklista vid första samtalet"
    assert table.rows[0][-1] == "Fler får frågan."
    assert figures[0] == Heading(indicator.name)
    picture = figures[1]
    assert isinstance(picture, Picture)
    assert sorted(picture.keys) == ["narrow dark", "narrow light", "wide dark", "wide light"]
    assert len(next(one for one in figures if isinstance(one, Table)).rows) == 12
    names = [row[0] for one in team if isinstance(one, Table) for row in one.rows]
    assert names == [f"{f} Lund" for f in ("politician", "senior_manager", "key_person")] + [
        "strategist Lund"
    ]


def test_private_work_stays_out_until_it_is_let_in(world: ReportWorld) -> None:
    secret = with_work(world, title="Hemligt", is_private=True)
    with_figures(world, name="Hemlig siffra", improvement=secret, is_private=True)
    report = world.begun()
    assert (facts_for(report, "works"), facts_for(report, "indicators")) == ((), ())
    assert facts_for(report, "adopted") == ()

    theirs = with_work(world, title="Ystads", is_private=True)
    Improvement.objects.filter(pk=theirs.pk).update(participation=world.group.ystad)
    let_works_in(report=report, works=[secret.pk, theirs.pk], actor=world.strategist)

    assert list(report.shown_works.all()) == [secret]
    assert facts_for(report, "works")[0] == Heading("Hemligt")
    assert facts_for(report, "indicators")[0] == Heading("Hemlig siffra")
    let_works_in(report=report, works=[], actor=world.strategist)
    assert facts_for(report, "works") == ()


def test_figures_of_few_people_are_withheld(world: ReportWorld) -> None:
    indicator = make_indicator(world.lund)
    for series, value in (("women", 41), ("men", 63)):
        Measurement.objects.create(
            indicator=indicator, series=series, period=date(2027, 1, 1), value=value, count=4
        )
    words = " ".join(words_of(_document(world.begun())))
    assert ("41" in words, "63" in words) == (False, False)


def _document(report: ResultReport) -> Any:
    return put_together(report)


def test_frozen_facts_stay_when_the_work_goes_on(world: ReportWorld) -> None:
    with_work(world)
    with_figures(world)
    report = world.begun()
    for key in ("steering", "indicators"):
        freeze_facts(report=report, section=world.section(key), actor=world.strategist)
    before = put_together(report)
    DrawnChart.objects.all().delete()
    Indicator.objects.all().delete()
    Improvement.objects.all().delete()
    assert put_together(report) == before
    assert set(ReportChart.objects.values_list("key", flat=True)) == before.chart_keys() != set()

    follow_facts(report=report, section=world.section("steering"), actor=world.strategist)
    assert [part.key for part in put_together(report).parts] == ["indicators", "team"]
    freeze_facts(report=report, section=world.section("indicators"), actor=world.strategist)
    assert [part.key for part in put_together(report).parts] == ["team"]


# --- sent in -----------------------------------------------------------------


def test_what_is_missing_is_named_and_nothing_is_sent(world: ReportWorld) -> None:
    report = world.begun()
    world.write(report, "steering", "Vi styr")
    with pytest.raises(ValidationError) as refusal:
        send_report(report=report, actor=world.strategist)
    assert refusal.value.code == "missing"
    assert "Indikatorer, Planen framåt" in refusal.value.messages[0]
    report.refresh_from_db()
    assert (report.status, ReportVersion.objects.count()) == ("draft", 0)


def test_sent_it_is_kept_as_it_was(world: ReportWorld) -> None:
    work = with_work(world)
    report = sent(world)
    assert (report.status, report.version, report.sent_by) == ("sent", 1, world.strategist)
    document = from_data(ReportVersion.objects.get().document)
    work.title = "Ett annat namn"
    work.save()
    assert document.parts[0].nodes[0] == Heading("Lika snabbt till insats")
    assert [part.key for part in document.parts] == ["steering", "indicators", "team", "plan"]
    with pytest.raises(ValidationError):
        send_report(report=report, actor=world.strategist)
    assert ReportVersion.objects.count() == 1


def test_a_colleague_who_writes_while_it_is_sent_loses_nothing(world: ReportWorld) -> None:
    report = sent(world)
    with pytest.raises(ValidationError) as refusal:
        world.write(report, "plan", "Halvskrivet", actor=world.key_person)
    assert refusal.value.code == "closed"
    kept = ReportTextRevision.objects.get(is_saved=False)
    assert (kept.text, kept.edited_by) == ("Halvskrivet", world.key_person)
    assert the_text(report, "plan") == "Om plan"


def test_partners_mentor_and_politician_do_not_send(world: ReportWorld, lead: Any) -> None:
    report = world.written()
    for person in (world.politician, world.group.mentor, lead):
        with pytest.raises(PermissionDenied):
            send_report(report=report, actor=person)


# --- judged ------------------------------------------------------------------


def test_returned_mended_and_sent_again(world: ReportWorld, lead: Any) -> None:
    report = sent(world)
    points = {world.section("plan").pk: "Vem ansvarar?", world.section("team").pk: "  "}
    (point,) = return_report(report=report, points=points, actor=lead)
    assert (report.status, point.number, point.text) == ("returned", 1, "Vem ansvarar?")
    mails = Message.objects.filter(kind="report_returned")
    assert sorted(mails.values_list("to_email", flat=True)) == [
        f"{f}@lund.example" for f in ("key_person", "politician", "senior_manager", "strategist")
    ]
    assert "Vem ansvarar?" in mails[0].body_text

    with pytest.raises(ValidationError) as refusal:
        send_report(report=report, actor=world.strategist)
    assert refusal.value.code == "points_left"
    world.write(report, "plan", "Stadsdirektören ansvarar")
    mend_point(point=point, is_mended=True, actor=world.key_person)
    send_report(report=report, actor=world.strategist)
    assert (report.status, report.version, ReportVersion.objects.count()) == ("sent", 2, 2)


def test_a_return_says_what_is_to_be_mended(world: ReportWorld, lead: Any) -> None:
    report = sent(world)
    for points in ({}, {world.section("plan").pk: " "}):
        with pytest.raises(ValidationError):
            return_report(report=report, points=points, actor=lead)
    report.refresh_from_db()
    assert (report.status, Message.objects.count()) == ("sent", 0)


def test_only_the_lead_judges_and_only_what_is_sent(world: ReportWorld, lead: Any) -> None:
    report = world.written()
    with pytest.raises(ValidationError):
        approve_report(report=report, actor=lead)
    send_report(report=report, actor=world.strategist)
    for person in (world.strategist, make_user("g@skr.example", staff_role="reviewer")):
        with pytest.raises(PermissionDenied):
            approve_report(report=report, actor=person)
        with pytest.raises(PermissionDenied):
            return_report(report=report, points={world.section("plan").pk: "x"}, actor=person)
    approve_report(report=report, actor=lead)
    assert (report.status, report.approved_by) == ("approved", lead)
    assert Message.objects.filter(kind="report_approved").count() == 4


# --- published ---------------------------------------------------------------


def test_published_in_chosen_parts_and_taken_back(world: ReportWorld, lead: Any) -> None:
    report = sent(world)
    with pytest.raises(ValidationError):
        publish_report(report=report, keys=["plan"], actor=world.strategist)
    approve_report(report=report, actor=lead)
    for keys in ([], ["finns-inte"]):
        with pytest.raises(ValidationError):
            publish_report(report=report, keys=keys, actor=world.strategist)
    with pytest.raises(PermissionDenied):
        publish_report(report=report, keys=["plan"], actor=lead)

    publish_report(report=report, keys=["plan", "steering"], actor=world.strategist)
    assert list(ResultReport.objects.published()) == [report]
    assert [part["key"] for part in report.public["parts"]] == ["steering", "plan"]
    chosen = report.texts.filter(is_public=True).order_by("section__position")
    assert [row.section.key for row in chosen] == ["steering", "plan"]

    withdraw_publication(report=report, actor=lead)
    report.refresh_from_db()
    assert (report.status, report.public, report.published_at) == ("withdrawn", None, None)
    assert (ResultReport.objects.published().count(), ResultReport.objects.approved().count()) == (
        0,
        1,
    )
    publish_report(report=report, keys=["plan"], actor=world.key_person)
    trail = AuditEntry.objects.about(report).order_by("pk").values_list("action", flat=True)
    assert list(trail) == ["begin", "send", "approve", "publish", "withdraw", "publish"]


def test_who_sees_a_report(world: ReportWorld, lead: Any) -> None:
    report = world.written()
    readers = {
        "politician": world.politician,
        "partner": world.group.person("ystad", "strategist"),
        "mentor": world.group.mentor,
        "lead": lead,
        "finance": make_user("f@skr.example", staff_role="finance"),
    }

    def seen() -> set[str]:
        visible = ResultReport.objects.visible_to
        return {name for name, user in readers.items() if visible(user).filter(pk=report.pk)}

    assert seen() == {"politician"}
    send_report(report=report, actor=world.strategist)
    assert seen() == {"politician", "lead"}
    return_report(report=report, points={world.section("plan").pk: "Vem?"}, actor=lead)
    assert seen() == {"politician", "lead"}
    assert report.texts.visible_to(lead).count() == 0
    assert report.texts.visible_to(world.politician).count() == 3


# --- the forms ---------------------------------------------------------------


def test_forms_are_loaded_once_and_what_skr_changed_stands(db: None) -> None:
    call_command("load_programmes", verbosity=0)
    call_command("load_report_forms", verbosity=0)
    assert ReportForm.objects.count() == 4
    results = {
        slug: set(
            ReportSection.objects.filter(form__programme__slug=slug, form__kind="final")
            .exclude(result=None)
            .values_list("result", flat=True)
        )
        for slug in ("modellkommuner", "modellregioner")
    }
    assert results == {"modellkommuner": {1, 2, 3, 4}, "modellregioner": {1, 2, 3, 4, 5}}
    for programme in Programme.objects.filter(slug__in=results):
        expected = programme.terms.get(cohort=None).expected_results.count()
        assert expected == len(results[programme.slug])

    ReportSection.objects.update(title_sv="SKR:s ord")
    call_command("load_report_forms", verbosity=0)
    assert set(ReportSection.objects.values_list("title_sv", flat=True)) == {"SKR:s ord"}
    call_command("load_report_forms", reset=True, verbosity=0)
    assert not ReportSection.objects.filter(title_sv="SKR:s ord").exists()
