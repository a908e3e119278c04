"""Paths of invitations, answers, date polls, calendars and sign-ups."""

from django.urls import path

from learning_meetings.views import feeds, invitations, polls, sign_ups

urlpatterns = [
    # By a link from a mail, without account.
    path("svar/<str:token>/", invitations.Answering.as_view(), name="answer"),
    path(
        "svar/<str:token>/uppgifter/",
        invitations.AnsweringDetails.as_view(),
        name="answer_details",
    ),
    path("dagar/<str:token>/", polls.PollAnswering.as_view(), name="poll_answer"),
    path("kalender/<str:token>.ics", feeds.Feed.as_view(), name="feed"),
    path("traffar/bekrafta/<str:token>/", sign_ups.ConfirmSignUp.as_view(), name="confirm_sign_up"),
    # Public meetings.
    path("traffar/oppna/", sign_ups.OpenMeetings.as_view(), name="open_meetings"),
    path("traffar/<int:pk>/anmal/", sign_ups.SigningUp.as_view(), name="sign_up"),
    path("traffar/anmal/tack/", sign_ups.SignUpSent.as_view(), name="sign_up_sent"),
    path("traffar/anmal/avbokad/", sign_ups.GaveUp.as_view(), name="gave_up"),
    # Signed in.
    path("traffar/inbjudan/<int:pk>/", invitations.OwnAnswer.as_view(), name="own_answer"),
    path(
        "traffar/inbjudan/<int:pk>/uppgifter/",
        invitations.OwnAnswerDetails.as_view(),
        name="own_answer_details",
    ),
    path("min-kalender/", feeds.CalendarPage.as_view(), name="calendar"),
    path("min-kalender/ny-adress/", feeds.RenewFeed.as_view(), name="renew_calendar"),
    path("min-kalender/sluta/", feeds.RevokeFeed.as_view(), name="revoke_calendar"),
    # SKR and the host look for a date.
    path("traffar/<int:pk>/dagar/", polls.Poll.as_view(), name="poll"),
    path(
        "traffar/<int:pk>/dagar/<int:date_pk>/valj/",
        polls.ChooseTime.as_view(),
        name="choose_time",
    ),
    path(
        "traffar/<int:pk>/dagar/ta-tillbaka/", polls.TakeDateBack.as_view(), name="take_date_back"
    ),
    path("traffar/<int:pk>/dagar/avsluta/", polls.ClosePoll.as_view(), name="close_poll"),
]
