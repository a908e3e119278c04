"""Great-circle distances between organisations."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

EARTH_RADIUS_KM = 6371.0088  # mean radius R1 of the International Union of Geodesy and Geophysics


class Place(Protocol):
    @property
    def latitude(self) -> float | None: ...
    @property
    def longitude(self) -> float | None: ...


def distances_km(places: Sequence[Place], others: Sequence[Place]) -> np.ndarray:
    """Kilometres between each of n places and each of m others, n × m; NaN where one is unknown.

    The haversine formula (R. W. Sinnott, "Virtues of the Haversine", Sky and Telescope 68(2),
    1984, p. 159), which keeps its precision for neighbours. The sphere is at most 0.6 % off.
    """
    latitude, longitude = _radians(places)
    other_latitude, other_longitude = _radians(others)
    half_north = (latitude[:, None] - other_latitude[None, :]) / 2
    half_east = (longitude[:, None] - other_longitude[None, :]) / 2
    chord = (
        np.sin(half_north) ** 2
        + np.cos(latitude)[:, None] * np.cos(other_latitude)[None, :] * np.sin(half_east) ** 2
    )
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(chord, 0, 1)))


def _radians(places: Sequence[Place]) -> tuple[np.ndarray, np.ndarray]:
    known = [
        (np.nan, np.nan)
        if one.latitude is None or one.longitude is None
        else (one.latitude, one.longitude)
        for one in places
    ]
    table = np.radians(np.array(known, dtype=float).reshape(-1, 2))
    return table[:, 0], table[:, 1]


def fill_unknown(distances: np.ndarray, known: np.ndarray) -> np.ndarray:
    """The table with the median of `known` wherever a distance is unknown; 0 if none is known."""
    unknown = np.isnan(distances)
    if not unknown.any():
        return distances
    known = known[~np.isnan(known)]
    return np.where(unknown, np.median(known) if known.size else 0.0, distances)
