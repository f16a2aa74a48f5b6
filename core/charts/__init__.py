"""Charts drawn on the server: pure functions from figures to what a template prints, each with its table.

The title of a chart says the finding, not the subject. Nothing is told by colour alone: figures are written on or
beside what shows them. SVG carries its colours as attributes, so pages and PDFs look the same and no style is inline.
Print one with ``{% chart name %}``.
"""

from core.charts.bars import BarChart, bar_chart
from core.charts.dumbbell import DumbbellChart, dumbbell_chart
from core.charts.heat import HeatTable, heat_table
from core.charts.line import LineChart, line_chart
from core.charts.strip import YearStrip, year_strip
from core.charts.tiles import Tile, TileMap, tile_map

__all__ = [
    "BarChart",
    "DumbbellChart",
    "HeatTable",
    "LineChart",
    "Tile",
    "TileMap",
    "YearStrip",
    "bar_chart",
    "dumbbell_chart",
    "heat_table",
    "line_chart",
    "tile_map",
    "year_strip",
]
