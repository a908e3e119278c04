"""Paths of files that are made in the background."""

from django.urls import path

from reporting.views.case_file import CaseFilePage
from reporting.views.file_orders import FetchFile, FileOrderPage

urlpatterns = [
    path("min-omgang/<int:pk>/arende/", CaseFilePage.as_view(), name="case_file"),
    path("filer/<int:pk>/", FileOrderPage.as_view(), name="file_order"),
    path("filer/<int:pk>/<int:row>/", FetchFile.as_view(), name="ordered_file"),
]
