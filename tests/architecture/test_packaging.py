"""The lock files are current and name no index; every import is declared; the scripts run in sh."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from modellkonceptet.front_end_files import copy_front_end_files, without_source_map

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUNTIME = [Requirement(line) for line in PROJECT["project"]["dependencies"]]
DEV = [Requirement(line) for line in PROJECT["dependency-groups"]["dev"]]
NODE = [Requirement(line) for line in PROJECT["dependency-groups"]["node"]]
OUR_PACKAGES = [
    "modellkonceptet",
    "cohorts",
    "applications",
    "learning_meetings",
    "improvements",
    "reporting",
]
LOCKS = ["requirements.txt", "requirements-dev.txt", "requirements-node.txt", "package-lock.json"]


def locked(name: str) -> dict[str, set[Version]]:
    """The versions a requirements file pins, by package."""
    pinned: dict[str, set[Version]] = {}
    for package, version in re.findall(
        r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", (ROOT / name).read_text(), re.MULTILINE
    ):
        pinned.setdefault(canonicalize_name(package), set()).add(Version(version))
    return pinned


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_holds_no_address_of_an_index(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    # npm's "funding" is a page about the package, not a place to fetch it from.
    text = re.sub(r'"url": "https://[^"]*"', "", text)

    assert (
        re.findall(r"\w+://\S+|--(?:extra-)?index-url.*|--find-links.*|\"resolved\".*", text) == []
    )


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_package_has_a_hash(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    if name.endswith(".json"):
        packages = {key: value for key, value in json.loads(text)["packages"].items() if key}
        assert [key for key, value in packages.items() if "integrity" not in value] == []
    else:
        entries = re.findall(r"^(\S+==\S+)[^\n]*\n(\s+--hash=sha256:)?", text, re.MULTILINE)
        assert [package for package, digest in entries if not digest] == []


@pytest.mark.parametrize(
    "name, requirements",
    [
        ("requirements.txt", RUNTIME),
        ("requirements-dev.txt", RUNTIME + DEV),
        ("requirements-node.txt", NODE),
    ],
)
def test_the_lock_files_satisfy_what_the_project_asks_for(name, requirements):
    pinned = locked(name)

    unmet = [
        str(requirement)
        for requirement in requirements
        if not pinned.get(canonicalize_name(requirement.name))
        or not all(
            requirement.specifier.contains(v) for v in pinned[canonicalize_name(requirement.name)]
        )
    ]

    assert unmet == []


def test_the_tests_run_on_the_versions_that_production_runs_on():
    runtime, dev = locked("requirements.txt"), locked("requirements-dev.txt")

    assert {name: dev.get(name) for name in runtime} == runtime


def test_every_front_end_package_is_locked():
    asked = set(json.loads((ROOT / "package.json").read_text())["dependencies"])
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]

    assert asked - {key.removeprefix("node_modules/") for key in packages} == set()
    assert (
        packages[""]["dependencies"]
        == json.loads((ROOT / "package.json").read_text())["dependencies"]
    )


def imported_packages(folders: list[str]) -> dict[str, str]:
    """Every top-level module imported from elsewhere, with a file that does it.

    A file that declares its own packages (PEP 723) runs in an environment of its own.
    """
    found: dict[str, str] = {}
    for folder in folders:
        for path in (ROOT / folder).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            if text.startswith("# /// script"):
                continue
            for node in ast.walk(ast.parse(text)):
                names = []
                if isinstance(node, ast.Import):
                    names = [alias.name for alias in node.names]
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    names = [node.module]
                for name in names:
                    found.setdefault(name.split(".")[0], path.relative_to(ROOT).as_posix())
    ours = {*OUR_PACKAGES, "tests"}
    return {n: f for n, f in found.items() if n not in ours and n not in sys.stdlib_module_names}


@pytest.mark.parametrize(
    "folders, requirements", [(OUR_PACKAGES, RUNTIME), (["tests"], RUNTIME + DEV)]
)
def test_whatever_is_imported_is_declared(folders, requirements):
    declared = {canonicalize_name(requirement.name) for requirement in requirements}
    # Declared by an extra of something declared, or the C library's own types.
    declared |= {canonicalize_name(n) for n in ("kombu", "playwright", "django-stubs-ext")}
    distributions = packages_distributions()

    undeclared = {
        name: file
        for name, file in imported_packages(folders).items()
        if not declared & {canonicalize_name(d) for d in distributions.get(name, [])}
    }

    assert undeclared == {}


@pytest.mark.parametrize("script", ["dev"])
def test_the_script_is_plain_sh(script):
    text = (ROOT / script).read_text(encoding="utf-8")

    assert text.splitlines()[0] == "#!/bin/sh"
    assert subprocess.run(["/bin/sh", "-n", ROOT / script], check=False).returncode == 0
    assert re.findall(r"\[\[|\blocal\b|\bfunction\b|\bsource\b|<<<|\$'|\becho -[ne]", text) == []


@pytest.mark.parametrize("script", ["dev", ".ci/run", "manage.py"])
def test_the_script_may_be_run(script):
    assert (ROOT / script).stat().st_mode & 0o111 == 0o111


def test_source_maps_are_not_mentioned():
    css = "a{b:c}\n/*# sourceMappingURL=bootstrap.min.css.map */"
    javascript = "let a;\n//# sourceMappingURL=a.js.map\n"

    assert without_source_map(css) == "a{b:c}\n"
    assert without_source_map(javascript) == "let a;\n"


def test_copying_front_end_files_twice_writes_nothing_and_removes_strangers(tmp_path):
    first = copy_front_end_files(ROOT / "node_modules", tmp_path)
    (tmp_path / "fonts" / "stranger.woff2").write_bytes(b"")

    assert first == sum(1 for path in tmp_path.rglob("*") if path.is_file()) - 1
    assert copy_front_end_files(ROOT / "node_modules", tmp_path) == 0
    assert not (tmp_path / "fonts" / "stranger.woff2").exists()


def test_every_font_that_the_stylesheet_names_is_there(tmp_path):
    copy_front_end_files(ROOT / "node_modules", tmp_path)
    named = re.findall(r"url\(([^)]+)\)", (tmp_path / "fonts.css").read_text())

    assert [name for name in named if not (tmp_path / name).is_file()] == []
    assert len(named) == 6


def test_every_setting_of_the_environment_is_explained():
    settings = (ROOT / "modellkonceptet" / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(r"\benv(?:\.\w+)?\(\s*\"([A-Z_]+)\"", settings))
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    explained = set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))
    compose = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))

    assert read - explained == set()
    assert explained - read - compose == set()
    assert compose - explained == set()
