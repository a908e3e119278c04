"""Where the dots of a moment lie on its strip, so that none covers another. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from improvements.self_assessment import LOWEST

# The amber diamond is "you", or what is agreed; the others follow in this order.
NOW = "now"
OTHERS = ("square", "circle", "triangle", "cross")
WIDTH, EDGE, APART = 300, 12, 15  # units of the drawing


@dataclass(frozen=True)
class Dot:
    shape: str
    x: int


@dataclass(frozen=True)
class Strip:
    ticks: tuple[int, ...]
    dots: tuple[Dot, ...]


def shape_of(place: int) -> str:
    return OTHERS[place % len(OTHERS)]


def place_of(step: int, highest: int) -> int:
    return EDGE + (WIDTH - 2 * EDGE) * (step - LOWEST) // (highest - LOWEST)


def strip(steps: Sequence[tuple[str, int | None]], highest: int) -> Strip:
    """The scale's ticks, and a dot for each step that is known.

    On the same step the diamond lies on the tick and the others beside it: to the right, or to
    the left of the last step.
    """
    ticks = tuple(place_of(step, highest) for step in range(LOWEST, highest + 1))
    known = [(shape, step) for shape, step in steps if step is not None]
    known.sort(key=lambda pair: pair[0] != NOW)
    taken: dict[int, int] = {}
    dots = []
    for shape, step in known:
        nth = taken[step] = taken.get(step, -1) + 1
        side = -1 if step == highest else 1
        dots.append(Dot(shape, place_of(step, highest) + side * nth * APART))
    # The diamond is drawn last, over what it touches.
    return Strip(ticks, tuple(reversed(dots)))
