"""Read by gunicorn by itself, wherever it is started in this folder: no secrets in the log."""

from typing import Any

from gunicorn.glogging import Logger

from modellkonceptet.secret_paths import safe_atoms


class AccessLog(Logger):
    def atoms(self, *args: Any) -> dict[str, Any]:
        return safe_atoms(super().atoms(*args))


logger_class = AccessLog
