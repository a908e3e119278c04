"""Files that take a while to make: ordered on a page, made in the background, fetched there."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort, Participation
from modellkonceptet.records.models import StoredFile
from reporting.enums import OF_PARTICIPATION, FileOrderKind
from reporting.querysets import FileOrderQuerySet, OrderedFileQuerySet


class FileOrder(models.Model):
    """What somebody wants made of a round or of a participation, and how far that has come.

    It is done when `finished_at` is set: with its files, or with the `failure` that says why
    there are none. `omissions` are sentences on what had to be left out. `claimed_at` says that
    a worker has it, and is renewed while that worker is alive.
    """

    kind = models.CharField(_("what"), max_length=20, choices=FileOrderKind.choices)
    cohort = models.ForeignKey(
        Cohort, models.CASCADE, related_name="file_orders", verbose_name=_("cohort")
    )
    participation = models.ForeignKey(
        Participation,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="file_orders",
        verbose_name=_("participant"),
    )
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    ordered_at = models.DateTimeField(_("ordered"), auto_now_add=True)
    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    step = models.CharField(_("now"), max_length=200, blank=True)
    done = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    failure = models.TextField(_("why it failed"), blank=True)
    omissions = models.JSONField(_("left out"), default=list, blank=True)

    objects = FileOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("ordered files")
        verbose_name_plural = _("ordered files")
        ordering = ["-pk"]
        constraints = [
            # Two who order the same at once get the same one.
            models.UniqueConstraint(
                fields=["kind", "cohort"],
                condition=Q(finished_at__isnull=True, participation__isnull=True),
                name="reporting_round_ordered_once_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["kind", "participation"],
                condition=Q(finished_at__isnull=True),
                name="reporting_participant_ordered_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=OF_PARTICIPATION, participation__isnull=False)
                | ~Q(kind__in=OF_PARTICIPATION) & Q(participation__isnull=True),
                name="reporting_order_is_about_what_its_kind_says",
            ),
            models.CheckConstraint(
                condition=Q(failure="") | Q(finished_at__isnull=False),
                name="reporting_failed_order_is_finished",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.participation or self.cohort}"

    def get_absolute_url(self) -> str:
        return reverse("reporting:file_order", args=[self.pk])

    @property
    def is_ready(self) -> bool:
        return self.finished_at is not None and not self.failure

    @property
    def percent(self) -> int:
        return round(100 * self.done / self.total) if self.total else 0


class OrderedFile(models.Model):
    """One of the files that came of an order."""

    order = models.ForeignKey(FileOrder, models.CASCADE, related_name="files")
    title = models.CharField(_("title"), max_length=200)
    position = models.PositiveSmallIntegerField(default=0)
    stored = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")

    objects = OrderedFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("ordered file")
        verbose_name_plural = _("ordered files, one by one")
        ordering = ["order", "position"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("reporting:ordered_file", args=[self.order_id, self.pk])
