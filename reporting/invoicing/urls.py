"""Paths of invoices."""

from django.urls import URLPattern

from reporting.invoicing import invoice_urls, issuing_urls, paying_urls

app_name = "invoicing"
urlpatterns: list[URLPattern] = [
    *issuing_urls.urlpatterns,
    *invoice_urls.urlpatterns,
    *paying_urls.urlpatterns,
]
