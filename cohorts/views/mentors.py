"""SKR's mentor ledger: all promises, one round's mentors, one promise with its history."""

from typing import Any

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cohorts.enums import PromiseStatus
from cohorts.forms.mentors import LedgerFilterForm
from cohorts.ledger_page import (
    PAGE_SIZE,
    LedgerRow,
    export_rows,
    listed,
    narrowed,
    rows_of,
    tally_of,
    trail_of,
)
from cohorts.models import Cohort, MentorPromise, Mentorship
from cohorts.round_mentors import mentors_of_round
from cohorts.services.promises import promise_workflow
from cohorts.views.of_round import OfRound
from modellkonceptet.tables import Table, TableFile
from modellkonceptet.views import PermissionView

# What the page of a promise offers; the rest happens by publishing groups and by the clock.
BY_HAND = ("ask", "take_back", "accept", "decline", "release", "excuse", "restore")


def crumbs_to(*rest: tuple[str, str]) -> list[dict[str, str]]:
    steps = [(_("SKR"), reverse("reporting:desk")), *rest]
    return [{"label": label, "url": url} for label, url in steps]


class OfLedger(PermissionView):
    permission = "cohorts.see_mentors"

    @property
    def promises(self) -> Any:
        return MentorPromise.objects.visible_to(self.request.user)


class Ledger(OfLedger, TemplateView):
    """All promises, by state and search."""

    template_name = "cohorts/mentors.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = self.request.GET
        page = Paginator(listed(narrowed(self.promises, query)), PAGE_SIZE).get_page(
            query.get("page")
        )
        return super().get_context_data(
            crumbs=crumbs_to((_("Mentors"), "")),
            tally=tally_of(self.promises),
            form=LedgerFilterForm(query),
            is_narrowed=any(query.get(name) for name in ("q", "status")),
            page_obj=page,
            rows=rows_of(page.object_list),
            export_query=query.urlencode(),
            total=page.paginator.count,
            rounds=Cohort.objects.visible_to(self.request.user).not_over(),
            **kwargs,
        )


class LedgerFile(TableFile, OfLedger):
    """Every promise that the filters let through."""

    def table(self) -> Table:
        rows = rows_of(listed(narrowed(self.promises, self.request.GET)))
        return Table(_("Mentor ledger"), export_rows(rows))


class RoundMentors(OfRound, TemplateView):
    """Who has said yes to one round, whether they are enough, and whom to ask next."""

    permission = "cohorts.see_mentors"
    template_name = "cohorts/round_mentors.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cohort = self.cohort
        return super().get_context_data(
            cohort=cohort,
            mentors=mentors_of_round(cohort),
            may_manage=self.request.user.has_perm("cohorts.manage_mentors"),
            can_ask=Cohort.objects.not_over().filter(pk=cohort.pk).exists(),
            crumbs=crumbs_to(
                (cohort.name, reverse("applications:participations", args=[cohort.slug])),
                (_("Mentors"), ""),
            ),
            **kwargs,
        )


class OfPromise(OfLedger):
    """A page about one promise."""

    def get_permission_object(self) -> MentorPromise:
        return get_object_or_404(listed(self.promises), pk=self.kwargs["pk"])

    @property
    def promise(self) -> MentorPromise:
        found: MentorPromise = self.permission_object
        return found

    @property
    def row(self) -> LedgerRow:
        return rows_of([self.promise])[0]

    @property
    def page_url(self) -> str:
        return reverse("cohorts:promise", args=[self.promise.pk])

    def crumbs(self, *rest: tuple[str, str]) -> list[dict[str, str]]:
        return crumbs_to(
            (_("Mentors"), reverse("cohorts:mentors")),
            (str(self.promise.organisation.name), self.page_url if rest else ""),
            *rest,
        )


class PromisePage(OfPromise, TemplateView):
    template_name = "cohorts/promise.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        promise, user = self.promise, self.request.user
        may_manage = user.has_perm("cohorts.manage_mentors", promise)
        can = [one for one in promise_workflow.available(promise, user) if one in BY_HAND]
        others = self.promises.filter(organisation=promise.organisation).exclude(pk=promise.pk)
        return super().get_context_data(
            promise=promise,
            row=self.row,
            former=promise.people.exclude(left_on=None).order_by("-left_on", "pk"),
            mentorships=Mentorship.objects.visible_to(user)
            .filter(promise=promise)
            .select_related("group", "cohort"),
            others=rows_of(listed(others)),
            actions=can,
            may_ask_again=may_manage and promise.status == PromiseStatus.ASKED,
            may_name_people=may_manage
            and promise.status in (PromiseStatus.ACCEPTED, PromiseStatus.SERVING),
            may_renew=may_manage
            and promise.status == PromiseStatus.DONE
            and not self.promises.open().filter(participation=promise.participation).exists(),
            trail=trail_of(promise),
            crumbs=self.crumbs(),
            **kwargs,
        )
