"""Paths of what SKR writes for everybody: learning examples, pages and texts."""

from django.urls import URLPattern, path

from reporting.views import learning_examples, text_pages

urlpatterns: list[URLPattern] = [
    path("skr/exempel/", learning_examples.ExampleDesk.as_view(), name="examples"),
    path("skr/exempel/nytt/", learning_examples.NewExample.as_view(), name="new_example"),
    path(
        "skr/exempel/forhandsgranska/",
        learning_examples.PreviewExample.as_view(),
        name="preview_example",
    ),
    path("skr/exempel/<int:pk>/", learning_examples.EditExample.as_view(), name="example"),
    path(
        "skr/exempel/<int:pk>/visa/", learning_examples.ShowExample.as_view(), name="show_example"
    ),
    path(
        "skr/exempel/<int:pk>/tidigare/",
        learning_examples.EarlierExamples.as_view(),
        name="earlier_examples",
    ),
    path("skr/sidor/", text_pages.TextDesk.as_view(), name="texts"),
    path("skr/sidor/ny/", text_pages.NewText.as_view(), name="new_text"),
    path("skr/sidor/forhandsgranska/", text_pages.PreviewText.as_view(), name="preview_text"),
    path("skr/sidor/<int:pk>/", text_pages.EditText.as_view(), name="text"),
    path("skr/sidor/<int:pk>/visa/", text_pages.ShowText.as_view(), name="show_text"),
    path(
        "skr/sidor/<int:pk>/tidigare/", text_pages.EarlierTextPages.as_view(), name="earlier_texts"
    ),
]
