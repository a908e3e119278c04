"""The board on which groups are put together, step by step, before anybody else sees them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cohorts.models.cohort import Cohort
from cohorts.querysets import BoardQuerySet


class GroupBoard(models.Model):
    """One round's board. `current` numbers the step that stands; every change is a new step."""

    cohort = models.OneToOneField(
        Cohort, models.CASCADE, related_name="board", verbose_name=_("cohort")
    )
    current = models.PositiveIntegerField(_("current step"), default=0)
    published = models.PositiveIntegerField(_("published step"), null=True, blank=True)

    objects = BoardQuerySet.as_manager()

    class Meta:
        verbose_name = _("board of groups")
        verbose_name_plural = _("boards of groups")

    def __str__(self) -> str:
        return str(self.cohort)


class BoardStep(models.Model):
    """The whole arrangement after one change, see `cohorts.arrangement`.

    `undo_to` is the step that undoing this one leads back to: undoing makes a new step with
    that one's arrangement, so nothing that somebody did is ever lost.
    """

    board = models.ForeignKey(
        GroupBoard, models.CASCADE, related_name="steps", verbose_name=_("board")
    )
    number = models.PositiveIntegerField(_("number"))
    arrangement = models.JSONField(_("arrangement"))
    action = models.CharField(_("what was done"), max_length=30)
    details = models.JSONField(default=dict)
    undo_to = models.PositiveIntegerField(null=True, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(_("when"), auto_now_add=True)

    objects = BoardQuerySet.as_manager()

    class Meta:
        verbose_name = _("step on the board")
        verbose_name_plural = _("steps on the board")
        ordering = ["board", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["board", "number"], name="cohorts_step_has_its_own_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.board} {self.number}"


class GroupingProposal(models.Model):
    """Groups computed in the background from one step of the board, kept to be compared.

    `weights` and `step` are what it was asked with; `result` what came out, see
    `cohorts.grouping`. It is done when `finished_at` is set, and failed when `failure` says why.
    """

    board = models.ForeignKey(
        GroupBoard, models.CASCADE, related_name="proposals", verbose_name=_("board")
    )
    number = models.PositiveIntegerField(_("number"))
    step = models.PositiveIntegerField(_("made from step"))
    weights = models.JSONField(_("weights"))
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    requested_at = models.DateTimeField(_("asked for"), auto_now_add=True)
    claimed_at = models.DateTimeField(_("begun"), null=True, blank=True)
    percent = models.PositiveSmallIntegerField(_("done, per cent"), default=0)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    result = models.JSONField(_("result"), null=True, blank=True)
    failure = models.TextField(_("why there is none"), blank=True)

    objects = BoardQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal of groups")
        verbose_name_plural = _("proposals of groups")
        ordering = ["board", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["board", "number"], name="cohorts_proposal_has_its_own_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.board} {self.number}"
