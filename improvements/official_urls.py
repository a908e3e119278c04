"""Paths of official figures and the starting point."""

from django.urls import URLPattern, path

from improvements.views import official, starting_point

_FIGURES = "forbattringar/hos/<int:pk>/nyckeltal/"
_START = "forbattringar/hos/<int:pk>/utgangslage/"
urlpatterns: list[URLPattern] = [
    path(_FIGURES, official.Official.as_view(), name="official"),
    path(f"{_FIGURES}sok/", official.OfficialSearch.as_view(), name="official_search"),
    path(f"{_FIGURES}valj/", official.ChooseOfficial.as_view(), name="choose_official"),
    path(f"{_FIGURES}hamta/", official.FetchOfficial.as_view(), name="fetch_official"),
    path(f"{_FIGURES}lista.<str:kind>", official.OfficialFile.as_view(), name="official_file"),
    path(
        f"{_FIGURES}<int:row>/",
        official.OfficialIndicatorView.as_view(),
        name="official_indicator",
    ),
    path(
        f"{_FIGURES}<int:row>/ta-bort/",
        official.UnchooseOfficial.as_view(),
        name="unchoose_official",
    ),
    path(_START, starting_point.StartingPointView.as_view(), name="starting_point"),
    path(
        f"{_START}tidigare/",
        starting_point.StartingPointHistory.as_view(),
        name="starting_point_history",
    ),
    path(
        f"{_START}dela/", starting_point.ShareStartingPoint.as_view(), name="share_starting_point"
    ),
    path(
        f"{_START}ta-tillbaka/",
        starting_point.TakeBackStartingPoint.as_view(),
        name="take_back_starting_point",
    ),
    path(
        f"{_START}avsnitt/<slug:key>/",
        starting_point.StartingPointSection.as_view(),
        name="starting_point_section",
    ),
]
