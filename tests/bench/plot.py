# SPDX-License-Identifier: GPL-2.0
"""The numbers as a plot."""
import matplotlib

matplotlib.use("Agg")

from matplotlib import pyplot  # noqa: E402

from . import report  # noqa: E402

COLOURS = {"builtin": "#b0b7bf", "vtkbd": "#2a6fbb"}
NAMES = {"builtin": "built-in", "vtkbd": "vtkbd"}


def _panel(axes, title, labels, ratios):
    at = range(len(ratios))
    for side, shift in (("builtin", -0.2), ("vtkbd", 0.2)):
        axes.bar([x + shift for x in at], [getattr(r, side) for r in ratios], 0.4,
                 color=COLOURS[side], label=NAMES[side])
    bars = [(x, r.builtin * r.bar) for x, r in zip(at, ratios) if r.bar]
    axes.hlines([bar for _, bar in bars], [x + 0.02 for x, _ in bars],
                [x + 0.38 for x, _ in bars], color="black", label="bar")
    axes.set_xticks(list(at), labels, rotation=45, ha="right", fontsize=8)
    axes.set_title(title, fontsize=10)
    axes.set_ylabel("instructions")
    axes.spines[["top", "right"]].set_visible(False)


def save(result, path):
    rows = list(report.keys(result))
    labels = [f"{mode} {key}" for mode, key, _ in rows]
    read = [(label, row[3]) for label, (_, _, row) in zip(labels, rows) if row[3]]
    read += [(ratio.what, ratio) for ratio in report.ioctls(result)]

    state = [(r.what, r) for r in report.states(result) if r.bar]

    load = [(r.what, r) for r in report.load(result) if r.bar and "unplugging" not in r.what]

    figure, panels = pyplot.subplots(5, figsize=(10, 20), layout="constrained")
    above = "press + release, above the input core's own"
    _panel(panels[0], f"Handler: {above}", labels, [row[0] for _, _, row in rows])
    _panel(panels[1], f"With all deferred work: {above}", labels,
           [row[2] for _, _, row in rows])
    _panel(panels[2], "What programs see: key to read(), ioctls", *zip(*read))
    _panel(panels[3], f"Handler, in other states: {above}", *zip(*state))
    _panel(panels[4], "Packets, interrupts off; to read() from many, and beside busy loops",
           *zip(*load))
    panels[0].legend(frameon=False, fontsize=8)
    figure.suptitle(f"vtkbd and the built-in keyboard, Linux {result['kernel']}")
    figure.savefig(path, dpi=120)
    pyplot.close(figure)
