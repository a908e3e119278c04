"""What the mails to applicants say; each is written in its receiver's language."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from modellkonceptet.civil_dates import civil_date, in_words
from modellkonceptet.notifications.letters import MailText


def _names(application: Any) -> dict[str, Any]:
    return {
        "applicant": application.applicant_name,
        "cohort": application.cohort.name,
        "reference": application.reference,
    }


def _writes(application: Any) -> str:
    return _(
        "You get this mail because you write the application from %(applicant)s to %(cohort)s."
    ) % _names(application)


def receipt(application: Any, submission: Any) -> MailText:
    """To each who writes: it has arrived, under this number; the PDF is attached."""
    names = _names(application)
    closes_on = application.cohort.closes_on
    paragraphs: list[str | list[str]] = [
        _(
            "The application from %(applicant)s to %(cohort)s has arrived. Its reference number"
            " is %(reference)s."
        )
        % names,
        _("All your answers are in the attached receipt."),
    ]
    if closes_on and civil_date(submission.submitted_at) <= closes_on:
        paragraphs.append(
            _("You can change your answers and send in again up to and including %(day)s.")
            % {"day": in_words(closes_on)}
        )
    return MailText(
        subject=_("Receipt %(reference)s: the application to %(cohort)s has arrived") % names,
        paragraphs=paragraphs,
        action_label=_("See the receipt and what happens next"),
        action_path=reverse("applications:receipt", args=[application.pk]),
        reason=_writes(application),
    )


def withdrawn(application: Any, actor: Any) -> MailText:
    names = {**_names(application), "person": str(actor)}
    return MailText(
        subject=_("The application to %(cohort)s is withdrawn") % names,
        paragraphs=[
            _(
                "%(person)s has withdrawn the application %(reference)s from %(applicant)s to"
                " %(cohort)s. SKR will not consider it."
            )
            % names,
            _("Was this a mistake? As long as the round is open you can start a new application."),
        ],
        action_label=_("See the round"),
        action_path=application.cohort.get_absolute_url(),
        reason=_writes(application),
    )


def invitation(application: Any, inviter: Any, token: str, last_day: Any) -> MailText:
    names = {**_names(application), "person": str(inviter), "day": in_words(last_day)}
    return MailText(
        subject=_("%(person)s invites you to write the application to %(cohort)s") % names,
        paragraphs=[
            _(
                "%(person)s invites you to write the application from %(applicant)s to %(cohort)s"
                " together. You see and change the same answers."
            )
            % names,
            _(
                "Sign in with this e-mail address to accept. The invitation is valid up to and"
                " including %(day)s."
            )
            % names,
        ],
        action_label=_("See the invitation"),
        action_path=reverse("applications:invitation", args=[token]),
        reason=_("You get this mail because %(person)s wrote your e-mail address.") % names,
    )


def access_asked(application: Any, request: Any) -> MailText:
    names = {**_names(application), "person": str(request.user), "email": request.user.email}
    paragraphs: list[str | list[str]] = [
        _(
            "%(person)s (%(email)s) asks to write the application from %(applicant)s to"
            " %(cohort)s with you."
        )
        % names
    ]
    if request.message:
        paragraphs.append(_("The message: %(message)s") % {"message": request.message})
    return MailText(
        subject=_("%(person)s asks to be let in to the application to %(cohort)s") % names,
        paragraphs=paragraphs,
        action_label=_("Answer yes or no"),
        action_path=reverse("applications:colleagues", args=[application.pk]),
        reason=_writes(application),
    )


def access_answered(application: Any, request: Any) -> MailText:
    names = _names(application)
    reason = (
        _("You get this mail because you asked to be let in to the application from %(applicant)s.")
        % names
    )
    if not request.granted:
        return MailText(
            subject=_("You were not let in to the application to %(cohort)s") % names,
            paragraphs=[
                _(
                    "Those who write the application from %(applicant)s answered no. Talk to your"
                    " colleagues, or to the contact person for the round."
                )
                % names
            ],
            action_label=_("See the round and whom to contact"),
            action_path=application.cohort.get_absolute_url(),
            reason=reason,
        )
    return MailText(
        subject=_("You are let in to the application to %(cohort)s") % names,
        paragraphs=[
            _("You can now write the application from %(applicant)s with the others.") % names
        ],
        action_label=_("Go to the application"),
        action_path=application.get_absolute_url(),
        reason=reason,
    )


def handed_over(application: Any, actor: Any) -> MailText:
    names = {**_names(application), "person": str(actor)}
    return MailText(
        subject=_("You are now responsible for the application to %(cohort)s") % names,
        paragraphs=[
            _(
                "%(person)s has made you responsible for the application from %(applicant)s to"
                " %(cohort)s. You decide who writes it."
            )
            % names
        ],
        action_label=_("Go to the application"),
        action_path=application.get_absolute_url(),
        reason=_writes(application),
    )


def signature_asked(application: Any, signatory: Any, token: str) -> MailText:
    names = {**_names(application), "title": signatory.title}
    return MailText(
        subject=_("Confirm the application from %(applicant)s to %(cohort)s") % names,
        paragraphs=[
            _(
                "%(applicant)s has applied to take part in %(cohort)s. You are named as the person"
                " who stands behind the application, as %(title)s."
            )
            % names,
            _("On the page you see what you confirm. You need no account."),
        ],
        action_label=_("See what you confirm"),
        action_path=reverse("applications:confirm_signature", args=[token]),
        reason=_("You get this mail because %(applicant)s named you as signatory.") % names,
    )
