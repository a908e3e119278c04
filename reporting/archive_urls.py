"""Paths of the public archive and of what machines read."""

from django.urls import path

from reporting.open_data import FORMS, TABLES
from reporting.views import archive, archive_texts

app_name = "archive"
urlpatterns = [
    path("arkiv/", archive.ArchiveView.as_view(), name="archive"),
    path("arkiv/lista.<str:kind>", archive.ArchiveFile.as_view(), name="archive_file"),
    path("arkiv/tidslinje/", archive.TimelineView.as_view(), name="timeline"),
    path("arkiv/sok/", archive.SearchView.as_view(), name="search"),
    path("arkiv/resultat/", archive.ResultsView.as_view(), name="results"),
    path("arkiv/resultat/<int:pk>/", archive.ResultView.as_view(), name="result"),
    path("arkiv/exempel/", archive_texts.ExamplesView.as_view(), name="examples"),
    path("arkiv/exempel/<slug:slug>/", archive_texts.ExampleView.as_view(), name="example"),
    path("sidor/", archive_texts.TextPagesView.as_view(), name="text_pages"),
    path("sidor/<slug:slug>/", archive_texts.TextPageView.as_view(), name="text_page"),
    path("oppna-data/", archive.OpenDataView.as_view(), name="open_data"),
    *(
        path(
            f"oppna-data/{table.slug}.{form}",
            archive.OpenDataFile.as_view(table=table.slug, form=form),
            name=f"{table.slug}_{form}",
        )
        for table in TABLES
        for form in FORMS
    ),
    path("flode/", archive.FeedView.as_view(), name="feed"),
    path("sitemap.xml", archive.SitemapView.as_view(), name="sitemap"),
    path("robots.txt", archive.RobotsView.as_view(), name="robots"),
]
