"""Paths of the cohorts app."""

from django.urls import path

from cohorts.views import (
    mentor_actions,
    mentor_answer,
    mentors,
    organisations,
    rounds,
    self_check,
    subscription,
    thread,
)

app_name = "cohorts"
urlpatterns = [
    # The public pages.
    path("omgangar/", rounds.CohortListView.as_view(), name="cohorts"),
    path("omgangar/<slug:slug>/", rounds.CohortView.as_view(), name="cohort"),
    path("omgangar/<slug:slug>/sjalvtest/", self_check.SelfCheckView.as_view(), name="self_check"),
    path("organisationer/<int:pk>/", organisations.OrganisationView.as_view(), name="organisation"),
    path("bevaka/", subscription.SubscribeView.as_view(), name="subscribe"),
    path("bevaka/tack/", subscription.SubscribedView.as_view(), name="subscribed"),
    path(
        "bevaka/bekrafta/<str:token>/",
        subscription.ConfirmSubscriptionView.as_view(),
        name="confirm_subscription",
    ),
    path("bevaka/avsluta/<str:token>/", subscription.UnsubscribeView.as_view(), name="unsubscribe"),
    path("mentorskap/<str:token>/", mentor_answer.MentorAnswer.as_view(), name="mentor_answer"),
    # A group's thread; the group's own page is put together above this app.
    path("grupper/<int:pk>/skriv/", thread.WritePost.as_view(), name="write_post"),
    path("grupper/inlagg/<int:pk>/ta-bort/", thread.RemovePost.as_view(), name="remove_post"),
    path("grupper/filer/<int:pk>/", thread.GroupFileView.as_view(), name="group_file"),
    # SKR's mentor ledger.
    path("skr/mentorer/", mentors.Ledger.as_view(), name="mentors"),
    path("skr/mentorer/lista.<str:kind>", mentors.LedgerFile.as_view(), name="mentors_file"),
    path(
        "skr/omgangar/<slug:slug>/mentorer/", mentors.RoundMentors.as_view(), name="round_mentors"
    ),
    path("skr/mentorer/<int:pk>/", mentors.PromisePage.as_view(), name="promise"),
    path("skr/mentorer/<int:pk>/fraga/", mentor_actions.AskMentor.as_view(), name="ask_mentor"),
    path(
        "skr/mentorer/<int:pk>/paminn/", mentor_actions.AskAgain.as_view(), name="ask_mentor_again"
    ),
    path(
        "skr/mentorer/<int:pk>/ta-tillbaka/",
        mentor_actions.TakeBackQuestion.as_view(),
        name="take_back_question",
    ),
    path("skr/mentorer/<int:pk>/svar/", mentor_actions.NoteAnswer.as_view(), name="note_answer"),
    path(
        "skr/mentorer/<int:pk>/behovs-inte/",
        mentor_actions.ReleaseMentor.as_view(),
        name="release_mentor",
    ),
    path(
        "skr/mentorer/<int:pk>/befria/",
        mentor_actions.ExcuseMentor.as_view(),
        name="excuse_mentor",
    ),
    path(
        "skr/mentorer/<int:pk>/rakna-med/",
        mentor_actions.RestorePromise.as_view(),
        name="restore_promise",
    ),
    path(
        "skr/mentorer/<int:pk>/igen/", mentor_actions.RenewPromise.as_view(), name="renew_promise"
    ),
    path(
        "skr/mentorer/<int:pk>/personer/",
        mentor_actions.ChangePeople.as_view(),
        name="mentor_people",
    ),
]
