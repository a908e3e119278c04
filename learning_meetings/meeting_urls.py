"""Paths of a meeting's page: prepared, held and written down."""

from django.urls import URLPattern, path

from learning_meetings.enums import OutcomeKind
from learning_meetings.views import meeting, meeting_afterwards, meeting_preparing

urlpatterns: list[URLPattern] = [
    path("traffar/<int:pk>/", meeting.MeetingView.as_view(), name="meeting"),
    path("traffar/<int:pk>/bjud-in/", meeting.SendInvitations.as_view(), name="send_invitations"),
    path("traffar/<int:pk>/stall-in/", meeting.Cancel.as_view(), name="cancel_meeting"),
    path("traffar/<int:pk>/hallen/", meeting.Hold.as_view(), name="hold_meeting"),
    # Before
    path("traffar/<int:pk>/dagordning/", meeting_preparing.Agenda.as_view(), name="agenda"),
    path(
        "traffar/<int:pk>/dagordning/<int:row>/",
        meeting_preparing.ChangePart.as_view(),
        name="agenda_part",
    ),
    path(
        "traffar/<int:pk>/dagordning/<int:row>/flytta/",
        meeting_preparing.MovePart.as_view(),
        name="move_agenda_part",
    ),
    path(
        "traffar/<int:pk>/dagordning/<int:row>/ta-bort/",
        meeting_preparing.RemovePart.as_view(),
        name="remove_agenda_part",
    ),
    path("traffar/<int:pk>/checklista/", meeting_preparing.Checklist.as_view(), name="checklist"),
    path(
        "traffar/<int:pk>/checklista/<int:row>/",
        meeting_preparing.ChangeTask.as_view(),
        name="checklist_task",
    ),
    path(
        "traffar/<int:pk>/checklista/<int:row>/klar/",
        meeting.TickTask.as_view(),
        name="tick_task",
    ),
    path(
        "traffar/<int:pk>/checklista/<int:row>/ta-bort/",
        meeting_preparing.RemoveTask.as_view(),
        name="remove_task",
    ),
    path("traffar/<int:pk>/roller/", meeting_preparing.Roles.as_view(), name="meeting_roles"),
    path(
        "traffar/<int:pk>/presentation/<int:row>/",
        meeting.PublishPresentation.as_view(),
        name="publish_presentation",
    ),
    path(
        "traffar/presentation/<int:pk>/",
        meeting.PresentationFile.as_view(),
        name="presentation",
    ),
    path(
        "traffar/presentation/<int:pk>/ta-bort/",
        meeting.RemovePresentation.as_view(),
        name="remove_presentation",
    ),
    # During and after
    path(
        "traffar/<int:pk>/narvaro/",
        meeting_afterwards.Attendance.as_view(),
        name="meeting_attendance",
    ),
    path("traffar/<int:pk>/anteckningar/", meeting_afterwards.Notes.as_view(), name="notes"),
    path(
        "traffar/<int:pk>/anteckningar/lage/",
        meeting_afterwards.MoveNotes.as_view(),
        name="move_notes",
    ),
    path(
        "traffar/<int:pk>/beslut/",
        meeting_afterwards.AddOutcome.as_view(kind=OutcomeKind.DECISION),
        name="add_decision",
    ),
    path(
        "traffar/<int:pk>/ide/",
        meeting_afterwards.AddOutcome.as_view(kind=OutcomeKind.IDEA),
        name="add_idea",
    ),
    path(
        "traffar/<int:pk>/att-gora/",
        meeting_afterwards.AddOutcome.as_view(kind=OutcomeKind.ACTION),
        name="add_action",
    ),
    path(
        "traffar/<int:pk>/att-gora/<int:row>/klar/",
        meeting_afterwards.TickAction.as_view(),
        name="tick_action",
    ),
    path(
        "traffar/<int:pk>/utfall/<int:row>/ta-bort/",
        meeting_afterwards.RemoveOutcome.as_view(),
        name="remove_outcome",
    ),
    path("traffar/<int:pk>/utvardering/", meeting_afterwards.Evaluate.as_view(), name="evaluate"),
    path(
        "traffar/<int:pk>/utvardering/svar/",
        meeting_afterwards.EvaluationSummary.as_view(),
        name="evaluation",
    ),
]
