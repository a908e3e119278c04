"""Paths of the material and of the web training."""

from django.urls import URLPattern, path

from cohorts.models import Programme
from learning_meetings.views import material, material_desk, training, training_import

urlpatterns: list[URLPattern] = [
    path("material/", material.LibraryPage.as_view(), name="material"),
    path("material/<int:pk>/", material.MaterialPage.as_view(), name="material_page"),
    path(
        "material/<int:pk>/fil/<int:version>/",
        material.MaterialFile.as_view(),
        name="material_file",
    ),
    path(
        "skr/omgangar/<slug:slug>/material/",
        material_desk.MaterialList.as_view(),
        name="round_material",
    ),
    path(
        "skr/omgangar/<slug:slug>/material/nytt/",
        material_desk.MaterialAdd.as_view(),
        name="round_material_add",
    ),
    path(
        "skr/program/<slug:slug>/material/",
        material_desk.MaterialList.as_view(of=Programme),
        name="programme_material",
    ),
    path(
        "skr/program/<slug:slug>/material/nytt/",
        material_desk.MaterialAdd.as_view(of=Programme),
        name="programme_material_add",
    ),
    path("skr/material/<int:pk>/", material_desk.MaterialEdit.as_view(), name="material_edit"),
    path(
        "skr/material/<int:pk>/publicera/",
        material_desk.MaterialShow.as_view(),
        name="material_show",
    ),
    path(
        "skr/material/<int:pk>/flytta/", material_desk.MaterialMove.as_view(), name="material_move"
    ),
    path(
        "skr/material/<int:pk>/ta-bort/",
        material_desk.MaterialRemove.as_view(),
        name="material_remove",
    ),
    path(
        "skr/material/<int:pk>/oppnat/",
        material_desk.MaterialReach.as_view(),
        name="material_reach",
    ),
    path("grundutbildning/<int:pk>/", training.Training.as_view(), name="training"),
    path("grundutbildning/<int:pk>/ny/", training.TrainingAdd.as_view(), name="training_add"),
    path(
        "grundutbildning/<int:pk>/importera/",
        training_import.TrainingImport.as_view(),
        name="training_import",
    ),
    path(
        "grundutbildning/<int:pk>/lista.<str:kind>",
        training.TrainingExport.as_view(),
        name="training_export",
    ),
    path(
        "grundutbildning/<int:pk>/mall.csv",
        training.TrainingTemplate.as_view(),
        name="training_template",
    ),
    path(
        "grundutbildning/<int:pk>/<int:row>/",
        training.TrainingPerson.as_view(),
        name="training_person",
    ),
    path(
        "grundutbildning/<int:pk>/<int:row>/ta-bort/",
        training.TrainingRemove.as_view(),
        name="training_remove",
    ),
    path(
        "skr/omgangar/<slug:slug>/grundutbildning/",
        training.RoundTraining.as_view(),
        name="round_training",
    ),
    path(
        "skr/omgangar/<slug:slug>/grundutbildning/lista.<str:kind>",
        training.RoundTrainingExport.as_view(),
        name="round_training_export",
    ),
]
