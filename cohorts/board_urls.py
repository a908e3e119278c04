"""Paths of the board of groups, a page of the admin in the product's own look."""

from django.urls import path

from cohorts.views import board, proposals, publish_groups

app_name = "grouping"
urlpatterns = [
    path("", board.BoardView.as_view(), name="board"),
    path("andra/", board.ChangeView.as_view(), name="change"),
    path("angra/", board.UndoView.as_view(), name="undo"),
    path("lage/", board.StateView.as_view(), name="state"),
    path("forslag/", proposals.ProposeView.as_view(), name="propose"),
    path("forslag/alla/", proposals.ProposalsView.as_view(), name="proposals"),
    path("forslag/<int:pk>/", proposals.ProposalView.as_view(), name="proposal"),
    path("forslag/<int:pk>/anvand/", proposals.AdoptView.as_view(), name="adopt"),
    path("publicera/", publish_groups.PublishView.as_view(), name="publish"),
]
