"""Paths of PDSA cycles, observations and comments."""

from django.urls import URLPattern, path

from improvements.panes import Pane
from improvements.views import cycle, cycle_parts, cycle_talk

ONE = "forbattringar/cykel/<int:pk>/"
urlpatterns: list[URLPattern] = [
    path("forbattringar/<int:pk>/ny-cykel/", cycle.NewCycle.as_view(), name="new_cycle"),
    path(ONE, cycle.CycleView.as_view(), name="cycle"),
    path(f"{ONE}planera/", cycle.PaneView.as_view(pane=Pane.PLAN), name="cycle_plan"),
    path(f"{ONE}gora/", cycle.PaneView.as_view(pane=Pane.DO), name="cycle_do"),
    path(f"{ONE}studera/", cycle.PaneView.as_view(pane=Pane.STUDY), name="cycle_study"),
    path(f"{ONE}agera/", cycle.PaneView.as_view(pane=Pane.ACT), name="cycle_act"),
    path(f"{ONE}flytta/", cycle.MoveCycle.as_view(), name="move_cycle"),
    path(f"{ONE}historik/", cycle.CycleHistory.as_view(), name="cycle_history"),
    path(f"{ONE}uppgift/", cycle_parts.AddTask.as_view(), name="add_cycle_task"),
    path(f"{ONE}uppgift/<int:row>/klar/", cycle_parts.TickTask.as_view(), name="tick_cycle_task"),
    path(
        f"{ONE}uppgift/<int:row>/ta-bort/",
        cycle_parts.RemoveTask.as_view(),
        name="remove_cycle_task",
    ),
    path(f"{ONE}iakttagelse/", cycle_parts.Observe.as_view(), name="observe"),
    path(
        "forbattringar/iakttagelse/<int:pk>/fil/",
        cycle_parts.ObservationFile.as_view(),
        name="observation_file",
    ),
    path(
        "forbattringar/iakttagelse/<int:pk>/ta-bort/",
        cycle_parts.RemoveObservation.as_view(),
        name="remove_observation",
    ),
    path(
        "forbattringar/<int:pk>/kommentera/",
        cycle_talk.AddComment.as_view(),
        name="add_comment",
    ),
    path(f"{ONE}kommentera/", cycle_talk.AddCycleComment.as_view(), name="add_cycle_comment"),
    path(
        "forbattringar/kommentar/<int:pk>/ta-bort/",
        cycle_talk.RemoveComment.as_view(),
        name="remove_comment",
    ),
]
