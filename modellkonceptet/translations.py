"""Reads the translatable texts out of the sources and keeps locale/sv current, without gettext.

``python -m modellkonceptet.translations update [--merge DIR]`` rewrites django.po from the
sources; ``compile`` writes django.mo; ``check`` says what is missing. The sources hold English,
so only Swedish has a catalogue.
"""

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from itertools import islice
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract as babel_extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "sv" / "LC_MESSAGES" / "django.po"
PACKAGES = (
    "modellkonceptet",
    "cohorts",
    "applications",
    "learning_meetings",
    "improvements",
    "reporting",
)
TEMPLATE_SUFFIXES = {".html", ".txt", ".xml", ".svg"}
KEYWORDS: dict[str, tuple[int | tuple[int, int] | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER = """\
# The Swedish texts. Written by `./dev messages`; the translations are edited by hand.
msgid ""
msgstr ""
"Project-Id-Version: modellkonceptet\\n"
"Language: sv\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")

Key = tuple[str | None, str]


@dataclass
class Source:
    """One text in the sources: where it stands, and its plural if it has one."""

    plural: str | None = None
    files: set[str] = field(default_factory=set)
    comments: list[str] = field(default_factory=list)


def source_files(root: Path = ROOT) -> Iterator[Path]:
    """The Python files and templates whose texts are shown to somebody."""
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path
    for path in sorted((root / "templates").rglob("*")):
        if path.suffix in TEMPLATE_SUFFIXES:
            yield path


def _python_of(path: Path) -> bytes:
    """The file as Python: a template is turned into the gettext calls it stands for."""
    if path.suffix == ".py":
        return path.read_bytes()
    from django.utils.translation.template import templatize

    calls = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    # The template's own indentation is not Python's.
    return "\n".join(line.lstrip() for line in calls.splitlines()).encode()


def extract(root: Path = ROOT) -> dict[Key, Source]:
    """Every translatable text of the sources by (context, text)."""
    found: dict[Key, Source] = defaultdict(Source)
    for path in source_files(root):
        name = path.relative_to(root).as_posix()
        content = BytesIO(_python_of(path))
        options = {"encoding": "utf-8"}
        calls = babel_extract("python", content, KEYWORDS, ["Translators:"], options)
        for _line, texts, comments, context in calls:
            text, *plural = [texts] if isinstance(texts, str) else texts
            if not text:
                continue
            source = found[context, text]
            if plural:
                source.plural = plural[0]
            source.files.add(name)
            source.comments.extend(c for c in comments if c not in source.comments)
    return dict(found)


def read_catalogue(path: Path = CATALOGUE) -> Catalog:
    """The catalogue as it lies on disk; an empty one if there is none."""
    if not path.exists():
        return Catalog(locale="sv")
    with path.open("rb") as file:
        return read_po(file, locale="sv")


def updated(
    old: Catalog,
    sources: Mapping[Key, Source],
    fragments: Mapping[str, str | list[str]] | None = None,
) -> Catalog:
    """The catalogue with exactly the sources' texts, keeping translations and filling gaps."""
    fragments = fragments or {}
    new = Catalog(locale="sv")
    for (context, text), source in sources.items():
        previous = old.get(text, context=context)
        translation = (previous.string if previous else "") or ""
        fuzzy = bool(previous and previous.fuzzy)
        if source.plural and isinstance(translation, str):
            translation = ("", "")
        if not source.plural and not isinstance(translation, str):
            translation = translation[0]
        # As in a .mo file: a text with a context stands behind it and a sign of its own.
        key = f"{context}\x04{text}" if context else text
        if not _is_translated(translation) and key in fragments:
            translation = _from_fragment(text, source, fragments[key])
        new.add(
            (text, source.plural) if source.plural else text,
            translation,
            locations=[(name, 0) for name in sorted(source.files)],
            auto_comments=source.comments,
            user_comments=previous.user_comments if previous else (),
            flags={"fuzzy"} if fuzzy else (),
            context=context,
        )
    return new


def _from_fragment(text: str, source: Source, value: str | list[str]) -> str | tuple[str, ...]:
    """A fragment's value in the shape the text needs."""
    if source.plural:
        return (value, value) if isinstance(value, str) else tuple(value)
    if isinstance(value, str):
        return value
    raise ValueError(f"{text!r} has no plural in the sources but two texts in a fragment")


def _is_translated(translation: str | Iterable[str]) -> bool:
    return bool(translation) if isinstance(translation, str) else all(translation)


def read_fragments(folder: Path) -> dict[str, str | list[str]]:
    """The translations in a folder's JSON files; of two different ones the first is kept."""
    merged: dict[str, str | list[str]] = {}
    origin: dict[str, str] = {}
    conflicts = []
    for path in sorted(folder.glob("*.json")):
        for text, value in json.loads(path.read_text(encoding="utf-8")).items():
            if text in merged and merged[text] != value:
                conflicts.append(
                    f"{origin[text]} and {path.name} differ on {text!r}: kept the first"
                )
                continue
            merged[text], origin[text] = value, path.name
    for conflict in conflicts:
        print(conflict, file=sys.stderr)
    return merged


def rendered(catalogue: Catalog) -> str:
    """The text of the .po file, without dates and line numbers: it changes only with the texts."""
    output = BytesIO()
    write_po(output, catalogue, width=0, sort_by_file=True, omit_header=True, include_lineno=False)
    return HEADER + output.getvalue().decode()


def compile_catalogue(source: Path = CATALOGUE) -> Path:
    """Write the .mo file beside the .po file."""
    target = source.with_suffix(".mo")
    with target.open("wb") as file:
        write_mo(file, read_catalogue(source))
    return target


def placeholders(text: str) -> list[str]:
    """The placeholders of a text, sorted."""
    return sorted(match[0] for match in _PLACEHOLDER.finditer(text.replace("%%", "")))


def _texts(value: str | Iterable[str] | None) -> list[str]:
    return [value] if isinstance(value, str) else list(value or [""])


def _messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def problems(catalogue: Catalog) -> list[str]:
    """What keeps the catalogue from being complete, one line each."""
    found = []
    for message in _messages(catalogue):
        texts, translations = _texts(message.id), _texts(message.string)
        where = message.locations[0][0] if message.locations else "?"
        if len(translations) < len(texts) or not all(translations):
            found.append(f"{where}: no Swedish for {texts[0]!r}")
            continue
        if message.fuzzy:
            found.append(f"{where}: the Swedish is marked fuzzy for {texts[0]!r}")
        # "One application" may leave out the number that its plural needs.
        wanted = placeholders(texts[-1])
        for index, translation in enumerate(translations):
            missing = set(placeholders(texts[min(index, len(texts) - 1)])) - set(
                placeholders(translation)
            )
            unknown = set(placeholders(translation)) - set(wanted)
            if missing or unknown:
                found.append(f"{where}: other placeholders in the Swedish for {texts[0]!r}")
                break
    return found


def is_current(path: Path = CATALOGUE, root: Path = ROOT) -> bool:
    """Whether the .po file is what an update would write."""
    wanted = rendered(updated(read_catalogue(path), extract(root)))
    return path.exists() and path.read_text(encoding="utf-8") == wanted


def _update(merge: Path | None) -> int:
    catalogue = updated(read_catalogue(), extract(), read_fragments(merge) if merge else None)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_text(rendered(catalogue), encoding="utf-8")
    compile_catalogue()
    left = problems(catalogue)
    print(f"{CATALOGUE.relative_to(ROOT)}: {len(catalogue)} texts, {len(left)} to look at.")
    for line in islice(left, 400):
        print(f"  {line}")
    return 0


def _check() -> int:
    found = problems(read_catalogue())
    if not is_current():
        found.append("locale/sv is not current with the sources: run ./dev messages")
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


def main(argv: list[str] | None = None) -> int:
    """Run one of the three commands."""
    parser = argparse.ArgumentParser(
        prog="python -m modellkonceptet.translations", description=__doc__
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("compile", help="write django.mo")
    commands.add_parser("check", help="say what is untranslated, fuzzy or out of date")
    update = commands.add_parser("update", help="rewrite django.po from the sources")
    update.add_argument("--merge", type=Path, metavar="DIR", help="fill gaps from DIR/*.json")
    options = parser.parse_args(argv)
    if options.command == "compile":
        compile_catalogue()
        return 0
    return _update(options.merge) if options.command == "update" else _check()


if __name__ == "__main__":
    sys.exit(main())
