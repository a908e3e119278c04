"""Paths of files that are made in the background."""

from django.urls import path

from reporting.views.file_orders import FetchFile, FileOrderPage

urlpatterns = [
    path("filer/<int:pk>/", FileOrderPage.as_view(), name="file_order"),
    path("filer/<int:pk>/<int:row>/", FetchFile.as_view(), name="ordered_file"),
]
