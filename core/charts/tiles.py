"""A map of London in tiles: every borough the same size, in about its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core import words
from core.charts.drawing import TINTS, Table, chart_id, ink_on, largest, step_of

SIDE, GAP = 56, 4


@dataclass(frozen=True)
class Tile:
    """One borough's place in the grid (from 0), its short code, its name and its figure (None = not known)."""

    row: int
    col: int
    code: str
    label: str
    value: Decimal | float | int | None


@dataclass(frozen=True)
class DrawnTile:
    """A tile where it stands in the drawing."""

    x: int
    y: int
    middle: int
    code_y: int
    figure_y: int
    code: str
    label: str
    figure: str
    fill: str
    ink: str


@dataclass(frozen=True)
class TileMap:
    """The map, ready to print."""

    title: str
    id: str
    tiles: tuple[DrawnTile, ...]
    width: int
    height: int
    table: Table
    template: str = "components/charts/tiles.html"
    side: int = SIDE


def tile_map(title: str, tiles: Sequence[Tile], *, unit: str = "Figure") -> TileMap:
    """The figure of every borough, written on its tile and tinted by its share of the largest."""
    most = float(largest([float(tile.value) for tile in tiles if tile.value is not None]))
    return TileMap(
        title=title,
        id=chart_id(title),
        tiles=tuple(_drawn(tile, most) for tile in tiles),
        width=(max((tile.col for tile in tiles), default=0) + 1) * (SIDE + GAP) - GAP,
        height=(max((tile.row for tile in tiles), default=0) + 1) * (SIDE + GAP) - GAP,
        table=Table(
            heads=("Borough", unit),
            rows=tuple((tile.label, _figure(tile)) for tile in sorted(tiles, key=lambda tile: tile.label)),
        ),
    )


def _drawn(tile: Tile, most: float) -> DrawnTile:
    step = step_of(None if tile.value is None else float(tile.value), most)
    x, y = tile.col * (SIDE + GAP), tile.row * (SIDE + GAP)
    return DrawnTile(
        x=x,
        y=y,
        middle=x + SIDE // 2,
        code_y=y + 24,
        figure_y=y + 44,
        code=tile.code,
        label=tile.label,
        figure=_figure(tile),
        fill=TINTS[step],
        ink=ink_on(step),
    )


def _figure(tile: Tile) -> str:
    return "–" if tile.value is None else words.number(tile.value)
