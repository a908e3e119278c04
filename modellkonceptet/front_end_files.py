"""Copies the few front-end files the pages need from node_modules into static/vendor.

Run as ``python -m modellkonceptet.front_end_files`` after ``npm ci``. Collecting the whole of
node_modules would take minutes and publish hundreds of files that nobody asks for.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SUBSETS = ("latin", "latin-ext")

# The stylesheets of the variable fonts, in the order they are joined into fonts.css.
FONT_STYLESHEETS = (
    "@fontsource-variable/newsreader/opsz.css",
    "@fontsource-variable/newsreader/opsz-italic.css",
    "@fontsource-variable/public-sans/index.css",
)
# PDFs take static weights: the PDF library does not instantiate variable fonts reliably.
STATIC_WEIGHTS = {"newsreader": (400, 500, 600), "public-sans": (400, 600, 700)}
LICENCES = {
    "bootstrap/LICENSE": "bootstrap-LICENSE.txt",
    "@fontsource-variable/newsreader/LICENSE": "fonts/newsreader-LICENSE.txt",
    "@fontsource-variable/public-sans/LICENSE": "fonts/public-sans-LICENSE.txt",
    "sortablejs/LICENSE": "sortable-LICENSE.txt",
}

_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
_FONT_FILE = re.compile(r"url\(\./files/([\w-]+\.woff2)\)")
_SOURCE_MAP = re.compile(
    r"/\*#\s*sourceMappingURL=.*?\*/|^//#\s*sourceMappingURL=.*$", re.MULTILINE
)


def without_source_map(text: str) -> str:
    """The manifest storage fails on a source map that is not there."""
    return _SOURCE_MAP.sub("", text).rstrip() + "\n"


def _font_faces(stylesheet: Path) -> list[tuple[str, str]]:
    """The @font-face rules of the subsets we serve, each with the name of its file."""
    faces = []
    for rule in _FONT_FACE.findall(stylesheet.read_text()):
        match = _FONT_FILE.search(rule)
        if match is None:
            raise ValueError(f"{stylesheet}: a @font-face without a woff2 file")
        name = match[1]
        if re.search(r"-(?:{})-(?:opsz|wght)-".format("|".join(SUBSETS)), name):
            faces.append((name, rule.replace("./files/", "fonts/")))
    return faces


def planned_files(node_modules: Path) -> dict[str, bytes]:
    """Every file of static/vendor by its path there."""
    files = {target: (node_modules / source).read_bytes() for source, target in LICENCES.items()}
    bootstrap = (node_modules / "bootstrap/dist/css/bootstrap.min.css").read_text()
    files["bootstrap.min.css"] = without_source_map(bootstrap).encode()
    sortable = (node_modules / "sortablejs/Sortable.min.js").read_text()
    files["sortable.min.js"] = without_source_map(sortable).encode()
    rules = []
    for name in FONT_STYLESHEETS:
        stylesheet = node_modules / name
        for font_file, rule in _font_faces(stylesheet):
            files[f"fonts/{font_file}"] = (stylesheet.parent / "files" / font_file).read_bytes()
            rules.append(rule)
    files["fonts.css"] = ("\n".join(rules) + "\n").encode()
    for family, weights in STATIC_WEIGHTS.items():
        for weight in weights:
            for subset in SUBSETS:
                font_file = f"{family}-{subset}-{weight}-normal.woff2"
                source = node_modules / "@fontsource" / family / "files" / font_file
                files[f"fonts/{font_file}"] = source.read_bytes()
    return files


def copy_front_end_files(node_modules: Path, target: Path) -> int:
    """Make ``target`` hold exactly the planned files; returns how many were written."""
    files = planned_files(node_modules)
    written = 0
    for name, content in files.items():
        path = target / name
        if path.is_file() and path.read_bytes() == content:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        written += 1
    for path in target.rglob("*"):
        if path.is_file() and path.relative_to(target).as_posix() not in files:
            path.unlink()
    return written


def main() -> int:
    """Copy, and say what is missing when npm has not been run."""
    node_modules, target = ROOT / "node_modules", ROOT / "static" / "vendor"
    try:
        written = copy_front_end_files(node_modules, target)
    except FileNotFoundError as error:
        print(f"{error.filename} is missing: run npm ci first.", file=sys.stderr)
        return 1
    print(f"static/vendor: {written} file(s) written.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
