"""Groups as published, their mentors, and what is written in them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cohorts.enums import Completion, MentorRole
from cohorts.models.cohort import Cohort
from cohorts.models.organisation import Organisation
from cohorts.querysets import GroupQuerySet, MentorshipQuerySet, OfGroupQuerySet, OfPostQuerySet
from modellkonceptet.records.models import StoredFile


class Group(models.Model):
    """Two or three participations that learn together.

    A row is a group that has been published (or one of an earlier round); what is still being
    put together lies on the board, see `cohorts.models.grouping`.
    """

    cohort = models.ForeignKey(
        Cohort, models.CASCADE, related_name="groups", verbose_name=_("cohort")
    )
    name = models.CharField(_("name"), max_length=100)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published by"),
    )
    without_mentor_because = models.CharField(
        _("why it has no mentor"),
        max_length=300,
        blank=True,
        help_text=_("A group without a mentor is a decision that somebody took."),
    )
    dissolved_on = models.DateField(_("dissolved"), null=True, blank=True)

    objects = GroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "name"],
                condition=Q(dissolved_on__isnull=True),
                name="cohorts_group_name_is_unique",
                violation_error_message=_("Another group of this round has that name."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("reporting:group", args=[self.pk])


class Mentorship(models.Model):
    """An organisation that mentors a group (in older records: a round without known groups)."""

    cohort = models.ForeignKey(
        Cohort, models.PROTECT, related_name="mentorships", verbose_name=_("cohort")
    )
    group = models.ForeignKey(
        Group,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="mentorships",
        verbose_name=_("group"),
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="mentorships", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=10, choices=MentorRole.choices)
    promise = models.ForeignKey(
        "cohorts.MentorPromise",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="mentorships",
        verbose_name=_("promise"),
    )
    ended_on = models.DateField(_("ended"), null=True, blank=True)
    completion = models.CharField(
        _("completed, as known"), max_length=8, choices=Completion.choices, blank=True
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    source = models.TextField(_("source"), blank=True)

    objects = MentorshipQuerySet.as_manager()

    class Meta:
        verbose_name = _("mentorship")
        verbose_name_plural = _("mentorships")
        ordering = ["organisation__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "group", "organisation"],
                condition=Q(ended_on__isnull=True),
                name="cohorts_mentor_stands_once_in_a_group",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_role_display()})"


class GroupPost(models.Model):
    """What somebody wrote to the group; the name stays when the account goes."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="posts", verbose_name=_("group"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("author"),
    )
    author_name = models.CharField(_("name"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = OfGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("post in a group")
        verbose_name_plural = _("posts in groups")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.author_name}, {self.group}"


class GroupFile(models.Model):
    """A file that came with a post."""

    post = models.ForeignKey(GroupPost, models.CASCADE, related_name="files")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="+")

    objects = OfPostQuerySet.as_manager()

    class Meta:
        verbose_name = _("file in a group")
        verbose_name_plural = _("files in groups")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.file)
