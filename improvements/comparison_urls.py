"""Paths of what the group compares, and of checks of decision papers."""

from django.urls import URLPattern, path

from improvements.views import comparison, mirror, papers

urlpatterns: list[URLPattern] = [
    path(
        "forbattringar/grupp/<int:pk>/jamforelse/",
        comparison.Comparison.as_view(),
        name="comparison",
    ),
    path(
        "forbattringar/hos/<int:pk>/jamforelse/",
        comparison.OwnComparison.as_view(),
        name="own_comparison",
    ),
    path("forbattringar/spegel/<int:pk>/", mirror.MirrorView.as_view(), name="mirror"),
    path("forbattringar/spegel/<int:pk>/fragor/", mirror.AskMirror.as_view(), name="ask_mirror"),
    path(
        "forbattringar/spegel/<int:pk>/svar/<int:row>/",
        mirror.AnswerMirror.as_view(),
        name="answer_mirror",
    ),
    path(
        "forbattringar/spegel/<int:pk>/svar/<int:row>/ta-upp-igen/",
        mirror.ReopenMirror.as_view(),
        name="reopen_mirror",
    ),
    path(
        "forbattringar/spegel/<int:pk>/dagordning/",
        mirror.RaiseMirror.as_view(),
        name="raise_mirror",
    ),
    path("beslutsunderlag/<int:pk>/", papers.Papers.as_view(), name="papers"),
    path("beslutsunderlag/<int:pk>/ny/", papers.CheckPaper.as_view(), name="check_paper"),
    path(
        "beslutsunderlag/<int:pk>/lista.<str:kind>",
        papers.PapersFile.as_view(),
        name="papers_file",
    ),
]
