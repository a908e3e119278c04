"""Texts that SKR writes for everybody: pages of their own, and introductions on pages of ours."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from modellkonceptet.translated import Translated
from reporting.enums import TextPlace
from reporting.querysets import TextPageQuerySet

MOST_TEXT = 20_000


class TextPage(models.Model):
    """Swedish with English beside it; `description` is for search engines and shared links.

    `is_listed` puts a page of its own on the page that the footer leads to. `version` counts
    savings, so that two editors do not overwrite each other.
    """

    slug = models.SlugField(_("address"), max_length=90, unique=True)
    place = models.CharField(
        _("place"), max_length=9, choices=TextPlace.choices, default=TextPlace.PAGE
    )
    title_sv = models.CharField(_("title"), max_length=150)
    title_en = models.CharField(_("title in English"), max_length=150, blank=True)
    description_sv = models.CharField(_("in short"), max_length=300, blank=True)
    description_en = models.CharField(_("in short, in English"), max_length=300, blank=True)
    body_sv = models.TextField(_("text"), max_length=MOST_TEXT)
    body_en = models.TextField(_("text in English"), max_length=MOST_TEXT, blank=True)
    is_listed = models.BooleanField(_("listed under More about Modellkonceptet"), default=True)
    version = models.PositiveIntegerField(_("times saved"), default=1)
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    changed_at = models.DateTimeField(_("last changed"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    title = Translated()
    description = Translated()
    body = Translated()

    objects = TextPageQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("text of SKR’s")
        verbose_name_plural = _("texts of SKR’s")
        ordering = ["title_sv", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title_sv="") & ~Q(body_sv=""),
                name="reporting_text_says_something",
                violation_error_message=_("Write a title and a text."),
            ),
            models.UniqueConstraint(
                fields=["place"],
                condition=~Q(place=TextPlace.PAGE),
                name="reporting_one_text_at_a_place",
                violation_error_message=_("There is already a text at that place: change that."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    @property
    def is_own_page(self) -> bool:
        return self.place == TextPlace.PAGE

    def get_absolute_url(self) -> str:
        """Its own page, or the one that it stands on."""
        match self.place:
            case TextPlace.START:
                return reverse("start")
            case TextPlace.ARCHIVE:
                return reverse("archive:archive")
            case TextPlace.QUESTIONS:
                return reverse("pages:questions")
        return reverse("archive:text_page", args=[self.slug])
