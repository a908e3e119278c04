"""What a figure says of itself: every figure of SKR's overviews carries one. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Told:
    """What the figure means, where it comes from and of when it is."""

    definition: str
    source: str
    as_of: str
