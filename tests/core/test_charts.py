"""Charts draw what they are given, say it in a table too, and can be read by everybody."""

import datetime
import re

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from core.charts import Tile, bar_chart, dumbbell_chart, heat_table, line_chart, tile_map, year_strip
from core.charts.drawing import TINTS, ink_on, round_axis, step_of

HOSTILE = "<script>alert(1)</script>"


def month(number):
    return datetime.date(2026 + (number - 1) // 12, (number - 1) % 12 + 1, 1)


def drawn(chart):
    return Template("{% chart chart %}").render(Context({"chart": chart}))


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("step", range(len(TINTS)))
def test_text_reads_on_every_tint(step):
    light, dark = sorted((luminance(TINTS[step]), luminance(ink_on(step))), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def test_a_value_is_tinted_by_its_share_of_the_most():
    assert [step_of(value, 10) for value in (None, 0, 1, 2.5, 5, 7.6, 10)] == [0, 0, 1, 1, 2, 4, 4]


@given(st.floats(min_value=0.01, max_value=1e9))
def test_an_axis_reaches_the_largest_value_in_a_few_round_steps(most):
    axis = round_axis(most)
    assert axis[0] == 0
    assert axis[-1] >= most * (1 - 1e-9)
    assert len(axis) <= 6


def test_a_line_chart_says_both_totals_and_holds_every_figure_in_its_table():
    chart = line_chart(
        "On track", plan=[(month(1), 0), (month(6), 198)], actual=[(month(1), 0), (month(4), 150), (month(5), 212.5)]
    )
    assert [line.label for line in chart.lines] == ["Planned 198", "Confirmed 212.5"]
    assert chart.table.rows == (
        ("1 January 2026", "0", "0"),
        ("1 April 2026", "", "150"),
        ("1 May 2026", "", "212.5"),
        ("1 June 2026", "198", ""),
    )


def test_the_plan_is_dashed_and_what_happened_is_not():
    chart = line_chart("On track", plan=[(month(1), 0), (month(6), 9)], actual=[(month(1), 0), (month(2), 3)])
    assert [bool(line.dashes) for line in chart.lines] == [True, False]


points = st.lists(
    st.tuples(st.dates(datetime.date(2020, 1, 1), datetime.date(2035, 1, 1)), st.integers(0, 5000)), max_size=30
).map(sorted)


@given(points, points)
def test_every_line_and_every_word_stays_inside_the_drawing(plan, actual):
    chart = line_chart("Any", plan=plan, actual=actual)
    for line in chart.lines:
        for x, y in (map(float, pair.split(",")) for pair in line.points.split()):
            assert 0 <= x <= chart.width and 0 <= y <= chart.height
        assert 0 < line.label_x <= chart.width and 0 < line.label_y <= chart.height
    assert all(0 <= tick.at <= chart.width for tick in chart.x_ticks)
    assert len(chart.x_ticks) <= 6


def test_a_chart_without_figures_says_so():
    assert "Nothing to draw yet." in drawn(line_chart("Nothing", plan=[], actual=[]))


def test_bars_are_as_long_as_their_share_of_the_longest():
    chart = bar_chart("Half come", [("Applied", 120), ("Shortlisted", 60), ("Offer", 0)], unit="People")
    longest = chart.bars[0].length
    assert [bar.length for bar in chart.bars] == [longest, longest / 2, 0]
    assert chart.table.rows == (("Applied", "120"), ("Shortlisted", "60"), ("Offer", "0"))


def test_a_tile_map_keeps_every_borough_in_its_place_and_lists_them_by_name():
    chart = tile_map("Most in Hackney", [Tile(0, 1, "HCK", "Hackney", 12), Tile(1, 0, "CMD", "Camden", None)])
    assert [(tile.x, tile.y, tile.figure) for tile in chart.tiles] == [(60, 0, "12"), (0, 60, "–")]
    assert chart.table.rows == (("Camden", "–"), ("Hackney", "12"))


def test_a_heat_table_is_a_table_with_heads_for_rows_and_columns():
    html = drawn(heat_table("Coverage", columns=["Unit 1"], rows=[("Values", [3])], corner="Domain"))
    assert html.count('scope="col"') == 2
    assert html.count('scope="row"') == 1
    assert '<td class="app-heat--4">3</td>' in html


def test_two_views_are_joined_where_they_differ_and_a_silent_side_is_not_drawn():
    chart = dumbbell_chart(
        "One step apart", [("Values", 1, 3), ("Rights", 2, 2), ("Power", 3, None)], sides=("You", "They"), scale="abc"
    )
    assert [(pair.first_x, pair.second_x, pair.is_joined) for pair in chart.pairs] == [
        (24, 456, True),
        (240, 240, False),
        (456, None, False),
    ]
    assert chart.table.rows == (("Values", "a", "c"), ("Rights", "b", "b"), ("Power", "c", "Nothing said"))
    assert drawn(chart).count('<rect x="') == 3  # two squares and the one in the key


@pytest.mark.parametrize(
    "chart",
    [
        dumbbell_chart(HOSTILE, [(HOSTILE, 1, 2)], sides=(HOSTILE, HOSTILE), scale=[HOSTILE, HOSTILE]),
        line_chart(HOSTILE, plan=[(month(1), 1)], actual=[(month(2), 2)], unit=HOSTILE, plan_label=HOSTILE),
        bar_chart(HOSTILE, [(HOSTILE, 1)], unit=HOSTILE),
        tile_map(HOSTILE, [Tile(0, 0, HOSTILE, HOSTILE, 1)], unit=HOSTILE),
        heat_table(HOSTILE, columns=[HOSTILE], rows=[(HOSTILE, [1])], corner=HOSTILE),
    ],
)
def test_no_word_in_a_chart_is_run_and_no_style_is_needed(chart):
    html = drawn(chart)
    assert "<script" not in html
    assert re.search(r"\sstyle=", html) is None


def test_two_drawings_of_a_chart_are_the_same():
    def make():
        return drawn(bar_chart("Half come", [("Applied", 120)]))

    assert make() == make()


def test_a_line_chart_that_goes_on_has_a_third_line_and_only_the_dates_asked_for_in_its_table():
    chart = line_chart(
        "Behind",
        plan=[(month(1), 0), (month(3), 5), (month(6), 9)],
        actual=[(month(1), 0), (month(3), 3)],
        ahead=[(month(3), 3), (month(6), 6)],
        in_table={month(1), month(6)},
    )

    assert [line.label for line in chart.lines] == ["Planned 9", "Confirmed 3", "At this rate 6"]
    assert chart.table.heads == ("Date", "Planned", "Confirmed", "At this rate")
    assert [row[1:] for row in chart.table.rows] == [("0", "0", ""), ("9", "", "6")]


@pytest.mark.parametrize("end", [6, 9, 12])
def test_the_words_of_the_plan_and_of_where_it_goes_on_stand_apart(end):
    chart = line_chart(
        "Close",
        plan=[(month(1), 0), (month(6), 9)],
        actual=[(month(1), 0), (month(3), 3)],
        ahead=[(month(3), 3), (month(6), end)],
    )

    planned, _, ahead = chart.lines
    assert abs(planned.label_y - ahead.label_y) >= 16


def test_a_year_in_weeks_is_darker_where_a_week_holds_more_and_its_table_adds_up_by_month():
    monday = datetime.date(2026, 9, 7)
    days = {monday: 6, monday + datetime.timedelta(days=1): 6, monday + datetime.timedelta(weeks=5): 3}

    chart = year_strip("The year", first=monday, rows=[("Planned", days), ("Leave", {})], today=monday)

    planned, leave = chart.rows
    assert len(planned.cells) == len(leave.cells) == 52
    assert planned.cells[0].colour != planned.cells[5].colour != planned.cells[1].colour == leave.cells[0].colour
    assert chart.table.rows == (("September 2026", "12", "–"), ("October 2026", "3", "–"))
    assert chart.words == "Planned: 15. Leave: 0."
    assert "Today" in drawn(chart)
