# SPDX-License-Identifier: GPL-2.0
"""The numbers as a plot."""
import matplotlib

matplotlib.use("Agg")

from matplotlib import pyplot  # noqa: E402

from . import report  # noqa: E402

COLOURS = {"builtin": "#b0b7bf", "vtkbd": "#2a6fbb"}
NAMES = {"builtin": "built-in", "vtkbd": "vtkbd"}


def _panel(axes, title, unit, ratios):
    at = range(len(ratios))
    for side, shift in (("builtin", -0.2), ("vtkbd", 0.2)):
        axes.bar([x + shift for x in at], [getattr(r, side) for r in ratios.values()], 0.4,
                 color=COLOURS[side], label=NAMES[side])
    bars = [(x, r.builtin * r.bar) for x, r in zip(at, ratios.values()) if r.bar]
    axes.hlines([bar for _, bar in bars], [x + 0.02 for x, _ in bars],
                [x + 0.38 for x, _ in bars], color="black", label="bar")
    axes.set_xticks(list(at), ratios, rotation=45, ha="right", fontsize=8)
    axes.set_title(title, fontsize=10)
    axes.set_ylabel(unit)
    axes.spines[["top", "right"]].set_visible(False)


def save(result, path):
    panels = list(report.panels(result))
    figure, axes = pyplot.subplots(len(panels), figsize=(10, 4 * len(panels)),
                                   layout="constrained")
    for one, panel in zip(axes, panels):
        _panel(one, *panel)
    axes[0].legend(frameon=False, fontsize=8)
    figure.suptitle(f"vtkbd and the built-in keyboard, Linux {result['kernel']}")
    figure.savefig(path, dpi=120)
    pyplot.close(figure)
