"""Paths of the read API and of the page that explains it."""

from django.urls import include, path, register_converter
from django.urls.converters import PathConverter

from reporting.api.mounting import NothingHere, operation_patterns
from reporting.views.api import ApiDescription, ApiGuide


class AnythingConverter(PathConverter):
    """As path, line breaks too: a wrong address is refused as JSON whatever it holds."""

    regex = r"[\s\S]+"


register_converter(AnythingConverter, "anything")
app_name = "api"
urlpatterns = [
    path("api/", ApiGuide.as_view(), name="guide"),
    path("api/v1/openapi.json", ApiDescription.as_view(), name="description"),
    path("api/v1/", include(operation_patterns)),
    path("api/v1/<anything:rest>/", NothingHere.as_view(), name="nothing"),
]
