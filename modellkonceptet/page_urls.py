"""Paths of the information pages."""

from django.urls import path

from modellkonceptet.pages import GlossaryPage, PublicPage

app_name = "pages"
urlpatterns = [
    path(
        "tillganglighet/",
        PublicPage.as_view(template_name="pages/accessibility.html"),
        name="accessibility",
    ),
    path(
        "personuppgifter/", PublicPage.as_view(template_name="pages/privacy.html"), name="privacy"
    ),
    path("kakor/", PublicPage.as_view(template_name="pages/cookies.html"), name="cookies"),
    path("ordlista/", GlossaryPage.as_view(), name="glossary"),
    path("fragor/", PublicPage.as_view(template_name="pages/questions.html"), name="questions"),
    path("kontakt/", PublicPage.as_view(template_name="pages/contact.html"), name="contact"),
]
