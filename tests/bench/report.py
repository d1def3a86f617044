# SPDX-License-Identifier: GPL-2.0
"""Results: ratios of vtkbd's cost to the built-in keyboard's, and their bars."""
from dataclasses import dataclass

MODIFIERS = ("ctrl",)
TRANSLATING = ("unicode", "xlate")
HANDLER_BARS = {"xlate": 0.4, "unicode": 0.4, "mediumraw": 0.6, "raw": 0.6, "off": 0.15}
MODIFIER_BAR = 0.2
DEFERRED_BAR = 0.8
PROGRAM_BAR = 1.0
SPREAD = 0.01


@dataclass(frozen=True)
class Ratio:
    """One comparison: instructions of the built-in keyboard, of vtkbd, and the bar."""
    what: str
    builtin: int
    vtkbd: int
    bar: float | None = None

    @property
    def value(self):
        return self.vtkbd / self.builtin

    @property
    def missed(self):
        return self.bar is not None and self.value > self.bar


def _bar(mode, key):
    if mode in TRANSLATING and key in MODIFIERS:
        return MODIFIER_BAR
    return HANDLER_BARS[mode]


def _above_core(result, side, mode, key, *fields):
    """Cost of press + release, without the cost of the input core alone."""
    numbers, core = result[side][mode][key], result["none"][key]
    return sum(numbers[f] - core[f] for f in fields)


def _compare(result, what, bar, mode, key, *fields):
    return Ratio(f"{mode} {key}: {what}",
                 *(_above_core(result, side, mode, key, *fields)
                   for side in ("builtin", "vtkbd")), bar)


def handler(result, mode, key):
    """The median, as in an interrupt: deferred work is queued, not done."""
    return _compare(result, "handler", _bar(mode, key), mode, key, "press", "release")


def pending(result, mode, key):
    """The same where the deferred work is queued already."""
    return _compare(result, "handler, work pending", None, mode, key,
                    "press_pending", "release_pending")


def deferred(result, mode, key):
    """With all deferred work: flip buffer, console callback, the reader."""
    return _compare(result, "with deferred work", DEFERRED_BAR, mode, key, "all")


def to_read(result, mode, key):
    """From input_event() to the return of read(); None where nothing is read."""
    theirs, ours = (result[side][mode][key]["to_read"] for side in ("builtin", "vtkbd"))
    if not theirs:
        return None
    return Ratio(f"{mode} {key}: key to read()", theirs, ours, PROGRAM_BAR)


def ioctls(result):
    return [Ratio(name, theirs, result["ioctls"]["vtkbd"][name], PROGRAM_BAR)
            for name, theirs in result["ioctls"]["builtin"].items()]


def keys(result):
    """(mode, key, (handler, pending, deferred, to_read)) in the order measured."""
    for mode, row in result["builtin"].items():
        for key in row:
            yield mode, key, [f(result, mode, key)
                              for f in (handler, pending, deferred, to_read)]


def ratios(result):
    for _, _, row in keys(result):
        yield from filter(None, row)
    yield from ioctls(result)


def _cell(ratio):
    if ratio is None:
        return "- "
    bar = f"{ratio.bar:4.2f}" if ratio.bar is not None else "    "
    return f"{ratio.builtin:6}{ratio.vtkbd:6} {ratio.value:5.3f} {bar}" + " !"[ratio.missed]


def _memory_lines(memory):
    size, loading = memory["bytes"], memory["loading_kib"]
    return [f"memory: module {memory['sections']['core']} bytes of sections + "
            f"{memory['sections']['init']} for loading only, {memory['coresize']} as loaded; "
            f"seat {size['seat']} (keymap {size['keymap']}); "
            f"console {size['console']}, {size['console_slab']} as allocated",
            "memory: loading it all took "
            + ", ".join(f"{kind} {kib:+} KiB" for kind, kib in loading.items())]


def table(result):
    """Instructions, built-in and vtkbd, with their ratio and its bar."""
    heads = ("handler", "work pending", "with deferred work", "key to read()")
    lines = [f"kernel {result['kernel']}; instructions for press + release above the input "
             f"core's own {sum(result['none']['a'][f] for f in ('press', 'release'))}:",
             "built-in, vtkbd, ratio, bar (! missed)", "",
             f"{'mode':10}{'key':8}" + "".join(f"{head:>26}" for head in heads)]
    for mode, key, row in keys(result):
        lines.append(f"{mode:10}{key:8}" + "".join(f"{_cell(r):>26}" for r in row))
    lines.append("")
    lines += [f"{r.what:18}{_cell(r):>26}" for r in ioctls(result)]
    return "\n".join(lines + _memory_lines(result["memory"]))


def missed(result):
    return [f"{r.what}: {r.value:.3f}, bar {r.bar:g}" for r in ratios(result) if r.missed]


def spread(results):
    """(largest relative difference of a number between runs, which number)."""
    values = {}
    for result in results:
        for ratio in ratios(result):
            for side in ("builtin", "vtkbd"):
                values.setdefault(f"{ratio.what} ({side})", []).append(getattr(ratio, side))
    return max(((max(v) - min(v)) / max(1, min(v)), name) for name, v in values.items())
