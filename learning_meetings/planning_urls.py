"""Paths of planning, hosting and attendance."""

from django.urls import URLPattern, path

from learning_meetings.views import hosting, own_meetings, planning

urlpatterns: list[URLPattern] = [
    path("traffar/", own_meetings.OwnMeetingsPage.as_view(), name="meetings"),
    path("traffar/lista.<str:kind>", own_meetings.OwnMeetingsFile.as_view(), name="meetings_file"),
    path("traffar/<int:pk>/tid/", planning.SetTime.as_view(), name="meeting_time"),
    path("traffar/<int:pk>/period/", planning.SetPeriod.as_view(), name="meeting_period"),
    path("traffar/<int:pk>/vard/", hosting.ChangeHosts.as_view(), name="meeting_hosts"),
    path("traffar/<int:pk>/byt/", hosting.AskSwap.as_view(), name="ask_swap"),
    path("vardbyte/<int:pk>/", hosting.AnswerSwap.as_view(), name="answer_swap"),
    path(
        "skr/omgangar/<slug:slug>/traffar/",
        planning.RoundMeetingsPage.as_view(),
        name="round_meetings",
    ),
    path(
        "skr/omgangar/<slug:slug>/traffar/forslag/",
        planning.ProposeMeetings.as_view(),
        name="propose_meetings",
    ),
    path("skr/omgangar/<slug:slug>/traffar/ny/", planning.AddMeeting.as_view(), name="add_meeting"),
    path(
        "skr/omgangar/<slug:slug>/narvaro/",
        own_meetings.AttendancePage.as_view(),
        name="attendance",
    ),
    path(
        "skr/omgangar/<slug:slug>/narvaro/lista.<str:kind>",
        own_meetings.AttendanceExport.as_view(),
        name="attendance_export",
    ),
]
