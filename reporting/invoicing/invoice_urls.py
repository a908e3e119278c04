"""Paths of issued invoices."""

from django.urls import URLPattern, path

from reporting.invoicing.enums import FileForm
from reporting.invoicing.views import invoice, invoice_actions

urlpatterns: list[URLPattern] = [
    path("skr/fakturor/alla/", invoice.AllInvoices.as_view(), name="invoices"),
    path(
        "skr/fakturor/alla/fakturor.<str:kind>",
        invoice.AllInvoicesFile.as_view(),
        name="invoices_file",
    ),
    path("skr/fakturor/att-skicka/", invoice_actions.Unsent.as_view(), name="unsent"),
    path("skr/fakturor/<int:pk>/", invoice.InvoiceView.as_view(), name="invoice"),
    path(
        "skr/fakturor/<int:pk>/faktura.pdf",
        invoice.InvoiceFileView.as_view(form=FileForm.PDF),
        name="invoice_pdf",
    ),
    path(
        "skr/fakturor/<int:pk>/faktura.xml",
        invoice.InvoiceFileView.as_view(form=FileForm.XML),
        name="invoice_xml",
    ),
    path("skr/fakturor/<int:pk>/copy.pdf", invoice.InvoiceCopy.as_view(), name="invoice_copy"),
    path(
        "skr/fakturor/<int:pk>/skicka/", invoice_actions.SendInvoice.as_view(), name="send_invoice"
    ),
    path(
        "skr/fakturor/<int:pk>/kreditera/",
        invoice_actions.CreditInvoice.as_view(),
        name="credit_invoice",
    ),
    path("min-omgang/<int:pk>/fakturor/", invoice.OwnInvoices.as_view(), name="own_invoices"),
]
