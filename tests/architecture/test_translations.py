"""The Swedish catalogue is complete and says what the sources say."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from modellkonceptet.translations import (
    Source,
    compile_catalogue,
    extract,
    is_current,
    placeholders,
    problems,
    read_catalogue,
    read_fragments,
    rendered,
    updated,
)


def test_nothing_is_untranslated_fuzzy_or_has_other_placeholders():
    assert problems(read_catalogue()) == []


def test_the_catalogue_is_current_with_the_sources():
    assert is_current(), "run ./dev messages and translate what is new"


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    (tmp_path / "cohorts").mkdir()
    (tmp_path / "templates" / "cohorts").mkdir(parents=True)
    (tmp_path / "cohorts" / "views.py").write_text(
        "_('Open rounds')\n"
        "ngettext('One place', '%(count)s places', count)\n"
        "pgettext_lazy('month', 'May')\n"
    )
    (tmp_path / "templates" / "cohorts" / "round.html").write_text(
        "{% load i18n %}{% translate 'Open rounds' %}"
        "{% blocktranslate trimmed with name=round.name %}\n  Apply to\n  {{ name }}\n"
        "{% endblocktranslate %}"
        "{% blocktranslate count n=days %}One day{% plural %}{{ n }} days{% endblocktranslate %}"
    )
    return tmp_path


def test_texts_are_found_in_python_and_in_templates(sources):
    found = extract(sources)

    assert {key: (source.plural, sorted(source.files)) for key, source in found.items()} == {
        (None, "Open rounds"): (None, ["cohorts/views.py", "templates/cohorts/round.html"]),
        (None, "One place"): ("%(count)s places", ["cohorts/views.py"]),
        ("month", "May"): (None, ["cohorts/views.py"]),
        (None, "Apply to %(name)s"): (None, ["templates/cohorts/round.html"]),
        (None, "One day"): ("%(n)s days", ["templates/cohorts/round.html"]),
    }


def test_an_update_keeps_translations_fills_gaps_and_drops_what_is_gone():
    old = Catalog(locale="sv")
    old.add("Kept", "Behållen")
    old.add("Gone", "Borta")
    sources = {
        (None, "Kept"): Source(files={"a.py"}),
        (None, "New"): Source(files={"a.py"}),
        (None, "One day"): Source(plural="%(n)s days", files={"b.py"}),
        (None, "Unknown"): Source(files={"b.py"}),
    }

    new = updated(
        old, sources, {"Kept": "Annat", "New": "Ny", "One day": ["En dag", "%(n)s dagar"]}
    )

    assert {m.id: m.string for m in new if m.id} == {
        "Kept": "Behållen",
        "New": "Ny",
        ("One day", "%(n)s days"): ("En dag", "%(n)s dagar"),
        "Unknown": "",
    }
    assert problems(new) == ["b.py: no Swedish for 'Unknown'"]


def test_writing_and_reading_a_catalogue_changes_nothing(tmp_path):
    sources = {
        ("month", "May"): Source(files={"a.py"}),
        (None, "One day"): Source(plural="%(n)s days", files={"b.py"}),
    }
    first = rendered(
        updated(Catalog(locale="sv"), sources, {"May": "maj", "One day": ["En", "Fler"]})
    )
    path = tmp_path / "django.po"
    path.write_text(first)

    assert rendered(updated(read_catalogue(path), sources)) == first
    assert compile_catalogue(path).stat().st_size > 0


@pytest.mark.parametrize(
    "text, translation, found",
    [
        ("Hello %(name)s", "Hej %(name)s", []),
        (
            "Hello %(name)s",
            "Hej %(namn)s",
            ["a.py: other placeholders in the Swedish for 'Hello %(name)s'"],
        ),
        ("Hello {name}", "Hej", ["a.py: other placeholders in the Swedish for 'Hello {name}'"]),
        ("100%% sure", "100%% säker", []),
    ],
)
def test_placeholders_must_agree(text, translation, found):
    catalogue = Catalog(locale="sv")
    catalogue.add(text, translation, locations=[("a.py", None)])

    assert problems(catalogue) == found


def test_placeholders_of_every_kind_are_seen():
    assert placeholders("%(a)s %s {b} {} 5 %%d") == ["%(a)s", "%s", "{b}", "{}"]


def test_a_fuzzy_text_is_a_problem():
    catalogue = Catalog(locale="sv")
    catalogue.add("Hello", "Hej", locations=[("a.py", None)], flags={"fuzzy"})

    assert problems(catalogue) == ["a.py: the Swedish is marked fuzzy for 'Hello'"]


def test_of_two_fragments_that_differ_the_first_is_kept_and_named(tmp_path, capsys):
    (tmp_path / "a.json").write_text('{"Round": "Omgång"}')
    (tmp_path / "b.json").write_text('{"Round": "Runda", "Team": "Lag"}')

    assert read_fragments(tmp_path) == {"Round": "Omgång", "Team": "Lag"}
    assert capsys.readouterr().err == "a.json and b.json differ on 'Round': kept the first\n"
