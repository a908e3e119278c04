"""One's own meetings, and who came to the round's."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from learning_meetings.attendance import export_rows, read_attendance
from learning_meetings.own_meetings import meeting_rows, open_swaps, own_meetings
from learning_meetings.views.planning import OfMeetings
from modellkonceptet.civil_dates import today as civil_today
from modellkonceptet.tables import Table, TableFile
from modellkonceptet.views import PermissionView


class OwnMeetingsPage(PermissionView, TemplateView):
    """Coming ones first, then those that have been."""

    permission = "learning_meetings.see_own_calendar"
    template_name = "learning_meetings/own_meetings.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            page=own_meetings(self.request.user, civil_today()),
            questions=open_swaps(self.request.user),
            crumbs=[
                {"label": _("My round"), "url": reverse("reporting:my_round")},
                {"label": _("My meetings"), "url": ""},
            ],
            **kwargs,
        )


class OwnMeetingsFile(TableFile):
    """The same meetings, coming and past."""

    permission = "learning_meetings.see_own_calendar"

    def table(self) -> Table:
        page = own_meetings(self.request.user, civil_today())
        return Table(_("My meetings"), meeting_rows(page))


class AttendancePage(OfMeetings, TemplateView):
    template_name = "learning_meetings/attendance.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            cohort=self.cohort,
            page=read_attendance(self.cohort),
            crumbs=self.crumbs(_("Attendance")),
            **kwargs,
        )


class AttendanceExport(TableFile, OfMeetings):
    def table(self) -> Table:
        rows = export_rows(read_attendance(self.cohort))
        title = _("Attendance")
        return Table(f"{title.lower()}-{self.cohort.slug}", rows, title=title)
