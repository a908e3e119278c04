"""The page of what a person has to do: in groups by how near it is, and as a few on other pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.contrib.humanize.templatetags.humanize import apnumber
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from modellkonceptet.notifications.todo import Task, Todo, Urgency, look, todo_in

FIRST = 5


@dataclass(frozen=True)
class TodoPage:
    """What waits for the person, and how it is said."""

    todo: Todo

    @property
    def tasks(self) -> Sequence[Task]:
        return self.todo.tasks

    @property
    def first(self) -> Sequence[Task]:
        """The few that other pages show."""
        return self.tasks[:FIRST]

    @property
    def rest(self) -> int:
        return max(len(self.tasks) - FIRST, 0)

    @property
    def pressing(self) -> int:
        """How many are late or fall due this week."""
        return sum(task.urgency <= Urgency.THIS_WEEK for task in self.tasks)

    @property
    def groups(self) -> list[tuple[str, str, list[Task]]]:
        """(anchor, heading, tasks), without those that are empty."""
        headings = [
            (Urgency.LATE, _("Should have been done")),
            (Urgency.THIS_WEEK, _("This week")),
            (Urgency.SOON, _("Within two weeks")),
            (Urgency.LATER, _("Later")),
        ]
        groups = [
            (urgency.name.lower(), heading, [one for one in self.tasks if one.urgency == urgency])
            for urgency, heading in headings
        ]
        return [group for group in groups if group[2]]

    @cached_property
    def says_round(self) -> bool:
        return len({task.found.due.round_id for task in self.tasks}) > 1

    @cached_property
    def says_whose(self) -> bool:
        return len({task.whose for task in self.tasks}) > 1

    @property
    def headline(self) -> str:
        late, soon = self.todo.late, self.pressing
        if late:
            words = ngettext("One thing is late", "%(n)s things are late", late)
            return capfirst(words % {"n": apnumber(late)})
        if soon:
            words = ngettext("One thing to do this week", "%(n)s things to do this week", soon)
            return capfirst(words % {"n": apnumber(soon)})
        return _("Nothing to do this week") if self.tasks else _("Nothing to do just now")

    @property
    def ahead(self) -> str:
        """How many more there are than the heading has counted."""
        more = len(self.tasks) - (self.todo.late or self.pressing)
        if not more:
            return ""
        if more == len(self.tasks):
            words = ngettext("One thing is ahead.", "%(n)s things are ahead.", more)
        else:
            words = ngettext("One more is ahead.", "%(n)s more are ahead.", more)
        return capfirst(words % {"n": apnumber(more)})


def read_todo(user: Any, day: date) -> TodoPage:
    return TodoPage(todo_in(look(user, day), user))
