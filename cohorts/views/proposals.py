"""Proposals of groups: asked for, watched, compared with the board or each other, taken over."""

from dataclasses import fields
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cohorts.board_page import groups_of
from cohorts.board_proposals import (
    certainty,
    compare,
    latest_proposals,
    name_of,
    proposals_context,
    weights_in_words,
)
from cohorts.grouping import ProposedGroup, Weights
from cohorts.models import GroupBoard, GroupingProposal
from cohorts.services.board_reading import read_board
from cohorts.services.board_words import notes_of
from cohorts.services.proposals import adopt_proposal, proposed_groups, request_proposal
from cohorts.views.board import OfBoard
from modellkonceptet.form_fields import whole_number


class OfProposals(OfBoard):
    """The list of proposals, alone where htmx asks for it."""

    @cached_property
    def board(self) -> GroupBoard:
        boards = GroupBoard.objects.visible_to(self.request.user)
        return get_object_or_404(boards, cohort=self.cohort)

    @property
    def list_url(self) -> str:
        return f"{self.board_url}#proposals"

    def listed(self, **extra: Any) -> dict[str, Any]:
        context = proposals_context(latest_proposals(self.board), self.cohort)
        return {"cohort": self.cohort, **context, **extra}


class ProposeView(OfProposals, TemplateView):
    """Asks for a proposal with the weights of the sliders."""

    http_method_names = ["post"]
    template_name = "cohorts/board_proposals.html"

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        names = [slider.name for slider in fields(Weights)]
        weights = {name: request.POST[name] for name in names if name in request.POST}
        refusal = ""
        try:
            request_proposal(
                cohort=self.cohort, seen=self.seen, weights=weights, actor=request.user
            )
        except ValidationError as error:
            refusal = " ".join(error.messages)
        if self.is_partial:
            status = 422 if refusal else 200
            return self.render_to_response(self.listed(propose_error=refusal), status=status)
        if refusal:
            messages.error(request, refusal)
        return HttpResponseRedirect(self.list_url)


class ProposalsView(OfProposals, TemplateView):
    """How far the proposals have come; an open page asks until they are done."""

    template_name = "cohorts/board_proposals.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.is_partial:
            return HttpResponseRedirect(self.list_url)
        return self.render_to_response(self.listed())


class OfProposal(OfProposals):
    @cached_property
    def proposal(self) -> GroupingProposal:
        return self._finished(self.kwargs["pk"])

    def get_permission_object(self) -> Any:
        self.proposal  # noqa: B018 - what is not there is 404 before anything else
        return super().get_permission_object()

    def _finished(self, pk: int) -> GroupingProposal:
        proposals = GroupingProposal.objects.visible_to(self.request.user)
        return get_object_or_404(
            proposals.select_related("board__cohort"), pk=pk, board__cohort=self.cohort
        )


class ProposalView(OfProposal, TemplateView):
    """What differs between a proposal and the board, or another proposal."""

    template_name = "cohorts/board_compare.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        proposal, state = self.proposal, read_board(self.cohort)
        other = self._other()
        first = (_("The board now"), groups_of(state.arrangement))
        if other is not None:
            first = (name_of(other), _groups(other))
        return super().get_context_data(
            cohort=self.cohort,
            proposal=proposal,
            name=name_of(proposal),
            other=other,
            where=_("in %(name)s") % {"name": name_of(other)} if other else _("on the board"),
            others=[
                (each.pk, name_of(each))
                for each in latest_proposals(state.board)
                if each.result and each.pk != proposal.pk
            ],
            weights=weights_in_words(proposal.weights),
            certainty=certainty(proposal.result) if proposal.result else "",
            comparison=compare(
                state, first, (name_of(proposal), _groups(proposal)), Weights(**proposal.weights)
            )
            if proposal.result
            else None,
            seen=state.step.number,
            crumbs=self.crumbs((name_of(proposal), "")),
            **kwargs,
        )

    def _other(self) -> GroupingProposal | None:
        """The proposal named in the address, if it has a result to compare with."""
        asked = self.request.GET.get("med", "")
        if not asked:
            return None
        pk = whole_number(asked)
        if pk is None:
            raise Http404
        found = self._finished(pk)
        return found if found.result else None


def _groups(proposal: GroupingProposal) -> list[ProposedGroup]:
    return [
        ProposedGroup(group.members, tuple(seat.organisation for seat in group.mentors))
        for group in proposed_groups(proposal)
    ]


class AdoptView(OfProposal):
    """Puts a proposal's groups on the board, in place of everything that is not locked."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, slug: str, pk: int) -> HttpResponse:
        try:
            step = adopt_proposal(proposal=self.proposal, seen=self.seen, actor=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return HttpResponseRedirect(request.path.removesuffix("anvand/"))
        words = _("%(proposal)s is on the board. You can undo it.")
        messages.success(
            request, " ".join([words % {"proposal": name_of(self.proposal)}, *notes_of(step)])
        )
        return HttpResponseRedirect(self.board_url)
