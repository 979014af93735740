"""The chart that the README shows: a bar a variant up to its median, a whisker up to its p99, on a logarithmic axis."""

import dataclasses
import math
from xml.sax.saxutils import escape

WIDTH = 840
LABELS_RIGHT = 240  # where labels end and bars begin
BARS_RIGHT = 780
TOP = 76
BAR_HEIGHT = 12
ROW_HEIGHT = 18
GROUP_GAP = 14

STYLE = """
    svg { font: 12px system-ui, sans-serif; background: #ffffff }
    text { fill: #1f2328 } .quiet { fill: #59636e }
    .title { font-size: 15px; font-weight: 600 } .group { font-weight: 600 }
    .grid { stroke: #d1d9e0 } .whisker { stroke: #59636e; stroke-width: 1.5 }
    .ours { fill: #1a7f37 } .other { fill: #9aa4ae }
    @media (prefers-color-scheme: dark) {
      svg { background: #0d1117 }
      text { fill: #f0f6fc } .quiet { fill: #9198a1 }
      .grid { stroke: #3d444d } .whisker { stroke: #9198a1 }
      .ours { fill: #3fb950 } .other { fill: #656c76 }
    }
"""


@dataclasses.dataclass(frozen=True)
class Bar:
    label: str
    median: float  # > 0, as is p99
    p99: float
    ours: bool


@dataclasses.dataclass(frozen=True)
class Group:
    title: str
    bars: list[Bar]


class Axis:
    """Powers of ten that hold all values."""

    def __init__(self, values: list[float]):
        self.first = math.floor(math.log10(min(values)))
        self.last = max(math.ceil(math.log10(max(values))), self.first + 1)

    def x(self, value: float) -> float:
        share = (math.log10(value) - self.first) / (self.last - self.first)
        return LABELS_RIGHT + share * (BARS_RIGHT - LABELS_RIGHT)

    def ticks(self) -> list[float]:
        return [10.0**power for power in range(self.first, self.last + 1)]


def svg(title: str, groups: list[Group]) -> str:
    """REQUIRES: at least one bar."""
    bars = [bar for group in groups for bar in group.bars]
    axis = Axis([value for bar in bars for value in (bar.median, bar.p99)])
    height = TOP + sum(len(group.bars) * ROW_HEIGHT + GROUP_GAP for group in groups)
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
             f'height="{height}" role="img">',
             f"  <title>{escape(title)}</title>", f"  <style>{STYLE}  </style>",
             f'  <text class="title" x="12" y="24">{escape(title)}</text>',
             '  <text class="quiet" x="12" y="44">bar: median, line: up to p99, milliseconds</text>']
    lines += _grid(axis, height)
    y = TOP
    for group in groups:
        lines += _group(axis, group, y)
        y += len(group.bars) * ROW_HEIGHT + GROUP_GAP
    return "\n".join([*lines, "</svg>", ""])


def _grid(axis: Axis, height: int) -> list[str]:
    lines = []
    for tick in axis.ticks():
        x = axis.x(tick)
        lines.append(f'  <line class="grid" x1="{x:.1f}" y1="{TOP - 6}" x2="{x:.1f}" y2="{height - 8}"/>')
        lines.append(f'  <text class="quiet" x="{x:.1f}" y="{TOP - 12}" text-anchor="middle">{tick:g}</text>')
    return lines


def _group(axis: Axis, group: Group, top: int) -> list[str]:
    lines = [f'  <text class="group" x="12" y="{top + BAR_HEIGHT - 2}">{escape(group.title)}</text>']
    for row, bar in enumerate(group.bars):
        lines += _bar(axis, bar, top + row * ROW_HEIGHT)
    return lines


def _bar(axis: Axis, bar: Bar, y: int) -> list[str]:
    end, whisker, middle = axis.x(bar.median), axis.x(bar.p99), y + BAR_HEIGHT / 2
    baseline = y + BAR_HEIGHT - 2
    return [
        f'  <text x="{LABELS_RIGHT - 8}" y="{baseline}" text-anchor="end">{escape(bar.label)}</text>',
        f'  <rect class="{"ours" if bar.ours else "other"}" x="{LABELS_RIGHT}" y="{y}" '
        f'width="{end - LABELS_RIGHT:.1f}" height="{BAR_HEIGHT}" rx="2"/>',
        f'  <path class="whisker" d="M{end:.1f} {middle}H{whisker:.1f}M{whisker:.1f} {y + 2}v{BAR_HEIGHT - 4}"/>',
        f'  <text class="quiet" x="{whisker + 6:.1f}" y="{baseline}">{_milliseconds(bar.median)}</text>',
    ]


def _milliseconds(value: float) -> str:
    return f"{value:.1f}" if value < 10 else f"{value:.0f}"
