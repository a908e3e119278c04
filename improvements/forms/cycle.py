"""The panes of a cycle as forms: each gives what its pane says."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cohorts.models import TeamMember
from improvements.enums import Confirmed, CycleDecision, CycleKind, CycleScale
from improvements.models import ChangeIdea, Cycle, CycleQuestion, Improvement
from improvements.panes import Acted, Answer, Content, Done, Pane, Plan, PlannedQuestion, Studied
from improvements.services.cycling import MOST_QUESTIONS
from modellkonceptet.form_fields import CivilDateField
from modellkonceptet.plain_form import PlainForm
from modellkonceptet.plain_text import PlainCharField, PlainTextField
from modellkonceptet.widgets import hinted

MOST_TEXT = 4000
MORE_QUESTIONS = 2  # empty places after those that are asked


def _text(label: Any, *, rows: int = 4, hint: Any = "") -> PlainTextField:
    return PlainTextField(
        label=label,
        max_length=MOST_TEXT,
        required=False,
        help_text=hint,
        widget=forms.Textarea({"rows": rows}),
    )


class PaneForm(PlainForm):
    """`seen` is the stamp of what the page showed; the service compares."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def content(self) -> Content:
        raise NotImplementedError


class PlanForm(PaneForm):
    """What the test is for, and what one expects before it begins."""

    title = PlainCharField(
        label=_("What you test, in a few words"),
        max_length=150,
        error_messages={"required": _("Write what the cycle is called.")},
    )
    objective = _text(_("What the test is for"), rows=2)
    arrangement = _text(
        _("What is done, by whom, when and where"),
        hint=_("Small enough to begin next week: one unit, some cases."),
    )
    data_plan = _text(
        _("What you measure, by whom, when and how"),
        rows=3,
        hint=_("For women and men, girls and boys each, so that differences can be seen."),
    )
    idea: Any = forms.ModelChoiceField(
        ChangeIdea.objects.none(),
        label=_("Which change is tested"),
        required=False,
        empty_label=_("None of those in the driver diagram"),
        widget=forms.Select({"class": "w-m"}),
    )
    kind = forms.ChoiceField(
        label=_("Kind of cycle"),
        choices=CycleKind.choices,
        initial=CycleKind.TEST,
        widget=forms.Select({"class": "w-m"}),
    )
    scale = forms.ChoiceField(
        label=_("How large"),
        choices=CycleScale.choices,
        initial=CycleScale.ONE_UNIT,
        widget=forms.Select({"class": "w-m"}),
    )
    owner: Any = forms.ModelChoiceField(
        TeamMember.objects.none(),
        label=_("Who holds it together"),
        required=False,
        empty_label=_("Nobody in particular"),
        widget=forms.Select({"class": "w-m"}),
    )
    planned_from = CivilDateField(label=_("Planned from"), required=False)
    planned_to = CivilDateField(label=_("Planned to"), required=False)

    def __init__(self, *args: Any, improvement: Improvement, asked: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["idea"].queryset = improvement.change_ideas.all()  # type: ignore[attr-defined]
        if not improvement.change_ideas.exists():
            del self.fields["idea"]
        team = improvement.participation.team.current()
        self.fields["owner"].queryset = team  # type: ignore[attr-defined]
        for place in range(self._places(asked)):
            self.fields[f"question_{place}"] = PlainCharField(
                label=_("Question %(n)d") % {"n": place + 1},
                max_length=300,
                required=False,
            )
            self.fields[f"prediction_{place}"] = PlainTextField(
                label=_("What you expect"),
                max_length=2000,
                required=False,
                widget=forms.Textarea({"rows": 2}),
            )

    def _places(self, asked: int) -> int:
        """Room for the questions that stand or were sent, and some more."""
        sent = sum(f"question_{place}" in self.data for place in range(MOST_QUESTIONS))
        return min(max(asked + MORE_QUESTIONS, sent), MOST_QUESTIONS)

    @property
    def places(self) -> list[tuple[Any, Any]]:
        """Each question's field with that of its prediction."""
        return [
            (self[name], self[name.replace("question", "prediction")])
            for name in self.fields
            if name.startswith("question_")
        ]

    @property
    def rest(self) -> list[Any]:
        """The fields that are not about a question."""
        about = ("question_", "prediction_", "seen")
        return [self[name] for name in self.fields if not name.startswith(about)]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for name in list(self.fields):
            if not name.startswith("question_") or said.get(name) != "":
                continue
            if said.get(name.replace("question", "prediction")):
                self.add_error(name, _("Write the question too, not only what you expect."))
        return said

    def content(self) -> Plan:
        said = self.cleaned_data
        plain = ("title", "kind", "scale", "planned_from", "planned_to")
        texts = ("objective", "arrangement", "data_plan")
        idea, owner = said.get("idea"), said["owner"]
        places = [name for name in self.fields if name.startswith("question_")]
        return Plan(
            **{name: said[name] for name in (*plain, *texts)},
            idea_id=idea.pk if idea else None,
            owner_id=owner.pk if owner else None,
            questions=tuple(
                PlannedQuestion(said[name], said[name.replace("question", "prediction")])
                for name in places
                if said[name]
            ),
        )


class DoForm(PaneForm):
    """How it went."""

    started_on = CivilDateField(
        label=_("Began"), error_messages={"required": _("Write the day when the test began.")}
    )
    as_planned = forms.TypedChoiceField(
        label=_("Was it carried out as planned?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        coerce=lambda word: word == "yes",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    what_happened = _text(_("What happened"))
    problems = _text(_("Problems and the unexpected"), rows=3)

    def content(self) -> Done:
        return Done(**{name: self.cleaned_data[name] for name in Done.__dataclass_fields__})


class StudyForm(PaneForm):
    """For each question what it showed, beside what was expected."""

    data_shows = _text(_("What the figures show"))
    compared = _text(_("Compared with earlier"), rows=3)
    by_sex = _text(
        _("For women and men, girls and boys"),
        rows=3,
        hint=_("What was good for whom? Did it reach everybody equally?"),
    )
    learned = _text(
        _("What you have learned"), hint=_("Also what surprised you. Needed before you decide.")
    )

    def __init__(self, *args: Any, questions: list[CycleQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for one in questions:
            self.fields[f"result_{one.pk}"] = _text(_("What it showed"), rows=3)
            self.fields[f"confirmed_{one.pk}"] = forms.ChoiceField(
                label=_("Did it turn out as expected?"),
                choices=Confirmed.choices,
                required=False,
                widget=forms.RadioSelect,
            )

    @property
    def places(self) -> list[tuple[CycleQuestion, Any, Any]]:
        """Each question with its prediction, and the fields of its result."""
        return [
            (one, self[f"result_{one.pk}"], self[f"confirmed_{one.pk}"]) for one in self.questions
        ]

    @property
    def rest(self) -> list[Any]:
        return [self[name] for name in ("data_shows", "compared", "by_sex", "learned")]

    def content(self) -> Studied:
        said = self.cleaned_data
        return Studied(
            **{name: said[name] for name in ("data_shows", "compared", "by_sex", "learned")},
            answers=tuple(
                Answer(one.pk, said[f"result_{one.pk}"], said[f"confirmed_{one.pk}"])
                for one in self.questions
            ),
        )


class ActForm(PaneForm):
    """What one decides, and what follows from it."""

    decision = forms.ChoiceField(
        label=_("How do you go on?"),
        choices=[
            (CycleDecision.ADOPT, hinted(_("Adopt"), _("It works: it becomes everyday work."))),
            (CycleDecision.ADAPT, hinted(_("Adapt"), _("Change something, and test again."))),
            (CycleDecision.ABANDON, hinted(_("Abandon"), _("It does not help: test another."))),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    changes_next = _text(
        _("What you change in the next cycle"), rows=3, hint=_("Needed when you adapt.")
    )
    keeping = _text(
        _("How it is implemented, spread and kept"), rows=3, hint=_("Needed when you adopt.")
    )
    ended_on = CivilDateField(label=_("Ended"), required=False)

    def content(self) -> Acted:
        return Acted(**{name: self.cleaned_data[name] for name in Acted.__dataclass_fields__})


def pane_form(
    pane: str, cycle: Cycle, questions: list[CycleQuestion], *, data: Any = None, **initial: Any
) -> Any:
    """The form of a pane; without data it holds what stands."""
    match pane:
        case Pane.PLAN:
            given: dict[str, Any] = initial | _plan_as_typed(cycle, questions)
            plan: dict[str, Any] = {"improvement": cycle.improvement, "asked": len(questions)}
            return PlanForm(data, initial=given, **plan)
        case Pane.STUDY:
            given = initial | _fields_of(cycle, StudyForm)
            for one in questions:
                given |= {f"result_{one.pk}": one.result, f"confirmed_{one.pk}": one.confirmed}
            return StudyForm(data, initial=given, questions=questions)
        case Pane.DO:
            given = initial | _fields_of(cycle, DoForm)
            given["as_planned"] = {True: "yes", False: "no"}.get(cycle.as_planned, "")  # type: ignore[arg-type]
            return DoForm(data, initial=given)
    return ActForm(data, initial=_fields_of(cycle, ActForm) | initial)


def _fields_of(cycle: Cycle, form: type[forms.Form]) -> dict[str, Any]:
    return {name: getattr(cycle, name) for name in form.base_fields if hasattr(cycle, name)}


def _plan_as_typed(cycle: Cycle, questions: list[CycleQuestion]) -> dict[str, Any]:
    given = _fields_of(cycle, PlanForm) | {"idea": cycle.idea_id, "owner": cycle.owner_id}
    for place, one in enumerate(questions):
        given |= {f"question_{place}": one.question, f"prediction_{place}": one.prediction}
    return given
