"""Paths of what comes after the invoice: payments, differences, who is late, the bookkeeping."""

from django.urls import URLPattern, path

from reporting.invoicing.views import bookkeeping, paying

_payment = "skr/fakturor/betalningar/<int:pk>"
urlpatterns: list[URLPattern] = [
    path("skr/fakturor/betalningar/", paying.Payments.as_view(), name="payments"),
    path(f"{_payment}/", paying.OnePayment.as_view(), name="payment"),
    path(f"{_payment}/faktura/", paying.AssignPayment.as_view(), name="assign_payment"),
    path(f"{_payment}/avsluta/", paying.SettlePayment.as_view(), name="settle_payment"),
    path(f"{_payment}/angra/", paying.TakeBackPayment.as_view(), name="take_back_payment"),
    path("skr/fakturor/<int:pk>/betalning/", paying.RecordPayment.as_view(), name="record_payment"),
    path("skr/fakturor/forfallna/", paying.Overdue.as_view(), name="overdue"),
    path(
        "skr/fakturor/forfallna/lista.<str:kind>",
        paying.OverdueFile.as_view(),
        name="overdue_file",
    ),
    path("skr/fakturor/bokforing/", bookkeeping.Bookkeeping.as_view(), name="bookkeeping"),
    path("skr/fakturor/bokforing/sie/", bookkeeping.SieFile.as_view(), name="sie_file"),
    path(
        "skr/fakturor/bokforing/reskontra.<str:kind>",
        bookkeeping.LedgerFile.as_view(),
        name="ledger_file",
    ),
]
