"""The main menu: what each role meets first."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from modellkonceptet.accounts.enums import StaffRole

# Pages of one application belong to "My applications" although they have addresses of their own.
WRITING = ("/ansokan/", "/inbjudan/")


@dataclass(frozen=True)
class NavItem:
    url: str
    label: str
    current: bool


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `nav`, from roles alone (no query)."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated and user.is_staff:
        places = [
            ("reporting:desk", _("To do")),
            ("cohorts:cohorts", _("Rounds")),
            ("admin:index", _("Admin")),
            ("account", _("My account")),
        ]
        if user.staff_role == StaffRole.FINANCE:
            # Their work is invoices; the admin holds nothing of theirs.
            places[2] = ("invoicing:to_invoice", _("Invoices"))
    elif user is not None and user.is_authenticated:
        # All for everybody: whether a person has a seat in a team, or meetings, would be queries
        # on every page, and a flag in the session goes wrong when a decision is published or a
        # person leaves.
        # Whoever signs in lands on the right one of them (HomeView), and an empty page says what
        # will be there. The public rounds are one press from each: five fit a phone in two rows.
        places = [
            ("reporting:my_round", _("My round")),
            ("improvements:own", _("Improvements")),
            ("learning_meetings:meetings", _("My meetings")),
            ("applications:mine", _("My applications")),
            ("account", _("My account")),
        ]
    else:
        places = [
            ("start", _("Start")),
            ("cohorts:cohorts", _("Rounds")),
            ("account_login", _("Sign in")),
        ]
    links = [(reverse(name), label) for name, label in places]
    path = request.path
    if any(path.startswith(prefix) for prefix in WRITING):
        path = reverse("applications:mine")
    # What a person has to do belongs to what they meet first.
    if path.startswith(reverse("reporting:todo")):
        path = links[0][0]
    # Everything begins with the start page's "/": only the start page itself counts as it.
    here = [url for url, _label in links if path.startswith(url) and url != "/"]
    best = max(here, key=len, default=path)
    return {"nav": [NavItem(url, label, url == best) for url, label in links]}
