"""The chain of steering as a map: which links a participant's works change, and which none does."""

from collections.abc import Iterable
from dataclasses import dataclass

from improvements.enums import ImprovementStatus, SteeringLink
from improvements.models import Improvement


@dataclass(frozen=True)
class Link:
    """A link with the works that change it."""

    key: str
    name: str
    works: tuple[Improvement, ...]


@dataclass(frozen=True)
class SteeringChain:
    """Every link in the order of a year; abandoned works change nothing."""

    links: tuple[Link, ...]

    @property
    def touched(self) -> int:
        return sum(1 for link in self.links if link.works)

    @property
    def empty(self) -> list[str]:
        return [link.name for link in self.links if not link.works]


def steering_chain(works: Iterable[Improvement]) -> SteeringChain:
    alive = [work for work in works if work.status != ImprovementStatus.ABANDONED]
    return SteeringChain(
        tuple(
            Link(
                link.value,
                str(link.label),
                tuple(work for work in alive if link.value in work.steering_links),
            )
            for link in SteeringLink
        )
    )
