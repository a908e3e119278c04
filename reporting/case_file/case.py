"""One participation's case: whose it is, what has been put in, and the words for a chapter."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from applications.enums import DecisionStatus
from applications.models import AdmissionDecision, Application
from cohorts.models import Participation
from reporting.case_file.bundle import Bundle
from reporting.case_file.records import Listing, Shape

logger = logging.getLogger(__name__)
# Outside SKR no other decision exists.
PUBLISHED = (DecisionStatus.PUBLISHED, DecisionStatus.SUPERSEDED)


@dataclass(frozen=True)
class Chapter:
    """One subject: a file of data, and a chapter of the document that people read."""

    name: str
    title: Any
    read: "Callable[[Case], list[Listing]]"
    shapes: dict[str, Shape]


class Case:
    """What the chapters are read from; files go into the bundle as they are met."""

    def __init__(self, participation: Participation, bundle: Bundle) -> None:
        self.participation = participation
        self.bundle = bundle

    def document(
        self, make: Callable[[], bytes], *, name: str, what: str, at: datetime
    ) -> str | None:
        """A document made now of what was frozen then; without it the rest goes on."""
        try:
            content = make()
        except Exception:
            logger.exception("%s of participation %d", what, self.participation.pk)
            self.bundle.leave_out(what, _("the document could not be made"))
            return None
        return self.bundle.add_document(content, name=name, what=what, at=at)

    @cached_property
    def applications(self) -> list[Application]:
        """What led to the participation; none where it is known from history alone."""
        found = Application.objects.filter(decisions__participation=self.participation)
        return list(found.distinct().order_by("pk"))

    @cached_property
    def decisions(self) -> list[AdmissionDecision]:
        """Those that are published, also of the waiting list before the place."""
        found = AdmissionDecision.objects.filter(
            application__in=self.applications, status__in=PUBLISHED
        )
        return list(
            found.select_related("application", "letter__pdf")
            .prefetch_related("conditions")
            .order_by("application", "number")
        )


def name_of(person: Any) -> str:
    """A person by name; "" for nobody and for an account that is gone."""
    return str(person) if person is not None else ""
