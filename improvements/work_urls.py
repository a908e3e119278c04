"""Paths of improvement works."""

from django.urls import URLPattern, path

from improvements.views import work, work_drivers

urlpatterns: list[URLPattern] = [
    path("forbattringar/", work.Own.as_view(), name="own"),
    path("forbattringar/hos/<int:pk>/", work.Home.as_view(), name="home"),
    path(
        "forbattringar/hos/<int:pk>/lista.<str:kind>", work.WorksFile.as_view(), name="works_file"
    ),
    path("forbattringar/hos/<int:pk>/ny/", work.NewImprovement.as_view(), name="new_improvement"),
    path("forbattringar/<int:pk>/", work.ImprovementView.as_view(), name="improvement"),
    path(
        "forbattringar/<int:pk>/andra/", work.ChangeImprovement.as_view(), name="change_improvement"
    ),
    path(
        "forbattringar/<int:pk>/lage/<slug:action>/",
        work.MoveImprovement.as_view(),
        name="move_improvement",
    ),
    path("forbattringar/<int:pk>/framsteg/", work.NoteProgress.as_view(), name="note_progress"),
    path("forbattringar/<int:pk>/drivkrafter/", work_drivers.Outline.as_view(), name="drivers"),
    path(
        "forbattringar/<int:pk>/drivkrafter/<int:row>/",
        work_drivers.RenameDriver.as_view(),
        name="rename_driver",
    ),
    path(
        "forbattringar/<int:pk>/drivkrafter/<int:row>/flytta/",
        work_drivers.MoveDriver.as_view(),
        name="move_driver",
    ),
    path(
        "forbattringar/<int:pk>/drivkrafter/<int:row>/ta-bort/",
        work_drivers.RemoveDriver.as_view(),
        name="remove_driver",
    ),
    path(
        "forbattringar/<int:pk>/ideer/",
        work_drivers.AddChangeIdea.as_view(),
        name="add_change_idea",
    ),
    path(
        "forbattringar/<int:pk>/ideer/<int:row>/",
        work_drivers.ChangeChangeIdea.as_view(),
        name="change_idea",
    ),
    path(
        "forbattringar/<int:pk>/ideer/<int:row>/ta-bort/",
        work_drivers.RemoveChangeIdea.as_view(),
        name="remove_change_idea",
    ),
]
