"""Paths of issuing: what is to be invoiced, a participant, a run, the settings."""

from django.urls import URLPattern, path

from reporting.invoicing.views import issuing, seller

PARTICIPANT = "skr/fakturor/deltagare/<int:pk>/"

urlpatterns: list[URLPattern] = [
    path("skr/fakturor/", issuing.ToInvoicePage.as_view(), name="to_invoice"),
    path(
        "skr/fakturor/omgang/<slug:slug>/",
        issuing.ToInvoicePage.as_view(),
        name="to_invoice_round",
    ),
    path("skr/fakturor/omgang/<slug:slug>/utfarda/", issuing.OrderRun.as_view(), name="order_run"),
    path(
        "skr/fakturor/omgang/<slug:slug>/fraga/",
        issuing.AskRoundForBilling.as_view(),
        name="ask_round_for_billing",
    ),
    path("skr/fakturor/korning/<int:pk>/", issuing.RunPage.as_view(), name="run"),
    path(PARTICIPANT, issuing.ParticipantPage.as_view(), name="participant"),
    path(f"{PARTICIPANT}avgift/", issuing.DecideFee.as_view(), name="decide_fee"),
    path(f"{PARTICIPANT}fraga/", issuing.AskForBilling.as_view(), name="ask_for_billing"),
    path(f"{PARTICIPANT}utfarda/", issuing.IssueOne.as_view(), name="issue"),
    path("skr/fakturor/installningar/", seller.SettingsPage.as_view(), name="settings"),
    path("skr/fakturor/installningar/moms/", seller.ConfirmVat.as_view(), name="confirm_vat"),
    path(
        "min-omgang/<int:pk>/fakturor/uppgifter/",
        issuing.CorrectBilling.as_view(),
        name="billing",
    ),
]
