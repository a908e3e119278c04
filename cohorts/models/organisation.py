"""Municipalities, regions and associations, and what is known about them."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from stdnum.exceptions import ValidationError as NumberError
from stdnum.se import orgnr

from cohorts.enums import OrganisationKind, ParticipantKind, UnitKind
from cohorts.querysets import OrganisationQuerySet, PublicQuerySet, StaffQuerySet


def validate_organisation_number(value: str) -> None:
    """Ten digits with a right check digit, written NNNNNN-NNNN."""
    try:
        valid = orgnr.format(value) == value and bool(orgnr.validate(value))
    except NumberError:
        valid = False
    if not valid:
        raise ValidationError(
            _("%(value)s is not an organisation number. Write it as 212000-1132."),
            params={"value": value},
            code="organisation_number",
        )


class Organisation(models.Model):
    """A body that can take part. Facts come from the register that the product carries."""

    kind = models.CharField(_("kind"), max_length=12, choices=OrganisationKind.choices)
    code = models.CharField(
        _("code"),
        max_length=4,
        null=True,
        blank=True,
        help_text=_("Municipal code (four digits) or county code (two); associations have none."),
    )
    name = models.CharField(_("name"), max_length=100)
    official_name = models.CharField(_("official name"), max_length=150)
    county_code = models.CharField(_("county code"), max_length=2, blank=True)
    county_name = models.CharField(_("county"), max_length=60, blank=True)
    organisation_number = models.CharField(
        _("organisation number"),
        max_length=11,
        blank=True,
        validators=[validate_organisation_number],
    )
    population = models.PositiveIntegerField(_("inhabitants"), null=True, blank=True)
    population_year = models.PositiveSmallIntegerField(_("population of"), null=True, blank=True)
    skr_group = models.CharField(_("SKR's municipality group"), max_length=2, blank=True)
    skr_group_year = models.PositiveSmallIntegerField(_("group of"), null=True, blank=True)
    latitude = models.FloatField(_("latitude of its middle"), null=True, blank=True)
    longitude = models.FloatField(_("longitude of its middle"), null=True, blank=True)
    reference_pattern = models.CharField(
        _("pattern of invoice references"),
        max_length=100,
        blank=True,
        help_text=_("A regular expression, for instance [A-ZÅÄÖ]{2}[0-9]{6}."),
    )
    reference_hint = models.CharField(_("how the reference is written"), max_length=150, blank=True)

    objects = OrganisationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "code"],
                condition=Q(code__isnull=False),
                name="cohorts_organisation_code_is_unique",
            ),
            models.UniqueConstraint(
                fields=["kind", "organisation_number"],
                condition=~Q(organisation_number=""),
                name="cohorts_organisation_number_is_unique",
                violation_error_message=_(
                    "Another organisation of the same kind has this organisation number."
                ),
            ),
            models.UniqueConstraint(
                fields=["kind", "name"], name="cohorts_organisation_name_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(kind=OrganisationKind.ASSOCIATION) | Q(code__isnull=False),
                name="cohorts_organisation_has_its_code",
            ),
        ]

    def __str__(self) -> str:
        return self.official_name

    def get_absolute_url(self) -> str:
        return reverse("cohorts:organisation", args=[self.pk])

    @property
    def participant_kind(self) -> ParticipantKind:
        """Whose terms apply to it."""
        if self.kind == OrganisationKind.REGION:
            return ParticipantKind.REGION
        return ParticipantKind.MUNICIPALITY


class Unit(models.Model):
    """A city district or an administration that takes part by itself."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="units", verbose_name=_("organisation")
    )
    kind = models.CharField(_("kind"), max_length=15, choices=UnitKind.choices)
    name = models.CharField(_("name"), max_length=150)

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"], name="cohorts_unit_name_is_unique"
            )
        ]

    def __str__(self) -> str:
        return self.name


class MailDomain(models.Model):
    """A mail domain known to belong to an organisation. SKR keeps the list."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="mail_domains", verbose_name=_("organisation")
    )
    domain = models.CharField(
        _("mail domain"),
        max_length=100,
        validators=[
            RegexValidator(
                r"^[a-z0-9-]+(\.[a-z0-9-]+)+$",
                _("Write only what comes after @, in small letters, for instance lund.se."),
            )
        ],
    )

    objects = StaffQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail domain")
        verbose_name_plural = _("mail domains")
        ordering = ["domain"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "domain"], name="cohorts_mail_domain_stands_once"
            )
        ]

    def __str__(self) -> str:
        return self.domain


class CemrSignature(models.Model):
    """A reported signature of the CEMR declaration. A missing row never means "not signed"."""

    organisation = models.OneToOneField(
        Organisation, models.CASCADE, related_name="cemr_signature", verbose_name=_("organisation")
    )
    signed_year = models.PositiveSmallIntegerField(_("signed in"), null=True, blank=True)
    signed_no_later_than = models.DateField(_("signed no later than"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=250, blank=True)
    source = models.CharField(_("source"), max_length=300)

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = _("CEMR signature")
        verbose_name_plural = _("CEMR signatures")

    def __str__(self) -> str:
        return f"{self.organisation} {self.signed_year or ''}".strip()
