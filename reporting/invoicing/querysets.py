"""Named questions about invoices, and who sees what of them."""

from typing import Any, Self

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Sum, Value
from django.db.models.functions import Coalesce

from reporting.invoicing.enums import DocumentKind
from reporting.invoicing.rules import is_finance, sees_all_invoices

_NOTHING = Value(0, output_field=models.DecimalField(max_digits=12, decimal_places=2))


class OfParticipantQuerySet(models.QuerySet):
    """Finance and project leads see every row, a team its own organisation's."""

    path = "participation"

    def visible_to(self, user: Any) -> Self:
        if sees_all_invoices(user):
            return self
        if not user.is_authenticated:
            return self.none()
        # Whoever has left the round may still have something to pay.
        seats = apps.get_model("cohorts", "TeamMember").objects.current().filter(user=user)
        return self.filter(**{f"{self.path}__in": seats.values("participation")})


class BooksQuerySet(models.QuerySet):
    """SKR's own books: finance and project leads."""

    def visible_to(self, user: Any) -> Self:
        return self if sees_all_invoices(user) else self.none()


class SettingsQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        return self if getattr(user, "is_superuser", False) or is_finance(user) else self.none()


class FrozenQuerySet(OfParticipantQuerySet):
    """What is written once. On PostgreSQL triggers refuse as well, whoever asks."""

    def update(self, **values: Any) -> int:
        raise PermissionDenied("An issued invoice never changes.")

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        raise PermissionDenied("An issued invoice never changes.")

    def bulk_create(self, *args: Any, update_conflicts: bool = False, **kwargs: Any) -> Any:
        if update_conflicts:
            raise PermissionDenied("An issued invoice never changes.")
        return super().bulk_create(*args, **kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise PermissionDenied("An issued invoice is never deleted.")

    def _raw_delete(self, using: Any) -> int:
        raise PermissionDenied("An issued invoice is never deleted.")


class InvoiceQuerySet(FrozenQuerySet):
    def invoices(self) -> Self:
        return self.filter(kind=DocumentKind.INVOICE)

    def with_sums(self) -> Self:
        """`credited` and `paid` in kronor, and what is `left` of it; of invoices alone."""
        return self.annotate(
            credited=Coalesce(
                models.Subquery(
                    self.model._default_manager.filter(credits=models.OuterRef("pk"))
                    .order_by()
                    .values("credits")
                    .annotate(total=Sum("payable"))
                    .values("total")
                ),
                _NOTHING,
            ),
            paid=Coalesce(
                models.Subquery(
                    apps.get_model("invoicing", "Payment")
                    .objects.filter(invoice=models.OuterRef("pk"))
                    .order_by()
                    .values("invoice")
                    .annotate(total=Sum("amount"))
                    .values("total")
                ),
                _NOTHING,
            ),
        ).annotate(left=F("payable") - F("credited") - F("paid"))

    def with_sending(self) -> Self:
        """`is_sent`: whether it has been sent in any way."""
        sendings: Any = self.model._meta.get_field("sendings").related_model
        return self.annotate(is_sent=Exists(sendings.objects.filter(invoice=OuterRef("pk"))))

    def unsent(self) -> Self:
        """Invoices and credit notes that nobody has sent, the oldest first."""
        return self.with_sending().filter(is_sent=False).order_by("pk")

    def open(self) -> Self:
        """Invoices of which something is left to pay."""
        return self.invoices().with_sums().filter(left__gt=0)

    def known_to_buyer(self) -> Self:
        """Sent, or somebody has paid; of `with_sums`. What nobody knows of is not overdue."""
        return self.with_sending().filter(Q(is_sent=True) | Q(paid__gt=0))

    def overdue_on(self, day: Any) -> Self:
        return self.open().known_to_buyer().filter(due_on__lt=day)


class OfInvoiceQuerySet(OfParticipantQuerySet):
    path = "invoice__participation"


class FrozenOfInvoiceQuerySet(FrozenQuerySet):
    path = "invoice__participation"


class PaymentQuerySet(BooksQuerySet):
    def unmatched(self) -> Self:
        """Those that wait for somebody to say what they are for."""
        return self.filter(Q(invoice__isnull=True) & Q(settled_at__isnull=True))
