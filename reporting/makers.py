"""What makes the files of each kind of order; imported when there is something to make."""

from collections.abc import Iterable, Mapping
from importlib import import_module

from reporting.enums import FileOrderKind
from reporting.models import FileOrder
from reporting.services.file_orders import Maker, NewFile, Progress

# Each module has a function `make(order, progress)`.
_MODULES = {
    FileOrderKind.ROUND_REPORT: "reporting.round_report",
    FileOrderKind.CASE_FILE: "reporting.case_file",
    FileOrderKind.EVALUATION_DATA: "reporting.evaluation_data",
}


def _maker(module: str) -> Maker:
    def make(order: FileOrder, progress: Progress) -> Iterable[NewFile]:
        files: Iterable[NewFile] = import_module(module).make(order, progress)
        return files

    return make


MAKERS: Mapping[str, Maker] = {kind: _maker(module) for kind, module in _MODULES.items()}
