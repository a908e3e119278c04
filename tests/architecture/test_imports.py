"""The house's order of imports holds."""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_import_contract_is_kept():
    result = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
        + ["--no-cache", "--no-logo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 0, result.stdout + result.stderr


def test_every_shared_module_has_a_place_in_the_order():
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    house = next(contract for contract in linter["contracts"] if contract["id"] == "house")
    placed = {
        module.strip(" ()")
        for layer in house["layers"]
        for module in layer.replace("|", ":").split(":")
    }
    modules = {f"modellkonceptet.{path.stem}" for path in (ROOT / "modellkonceptet").glob("*.py")}

    assert modules - placed - {"modellkonceptet.__init__"} == set()


def test_no_module_is_a_drawer_for_everything():
    forbidden = {"utils.py", "helpers.py", "common.py", "core.py", "misc.py"}
    packages = ["modellkonceptet", "cohorts", "applications", "learning_meetings"]
    packages += ["improvements", "reporting"]

    found = [
        path.relative_to(ROOT).as_posix()
        for package in packages
        for path in (ROOT / package).rglob("*.py")
        if path.name in forbidden or {f"{part}.py" for part in path.parts} & forbidden
    ]

    assert found == []


def test_no_file_of_the_product_is_longer_than_400_lines():
    packages = ["modellkonceptet", "cohorts", "applications", "learning_meetings"]
    packages += ["improvements", "reporting"]

    long_files = {
        path.relative_to(ROOT).as_posix(): lines
        for package in packages
        for path in (ROOT / package).rglob("*.py")
        if "migrations" not in path.parts
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }

    assert long_files == {}
