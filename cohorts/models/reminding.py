"""How a round reminds, where it does otherwise than the rules say by themselves."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from cohorts.models.cohort import Cohort
from cohorts.querysets import StaffQuerySet

FIRST_HOUR, LAST_HOUR = 7, 17


class RoundReminder(models.Model):
    """One rule as a round has set it. `rule` is the key of a registered rule.

    `days` are days from the due day, negative before it; `audience` are roles (see the
    notifications' `Role`). The three last days are the ladder: who else is told, so many days
    after the due day; empty is nobody.
    """

    cohort = models.ForeignKey(
        Cohort, models.CASCADE, related_name="reminder_settings", verbose_name=_("cohort")
    )
    rule = models.CharField(_("rule"), max_length=80)
    is_on = models.BooleanField(_("in use"), default=True)
    days = models.JSONField(_("days from the due day"), default=list)
    audience = models.JSONField(_("who is reminded"), default=list)
    hour = models.PositiveSmallIntegerField(
        _("hour"),
        default=FIRST_HOUR,
        validators=[MinValueValidator(FIRST_HOUR), MaxValueValidator(LAST_HOUR)],
    )
    strategist_after = models.PositiveSmallIntegerField(
        _("the strategist is told after, days"), null=True, blank=True
    )
    manager_after = models.PositiveSmallIntegerField(
        _("the manager is told after, days"), null=True, blank=True
    )
    desk_after = models.PositiveSmallIntegerField(
        _("SKR is told after, days"), null=True, blank=True
    )
    text_sv = models.CharField(_("text"), max_length=300, blank=True)
    text_en = models.CharField(_("text (English)"), max_length=300, blank=True)

    objects = StaffQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("reminder of a round")
        verbose_name_plural = _("reminders of rounds")
        ordering = ["cohort", "rule"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "rule"], name="cohorts_rule_is_set_once_a_round"
            ),
            models.CheckConstraint(
                condition=Q(hour__gte=FIRST_HOUR, hour__lte=LAST_HOUR),
                name="cohorts_reminds_in_the_daytime",
                violation_error_message=_("Reminders leave between 7 and 17."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cohort}: {self.rule}"
