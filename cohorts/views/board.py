"""The board of groups: shown, changed, undone, and asked whether somebody else has changed it."""

from dataclasses import asdict
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from cohorts.board_page import board_page, moving_of
from cohorts.board_proposals import (
    latest_proposals,
    preset_of,
    presets,
    proposals_context,
    sliders,
)
from cohorts.board_steps import read_steps
from cohorts.forms.board import change_of
from cohorts.grouping import PRESETS
from cohorts.models import BoardStep, GroupBoard, GroupingProposal
from cohorts.services.board_reading import BoardState, read_board
from cohorts.services.board_words import what_was_done, who_did_what
from cohorts.services.boards import change_board, open_board, undo
from cohorts.views.of_round import OfRound
from modellkonceptet.form_fields import whole_number

NOTHING_NEW = 204


class OfBoard(OfRound):
    """A page about one round's groups, found by its short name; for project leads alone."""

    permission = "cohorts.manage_groups"

    @property
    def board_url(self) -> str:
        return reverse("grouping:board", args=[self.cohort.slug])

    @property
    def is_partial(self) -> bool:
        return self.request.headers.get("HX-Request") == "true"

    @property
    def seen(self) -> int:
        """The step that the page showed; 0, which was never shown, for nonsense."""
        return whole_number(self.request.POST.get("seen", "")) or 0

    def crumbs(self, *rest: tuple[str, str]) -> list[dict[str, str]]:
        """Admin / rounds / the round / groups / what follows, as (label, url)."""
        steps = [
            (_("Admin"), reverse("admin:index")),
            (_("Rounds"), reverse("admin:cohorts_cohort_changelist")),
            (self.cohort.name, reverse("admin:cohorts_cohort_change", args=[self.cohort.pk])),
            (_("Groups"), self.board_url),
            *rest,
        ]
        return [{"label": label, "url": url} for label, url in steps]


class BoardAnswer(OfBoard, TemplateView):
    """The board as a page, or its inside alone where htmx asks."""

    template_name = "cohorts/board.html"
    partial_name = "cohorts/board_body.html"

    def get_template_names(self) -> list[str]:
        return [self.partial_name if self.is_partial else self.template_name]

    def answer(self, *, said: str = "", error: ValidationError | None = None) -> HttpResponse:
        """What was done in words, or why it was not, above the board as it is now."""
        if error is None and not self.is_partial:
            return HttpResponseRedirect(f"{self.board_url}#groups")
        context = self.get_context_data(said=said, error=error.messages if error else [])
        if error is not None and error.error_list[0].code == "changed_meanwhile":
            context["error_title"] = _("Somebody else was faster")
        return self.render_to_response(context, status=422 if error else 200)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state = self.state
        steps = read_steps(state.board, upto=state.step.number)
        latest = latest_proposals(state.board)
        weights = self._weights(state, latest)
        return super().get_context_data(
            cohort=self.cohort,
            board=state.board,
            page=board_page(state, before=steps.before),
            steps=steps.rows,
            undo_words=steps.undo_words,
            moving=moving_of(state, self.request.GET.get("flytta", "")),
            presets=presets(),
            sliders=sliders(weights),
            chosen_preset=preset_of(weights),
            **proposals_context(latest, self.cohort),
            crumbs=self.crumbs(),
            **{"error_title": _("The board was not changed"), **kwargs},
        )

    @property
    def state(self) -> BoardState:
        """The board as it stands; the first look at it opens it."""
        try:
            state = read_board(self.cohort)
        except (GroupBoard.DoesNotExist, BoardStep.DoesNotExist):
            open_board(cohort=self.cohort, actor=self.request.user)
            return read_board(self.cohort)
        if state.is_behind:
            open_board(cohort=self.cohort, actor=self.request.user)
            return read_board(self.cohort)
        return state

    def _weights(self, state: BoardState, latest: list[GroupingProposal]) -> dict[str, int]:
        """A preset chosen without JavaScript, else what the latest proposal was asked with."""
        chosen = self.request.GET.get("vikter", "")
        if chosen in PRESETS:
            return asdict(PRESETS[chosen])
        return dict(latest[0].weights if latest else state.arrangement.weights)


class BoardView(BoardAnswer):
    """The board, with everything that can be done on it."""


class ChangeView(BoardAnswer):
    """One change, by drag, by key, from the menu or from a plain form."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        action, parameters = change_of(request.POST)
        try:
            step = change_board(
                cohort=self.cohort,
                seen=self.seen,
                action=action,
                actor=request.user,
                **parameters,
            )
        except ValidationError as error:
            return self.answer(error=error)
        return self.answer(said=what_was_done(step))


class UndoView(BoardAnswer):
    """Takes back the latest step."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        try:
            step = undo(cohort=self.cohort, seen=self.seen, actor=request.user)
        except ValidationError as error:
            return self.answer(error=error)
        return self.answer(said=what_was_done(step))


class StateView(OfBoard, TemplateView):
    """Asked by an open page now and then: has somebody else changed the board since?"""

    template_name = "cohorts/board_stale.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        board = GroupBoard.objects.visible_to(request.user).filter(cohort=self.cohort).first()
        seen = whole_number(request.GET.get("seen", ""))
        if board is None or seen is None or board.current == seen:
            return HttpResponse(status=NOTHING_NEW)
        step = board.steps.select_related("actor").get(number=board.current)
        return self.render_to_response({"cohort": self.cohort, "words": who_did_what(step)})
