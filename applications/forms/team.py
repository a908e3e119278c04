"""The section "Team": one person for each function, and extra key persons."""

from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.template.loader import render_to_string
from django.utils.text import format_lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from applications.answers import TeamAnswer
from applications.forms.section import SectionForm, optional, required
from cohorts.enums import Function
from modellkonceptet.plain_text import PlainCharField, PlainEmailField

MOST_EXTRA = 3
PARTS = ("name", "title", "email", "phone")


class Folded(Fieldset):
    """Fields that stay folded until somebody wants them, or has used them."""

    template = "applications/section_more.html"


class Hint:
    """What a project lead wrote: text, which crispy's own HTML would read as a template."""

    def __init__(self, text: str) -> None:
        self.text = text

    def render(self, form: Any, context: Any, **kwargs: Any) -> str:
        return render_to_string("applications/section_hint.html", {"hint": self.text})


class TeamForm(SectionForm):
    def build(self) -> None:
        self.people: dict[str, tuple[str, bool]] = {}
        for function in self.case.functions:
            self._add_person(
                function.function, function.get_function_display(), function.is_required
            )
            if function.is_required:
                self.fields[f"{function.function}_open"] = forms.BooleanField(
                    label=_("Not yet appointed"),
                    help_text=_(
                        "You can save and go on. The person must be named when you send in."
                    ),
                    required=False,
                )
        for number in range(1, MOST_EXTRA + 1):
            label = gettext("Extra key person %(number)d") % {"number": number}
            self._add_person(f"extra{number}", label, False)

    def _add_person(self, key: str, label: str, is_required: bool) -> None:
        self.people[key] = (label, is_required)
        self.fields[f"{key}_name"] = PlainCharField(
            label=_("Name"),
            max_length=150,
            required=False,
            widget=forms.TextInput({"autocomplete": "off"}),
            error_messages=required(format_lazy("{}: {}", label, _("write the name"))),
        )
        self.fields[f"{key}_title"] = PlainCharField(
            label=_("Title or office"),
            max_length=150,
            required=False,
            error_messages=required(format_lazy("{}: {}", label, _("write the title or office"))),
        )
        self.fields[f"{key}_email"] = PlainEmailField(
            label=_("E-mail address"),
            required=False,
            error_messages=required(
                format_lazy("{}: {}", label, _("write the e-mail address")),
                invalid=format_lazy(
                    "{}: {}",
                    label,
                    _("write the whole e-mail address, for instance namn@kommunen.se"),
                ),
            ),
        )
        self.fields[f"{key}_phone"] = PlainCharField(
            label=optional(_("Phone")),
            max_length=40,
            required=False,
            widget=forms.TextInput({"type": "tel", "class": "w-s"}),
        )

    def layout(self) -> Layout:
        hints = {row.function: row.hint for row in self.case.functions}
        functions = [
            self._fieldset(key, hints.get(key, ""))
            for key in self.people
            if not key.startswith("extra")
        ]
        extra = [self._fieldset(key, "") for key in self.people if key.startswith("extra")]
        is_open = any(key.startswith("extra") for key in self.raw)
        return Layout(
            *functions,
            Folded(gettext("Add more key persons"), *extra, css_class="open" if is_open else ""),
        )

    def _fieldset(self, key: str, hint: str) -> Fieldset:
        label, is_required = self.people[key]
        if not is_required and not key.startswith("extra"):
            label = gettext("%(function)s (recommended)") % {"function": label}
        inside: list[Any] = [f"{key}_{part}" for part in PARTS]
        if hint:
            inside.insert(0, Hint(hint))
        if f"{key}_open" in self.fields:
            inside.append(f"{key}_open")
        return Fieldset(label, *inside)

    def plain_label(self, name: str) -> str:
        key, _separator, part = name.rpartition("_")
        labels = {"name": "", "title": _("title"), "email": _("e-mail"), "phone": _("phone")}
        if part not in labels:
            return str(super().plain_label(name))
        function = self.people[key][0]
        return f"{function}, {labels[part]}" if labels[part] else function

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.unnamed: list[str] = []
        for key, (label, is_required) in self.people.items():
            names = [f"{key}_{part}" for part in PARTS]
            given = [name for name in names if self.typed(name)]
            if given:
                for name in names[:3]:
                    if name not in self.errors and not cleaned.get(name):
                        self.leave_out(name)
                        self.missing_words[name] = self.plain_label(name)
            elif is_required:
                self._mark_unnamed(key, label)
        self._check_one_function_each(cleaned)
        return cleaned

    def _mark_unnamed(self, key: str, label: str) -> None:
        name = f"{key}_name"
        self.unnamed.append(label)
        self.missing_words[name] = gettext("%(function)s in your team") % {"function": label}
        if self.cleaned_data.get(f"{key}_open"):
            self.leave_out(
                name,
                gettext("%(function)s is not appointed yet. Name the person before you send in.")
                % {"function": label},
            )
        else:
            self.leave_out(name)

    def _check_one_function_each(self, cleaned: dict[str, Any]) -> None:
        seen: dict[str, str] = {}
        for key, (label, _required) in self.people.items():
            address = (cleaned.get(f"{key}_email") or "").lower()
            if address and address in seen:
                self.add_error(
                    f"{key}_email",
                    forms.ValidationError(
                        _("%(function)s has the same address as %(other)s. Name one person each."),
                        code="twice",
                        params={"function": label, "other": seen[address]},
                    ),
                )
            seen.setdefault(address, label)

    def answers(self) -> list[Any]:
        return [line for line in super().answers() if not line["field"].endswith("_open")]

    def missing_status(self, count: int) -> str:
        if not self.unnamed or len(self.unnamed) != count:
            return ""
        return ngettext("One person is missing", "%(count)d people are missing", count) % {
            "count": count
        }

    def summary(self) -> str:
        count = len(self.typed_answer())
        return ngettext("%(count)d person is named", "%(count)d people are named", count) % {
            "count": count
        }

    def typed_answer(self) -> list[TeamAnswer]:
        return [
            TeamAnswer(
                function=Function.KEY_PERSON if key.startswith("extra") else key,
                **{part: self.cleaned_data[f"{key}_{part}"] for part in PARTS},
            )
            for key in self.people
            if self.cleaned_data[f"{key}_name"]
        ]
