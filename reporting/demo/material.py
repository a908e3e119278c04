"""The demo's learning platform: material of both programmes, and lists of the web training."""

from collections.abc import Mapping
from datetime import date, timedelta

from cohorts.models import Cohort, Participation, Programme
from learning_meetings.models import Material, MethodStep, TrainingRecord
from learning_meetings.services.material import (
    Content,
    Facts,
    add_material,
    open_material,
    publish_material,
    save_material,
    stamp,
)
from learning_meetings.services.training import import_people, register_stamp
from learning_meetings.training_file import Person
from modellkonceptet.accounts.models import User
from reporting.demo.group_rounds import LUND, RUNNING
from reporting.demo.material_texts import CHAIN_NEWS_SV, FIRST_NAMES, PIECES, ROLES, Piece

READER = "politiker.lund@lund.example"
# Of each organisation of the running round: how many are registered, how many have done it.
REGISTERED = {LUND: (24, 12), "1286": (21, 21), "1082": (9, 3)}


def ensure_material(*, today: date, people: Mapping[str, User]) -> int:
    """Write what a programme has nothing of yet, and fill empty lists; say how much was made."""
    lead = people["projektledare@skr.example"]
    made = 0
    for programme in Programme.objects.order_by("slug"):
        if not programme.material.exists():
            made += _write(programme, people[READER], lead)
    cohort = Cohort.objects.filter(slug=RUNNING).first()
    if cohort is None:
        return made
    for participation in cohort.participations.active().select_related("organisation"):
        has_list = participation.organisation.code in REGISTERED
        if has_list and not participation.training.exists():
            made += _register(participation, today, lead)
    return made


def _write(programme: Programme, reader: User, lead: User) -> int:
    steps = {step.number: step for step in MethodStep.objects.filter(programme=programme)}
    for piece in PIECES:
        material = add_material(
            place=programme,
            facts=_facts(piece, steps.get(piece.step)),
            content=Content(body_sv=piece.body_sv, body_en=piece.body_en, url=piece.url),
            actor=lead,
        )
        publish_material(material=material, actor=lead)
    _make_news(programme, reader, lead)
    return len(PIECES)


def _facts(piece: Piece, step: MethodStep | None) -> Facts:
    names = ("kind", "title_sv", "title_en", "summary_sv", "summary_en", "functions")
    said = {name: getattr(piece, name) for name in names}
    return Facts(**said, step=step, is_required=piece.is_required)


def _make_news(programme: Programme, reader: User, lead: User) -> None:
    """Lund's politician has read the first, and an earlier version of the third."""
    visible = Material.objects.visible_to(reader).filter(programme=programme).order_by("pk")
    first, third = visible.first(), visible.filter(title_sv=PIECES[2].title_sv).first()
    if first is None or third is None:
        return
    for material in (first, third):
        open_material(material=material, actor=reader)
    third.refresh_from_db()
    piece = PIECES[2]
    save_material(
        material=third,
        seen=stamp(third),
        facts=_facts(piece, third.step),
        content=Content(piece.body_sv, piece.body_en, what_is_new=CHAIN_NEWS_SV),
        actor=lead,
    )


def _register(participation: Participation, today: date, lead: User) -> int:
    """People of invented names; the team stands among them, and the first have done it."""
    registered, done = REGISTERED[participation.organisation.code or ""]
    team = [
        Person(member.name, member.email, str(member.get_function_display()))
        for member in participation.team.current()
        if member.email
    ]
    domain = team[0].email.partition("@")[2] if team else "kommun.example"
    others = [
        Person(f"{name} (påhittad)", f"person{number}@{domain}", ROLES[number % len(ROLES)])
        for number, name in enumerate(FIRST_NAMES)
    ]
    chosen = [*team, *others][:registered]
    import_people(
        participation=participation,
        people=[
            Person(one.name, one.email, one.role, today - timedelta(days=40 - number))
            if number < done
            else one
            for number, one in enumerate(reversed(chosen))
        ],
        seen=register_stamp(TrainingRecord.objects.filter(participation=participation)),
        actor=lead,
    )
    return registered
