"""Lines drawn by the server."""

from assessments.dashboard.charts import Chart, Line

LABELS = ["8月", "9月", "10月"]


def test_gaps_break_the_line_and_the_band() -> None:
    chart = Chart(LABELS, [Line("安全感", [90.0, None, 94.0], low=[88.0, None, 92.0], high=[92.0, None, 96.0])], "%")
    svg = chart.svg()
    line = svg.split('class="l1">')[1].split("</g>")[0]
    assert line.count('class="band" d="M') == 1
    assert line.split('class="band" d="')[1].split('"')[0].count("Z") == 2
    assert line.split('<path d="')[1].split('"')[0].count("M") == 2
    assert 'aria-label="安全感 10月 94%"' in svg
    assert "94% 安全感</text>" in svg


def test_names_of_lines_that_end_together_are_moved_apart() -> None:
    svg = Chart(LABELS, [Line("一", [1.0, 2.0, 3.0]), Line("二", [3.0, 2.0, 3.0])]).svg()
    heights = [float(part.split('"')[0]) for part in svg.split('class="name')[1:] for part in [part.split('y="')[1]]]
    assert heights[1] - heights[0] >= 15


def test_one_value_and_none() -> None:
    assert "<circle" in Chart(LABELS, [Line("一", [None, None, 5.0])]).svg()
    assert Chart(LABELS, [Line("一", [None] * 3)]).svg() == '<span class="nil"></span>'


def test_the_browser_gets_intervals_only_where_there_are_any() -> None:
    data = Chart(LABELS, [Line("一", [1.0, None, 2.0])], "%").data()
    assert data == {"labels": LABELS, "unit": "%", "series": [{"name": "一", "values": [1.0, None, 2.0]}]}
