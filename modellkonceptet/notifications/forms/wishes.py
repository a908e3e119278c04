"""What the owner of an address can choose."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from modellkonceptet.notifications.enums import REFUSABLE, Topic, Weekday
from modellkonceptet.notifications.models import MailAddress
from modellkonceptet.plain_form import PlainForm

_TOPICS = [(topic.value, topic.label) for topic in REFUSABLE]


class WishesForm(PlainForm):
    """Which mails, and when the day's summary comes."""

    topics = forms.MultipleChoiceField(
        label=_("I want mails about this"),
        choices=_TOPICS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    weekday = forms.TypedChoiceField(
        label=_("When the summary comes"),
        help_text=_("What is due before that day is still said in time."),
        choices=[("", _("Every working day on which something is due")), *Weekday.choices],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )

    @staticmethod
    def initial_for(known: MailAddress | None) -> dict[str, Any]:
        refused = known.refused if known else []
        return {
            "topics": [topic.value for topic in REFUSABLE if topic not in refused],
            "weekday": "" if known is None or known.weekday is None else known.weekday,
        }


class RefuseForm(PlainForm):
    """Which mails shall not come any more."""

    topics = forms.MultipleChoiceField(
        label=_("I no longer want mails about this"),
        choices=_TOPICS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )

    @staticmethod
    def initial_for(asked: list[str]) -> dict[str, Any]:
        """What the link in the mail named, else everything that may be refused."""
        named = [topic.value for topic in REFUSABLE if topic in asked]
        return {"topics": named or [topic.value for topic in REFUSABLE]}

    def labels(self) -> list[str]:
        return [str(Topic(topic).label) for topic in self.cleaned_data["topics"]]
