"""All paths."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from modellkonceptet import pages
from reporting.views.start import StartView

# One way in for everybody: the admin's own form would ask for a password and no second factor.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", StartView.as_view(), name="start"),
    path("health/", pages.health, name="health"),
    path("sprak/", login_not_required(set_language), name="set_language"),
    path("", include("modellkonceptet.accounts.urls")),
    path("konto/", include("allauth.urls")),
    path("admin/omgangar/<slug:slug>/grupper/", include("cohorts.board_urls")),
    path("admin/omgangar/<slug:slug>/paminnelser/", include("cohorts.reminder_urls")),
    path("admin/", admin.site.urls),
    path("", include("modellkonceptet.page_urls")),
    path("", include("modellkonceptet.notifications.urls")),
    path("", include("cohorts.urls")),
    path("", include("applications.urls")),
    path("", include("learning_meetings.urls")),
    path("", include("improvements.urls")),
    path("", include("reporting.invoicing.urls")),
    path("", include("reporting.urls")),
    path("", include("reporting.archive_urls")),
    path("", include("reporting.api_urls")),
]
