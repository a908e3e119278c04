"""A list of people from a file: first looked at, then imported as it was looked at."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from learning_meetings.forms.training import ImportForm
from learning_meetings.models import TrainingRecord
from learning_meetings.services.training import import_people, plan_import, register_stamp
from learning_meetings.training_file import MAX_BYTES, Fault, PeopleFile, Person, read_people
from learning_meetings.training_page import EXPECTED
from learning_meetings.views.training import OfRegister
from modellkonceptet.views import ServiceFormView

SALT = "learning_meetings.training_import"
# How long one may look before the file is chosen anew.
MAX_AGE = 60 * 60


class TrainingImport(OfRegister, ServiceFormView):
    """A file gives a dry run, which says for each row what would happen or what is wrong.

    What was looked at travels back signed with the button that imports it.
    """

    form_class = ImportForm
    template_name = "learning_meetings/training_import.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "looked_at" in request.POST:
            return self._import(request.POST["looked_at"])
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        return self._look(read_people(form.cleaned_data["file"].read(MAX_BYTES + 1)))

    def _look(self, file: PeopleFile, *, status: int = 200, note: str = "") -> HttpResponse:
        """The dry run: nothing is written."""
        known = list(self.participation.training.all())
        seen, rows = register_stamp(known), []
        faults = list(file.faults)
        if not faults:
            try:
                rows = _rows(known, file.people)
            except ValidationError as error:
                faults = [Fault(words) for words in error.messages]
        context = self.get_context_data(
            form=self.form_class(),
            file=file,
            faults=faults,
            fault_count=max(file.fault_count, len(faults)),
            rows=rows,
            counts={kind: sum(row["kind"] == kind for row in rows) for kind in KINDS},
            looked_at="" if faults else self._signed(file.people, seen),
            note=note,
        )
        return self.render_to_response(context, status=422 if faults else status)

    def _signed(self, people: tuple[Person, ...], seen: str) -> str:
        said = [[p.name, p.email, p.role, str(p.completed_on or "")] for p in people]
        return signing.dumps([*self._owner, seen, said], salt=SALT, compress=True)

    @property
    def _owner(self) -> list[Any]:
        return [self.participation.pk, self.request.user.pk]

    def _import(self, looked_at: str) -> HttpResponse:
        try:
            *owner, seen, said = signing.loads(looked_at, salt=SALT, max_age=MAX_AGE)
        except signing.BadSignature:
            owner = []
        if owner != self._owner:
            form = self.form_class()
            note = _("It is too long since you looked. Choose the file once more.")
            return self.render_to_response(self.get_context_data(form=form, note=note), status=422)
        people = tuple(
            Person(name, email, role, date.fromisoformat(day) if day else None)
            for name, email, role, day in said
        )
        try:
            done = import_people(
                participation=self.participation,
                people=people,
                seen=seen,
                actor=self.request.user,
            )
        except ValidationError as error:
            return self._look(PeopleFile(people), status=422, note=" ".join(error.messages))
        added = ngettext("%(n)d person is added", "%(n)d people are added", done.added)
        changed = ngettext("%(n)d changed", "%(n)d changed", done.changed)
        words = f"{added % {'n': done.added}}, {changed % {'n': done.changed}}."
        messages.success(self.request, words)
        return HttpResponseRedirect(self.page_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            participation=self.participation,
            expected=EXPECTED,
            back=self.page_url,
            crumbs=self.crumbs((_("Import a list"), "")),
            **kwargs,
        )


KINDS = ("new", "changed", "same")


def _rows(known: list[TrainingRecord], people: tuple[Person, ...]) -> list[dict[str, Any]]:
    """Each person of the file, and whether the row is new, changes something, or says the same."""
    before = {record.email.lower(): record.completed_on for record in known}
    added, changed = plan_import(known, people)
    kinds = {record.email.lower(): "new" for record in added}
    kinds |= {record.email.lower(): "changed" for record in changed}
    return [
        {
            "person": person,
            "kind": kinds.get(person.email.lower(), "same"),
            "completed_on": person.completed_on or before.get(person.email.lower()),
        }
        for person in people
    ]
