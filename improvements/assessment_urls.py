"""Paths of the self-assessment."""

from django.urls import URLPattern, path

from improvements.views import assessment, assessment_group

urlpatterns: list[URLPattern] = [
    path(
        "forbattringar/hos/<int:pk>/sjalvskattningar/",
        assessment.Assessments.as_view(),
        name="assessments",
    ),
    path(
        "forbattringar/hos/<int:pk>/sjalvskattningar/borja/",
        assessment.Start.as_view(),
        name="start_assessment",
    ),
    path(
        "forbattringar/sjalvskattning/<int:pk>/",
        assessment.AssessmentView.as_view(),
        name="assessment",
    ),
    path(
        "forbattringar/sjalvskattning/<int:pk>/svara/",
        assessment.AnswerAlone.as_view(),
        name="answer_alone",
    ),
    path(
        "forbattringar/sjalvskattning/<int:pk>/enas/",
        assessment.Agree.as_view(),
        name="agree",
    ),
    path(
        "forbattringar/sjalvskattning/<int:pk>/ta-upp-igen/",
        assessment.Reopen.as_view(),
        name="reopen_assessment",
    ),
    path(
        "forbattringar/grupp/<int:pk>/sjalvskattning/",
        assessment_group.AssessmentsSideBySide.as_view(),
        name="assessments_side_by_side",
    ),
    path(
        "forbattringar/grupp/<int:pk>/sjalvskattning/dagordning/",
        assessment_group.RaiseMoment.as_view(),
        name="raise_moment",
    ),
]
