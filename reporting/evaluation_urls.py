"""Paths of a round's evaluation at SKR, and of its report in the archive."""

from django.urls import URLPattern, path

from reporting.views import evaluation

urlpatterns: list[URLPattern] = [
    path(
        "skr/omgangar/<slug:slug>/utvardering/",
        evaluation.Evaluation.as_view(),
        name="evaluation",
    ),
    path(
        "skr/omgangar/<slug:slug>/utvardering/bestall/",
        evaluation.OrderEvaluationData.as_view(),
        name="order_evaluation_data",
    ),
    path(
        "skr/utvardering/<int:pk>/publicera/",
        evaluation.PublishEvaluation.as_view(),
        name="publish_evaluation",
    ),
    path(
        "skr/utvardering/<int:pk>/avpublicera/",
        evaluation.WithdrawEvaluation.as_view(),
        name="withdraw_evaluation",
    ),
    path(
        "skr/utvardering/<int:pk>/ta-bort/",
        evaluation.RemoveEvaluation.as_view(),
        name="remove_evaluation",
    ),
    path(
        "arkiv/utvarderingar/<int:pk>/",
        evaluation.EvaluationView.as_view(),
        name="evaluation_report",
    ),
    path(
        "arkiv/utvarderingar/<int:pk>/rapport.pdf",
        evaluation.EvaluationFile.as_view(),
        name="evaluation_file",
    ),
]
