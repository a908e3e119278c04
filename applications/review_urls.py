"""Paths of SKR's review, below /skr/."""

from django.urls import path

from applications.views import (
    deciding,
    participants,
    publication,
    review,
    review_actions,
    review_list,
)

_round = "omgangar/<slug:slug>"
_one = "ansokningar/<int:pk>"
_participation = "deltagare/<int:pk>"
urlpatterns = [
    path(f"{_round}/ansokningar/", review_list.ReviewListPage.as_view(), name="review_list"),
    path(
        f"{_round}/ansokningar/export.<str:kind>",
        review_list.ReviewExport.as_view(),
        name="review_export",
    ),
    path(
        f"{_round}/ansokningar/markerade/",
        review_list.ReviewSelection.as_view(),
        name="review_selection",
    ),
    path(
        f"{_round}/ansokningar/komplettering/",
        review_actions.RequestCompletions.as_view(),
        name="review_completions",
    ),
    path(f"{_round}/beslut/", deciding.DecisionOverview.as_view(), name="decision_overview"),
    path(
        f"{_round}/beslut/forbered/",
        deciding.PrepareDecisions.as_view(),
        name="decision_prepare",
    ),
    path(
        f"{_round}/beslut/publicera/",
        publication.PublishDecisions.as_view(),
        name="decision_publish",
    ),
    path("beslut/<int:pk>/", deciding.DecisionLetterPreview.as_view(), name="decision_letter"),
    path("beslut/<int:pk>/slang/", deciding.DiscardDecision.as_view(), name="decision_discard"),
    path("villkor/<int:pk>/", deciding.MeetCondition.as_view(), name="condition_met"),
    path("publicering/<int:pk>/", publication.Publication.as_view(), name="publication"),
    path(f"{_one}/", review.ReviewPage.as_view(), name="review"),
    path(
        f"{_one}/bedomning/<int:verdict_pk>/",
        review_actions.DecideVerdict.as_view(),
        name="review_verdict",
    ),
    path(f"{_one}/kontrollerad/", review_actions.MarkReviewed.as_view(), name="review_mark"),
    path(f"{_one}/oppna/", review_actions.ReopenReview.as_view(), name="review_reopen"),
    path(
        f"{_one}/komplettering/",
        review_actions.RequestCompletion.as_view(),
        name="review_completion",
    ),
    path(
        f"{_one}/komplettering/aterta/",
        review_actions.CancelCompletion.as_view(),
        name="review_completion_cancel",
    ),
    path(f"{_one}/anteckning/", review_actions.WriteNote.as_view(), name="review_note"),
    path(f"{_one}/poang/", review_actions.ScoreApplication.as_view(), name="review_score"),
    path(f"{_one}/avsandare/", review_actions.AcceptSender.as_view(), name="review_accept_sender"),
    path(
        f"{_one}/insyn/<int:request_pk>/",
        review_actions.AnswerAccess.as_view(),
        name="review_access",
    ),
    path(f"{_one}/overlat/", review_actions.HandOver.as_view(), name="review_hand_over"),
    path(
        f"{_one}/sen-anmalan/",
        review_actions.OpenLateEntry.as_view(),
        name="review_late_entry",
    ),
    path(f"{_round}/deltagare/", participants.Participants.as_view(), name="participations"),
    path(
        f"{_round}/deltagare/export.<str:kind>",
        participants.ParticipantsExport.as_view(),
        name="participations_export",
    ),
    path(f"{_participation}/", participants.ParticipationPage.as_view(), name="participation"),
    path(
        f"{_participation}/lamnar/",
        participants.WithdrawParticipation.as_view(),
        name="participation_withdraw",
    ),
    path(
        f"{_participation}/genomfort/",
        participants.CompleteParticipation.as_view(),
        name="participation_complete",
    ),
    path(
        f"{_participation}/aterkommer/",
        participants.ReinstateParticipation.as_view(),
        name="participation_reinstate",
    ),
    path(
        f"{_participation}/team/ny/",
        participants.AddTeamMember.as_view(),
        name="participation_add_member",
    ),
    path(
        f"{_participation}/team/<int:row>/",
        participants.ChangeTeamMember.as_view(),
        name="participation_member",
    ),
]
