"""Several at the same moment, each in a thread with a database connection of its own."""

import threading
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connections


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """What each answered, in their order; of a refusal the ValidationError itself."""
    start, answers = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place: int, call: Callable[[], Any]) -> None:
        try:
            start.wait(timeout=20)
            answers[place] = call()
        except ValidationError as error:
            answers[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return answers


def codes(answers: list[Any]) -> list[str]:
    """Sorted: "done", the code of a refusal, or the first of the fields that it names."""
    return sorted(_code(answer) for answer in answers)


def _code(answer: Any) -> str:
    if not isinstance(answer, ValidationError):
        return "done"
    if hasattr(answer, "error_dict"):
        return next(iter(answer.error_dict))
    return str(answer.error_list[0].code)
