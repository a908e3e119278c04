"""Paths of indicators and their charts."""

from django.urls import URLPattern, path

from improvements.views import indicator, indicator_figures, indicator_files, indicator_marks

urlpatterns: list[URLPattern] = [
    path(
        "forbattringar/hos/<int:pk>/indikatorer/",
        indicator.Indicators.as_view(),
        name="indicators",
    ),
    path(
        "forbattringar/hos/<int:pk>/indikatorer/lista.<str:kind>",
        indicator.IndicatorsFile.as_view(),
        name="indicators_file",
    ),
    path(
        "forbattringar/hos/<int:pk>/indikatorer/ny/",
        indicator.NewIndicator.as_view(),
        name="new_indicator",
    ),
    path("indikator/<int:pk>/", indicator.IndicatorView.as_view(), name="indicator"),
    path("indikator/<int:pk>/andra/", indicator.ChangeIndicator.as_view(), name="change_indicator"),
    path("indikator/<int:pk>/stang/", indicator.CloseIndicator.as_view(), name="close_indicator"),
    path("indikator/<int:pk>/oppna/", indicator.ReopenIndicator.as_view(), name="reopen_indicator"),
    path(
        "indikator/<int:pk>/siffror/",
        indicator_figures.Figures.as_view(),
        name="indicator_figures",
    ),
    path(
        "indikator/<int:pk>/tabell/",
        indicator_figures.ImportTable.as_view(),
        name="indicator_table",
    ),
    path(
        "indikator/<int:pk>/siffror.<str:kind>",
        indicator_files.FiguresFile.as_view(),
        name="indicator_file",
    ),
    path("indikator/<int:pk>/svg/", indicator_files.PictureFile.as_view(), name="indicator_svg"),
    path("indikator/<int:pk>/pdf/", indicator_files.PaperFile.as_view(), name="indicator_pdf"),
    path("indikator/<int:pk>/kurvan/", indicator_marks.Marks.as_view(), name="indicator_marks"),
    path("indikator/<int:pk>/kurvan/frys/", indicator_marks.Freeze.as_view(), name="freeze_median"),
    path("indikator/<int:pk>/kurvan/dela/", indicator_marks.Split.as_view(), name="split_median"),
    path(
        "indikator/<int:pk>/kurvan/median/<int:row>/ta-bort/",
        indicator_marks.RemoveBaseline.as_view(),
        name="remove_baseline",
    ),
    path(
        "indikator/<int:pk>/kurvan/handelse/", indicator_marks.AddEvent.as_view(), name="add_event"
    ),
    path(
        "indikator/<int:pk>/kurvan/handelse/<int:row>/ta-bort/",
        indicator_marks.RemoveEvent.as_view(),
        name="remove_event",
    ),
    path(
        "indikator/<int:pk>/kurvan/punkt/", indicator_marks.MarkPoint.as_view(), name="mark_point"
    ),
    path(
        "indikator/<int:pk>/kurvan/punkt/<int:row>/ta-bort/",
        indicator_marks.UnmarkPoint.as_view(),
        name="unmark_point",
    ),
]
