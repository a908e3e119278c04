"""Learning examples and texts as SKR has written them."""

from typing import Any

from django.utils import timezone

from reporting.models import LearningExample, TextPage
from reporting.services.learning_examples import Told, add_example, publish_example
from reporting.services.text_pages import Typed, add_text, publish_text
from tests.factories import make_organisation

BODY = "## Så gjorde de\n\nDe räknade **flickor** och pojkar i simskolan."


def told(title: str = "Lika många flickor i simskolan", **values: Any) -> Told:
    """Everything that is needed before it can be published, unless `values` say otherwise."""
    values.setdefault("organisation", None)
    if values["organisation"] is None:
        values["organisation"] = make_organisation()
    said = {
        "operation": "culture",
        "year": 2026,
        "summary_sv": "Tider och plaggregler ändrades.",
        "body": BODY,
        "steering_links": ("routines",),
    }
    return Told(title_sv=title, **{**said, **values})


def make_example(
    actor: Any, *args: Any, report: Any = None, publish: bool = True, **values: Any
) -> LearningExample:
    example = add_example(told=told(*args, **values), report=report, actor=actor)
    return publish_example(example=example, actor=actor) if publish else example


def make_text(actor: Any, title: str = "Om metoden", *, publish: bool = True, **values: Any) -> Any:
    typed = Typed(title_sv=title, **{"body_sv": "Så går det till.", **values})
    page = add_text(typed=typed, actor=actor)
    return publish_text(page=page, actor=actor) if publish else page


def many_examples(number: int, organisation: Any) -> None:
    """Published, without a service call for each."""
    now = timezone.now()
    LearningExample.objects.bulk_create(
        LearningExample(
            slug=f"exempel-{n}",
            title_sv=f"Exempel {n}",
            summary_sv="Kort",
            body="Text",
            organisation=organisation,
            operation="school",
            steering_links=["budget"],
            year=2020 + n % 5,
            status="published",
            published_at=now,
            changed_at=now,
        )
        for n in range(number)
    )


def many_texts(number: int) -> None:
    now = timezone.now()
    TextPage.objects.bulk_create(
        TextPage(
            slug=f"sida-{n}", title_sv=f"Sida {n}", body_sv="Text", published_at=now, changed_at=now
        )
        for n in range(number)
    )
