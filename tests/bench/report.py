# SPDX-License-Identifier: GPL-2.0
"""Results: ratios of vtkbd's cost to the built-in keyboard's, and their bars."""
from dataclasses import dataclass

MODIFIERS = ("ctrl",)
TRANSLATING = ("unicode", "xlate")
HANDLER_BARS = {"xlate": 0.4, "unicode": 0.4, "mediumraw": 0.6, "raw": 0.6, "off": 0.15}
MODIFIER_BAR = 0.2
# Of the commonest key and of a modifier, by the state of the keyboard.
_FLAT = {"unicode a": 0.35, "xlate a": 0.29, "unicode ctrl": 0.09, "mediumraw a": 0.51,
         "raw a": 0.51, "off a": 0.08}
STATE_BARS = {
    "handler": _FLAT,
    "handler, work pending": {"unicode a": 0.40, "xlate a": 0.25, "unicode ctrl": 0.36,
                              "mediumraw a": 0.55, "raw a": 0.55, "off a": 0.36},
    "LEDs pending": {"unicode a": 0.40, "xlate a": 0.33, "unicode ctrl": 0.12,
                     "mediumraw a": 0.55, "raw a": 0.55, "off a": 0.15},
    "one notifier": {"unicode a": 0.44, "xlate a": 0.36, "unicode ctrl": 0.18,
                     "mediumraw a": 0.58, "raw a": 0.58, "off a": 0.18},
    "screen map": {"xlate a": 0.33, "xlate high": 0.33, "xlate absent": 0.33},
    # As without: nothing depends on how much there is.
    "63 consoles open": _FLAT,
    "100 keyboards": _FLAT,
}
# Instructions of a press and a release for each notifier after the first.
NOTIFIER_BAR = 2 * 60
# Both handlers hear the keys (grab=0), against the built-in one alone. Its console's mode is not
# vtkbd's, which stays in UNICODE: in OFF vtkbd alone types, and that has no bar.
BOTH_BAR = 1.2
DEFERRED_BAR = 0.8
PROGRAM_BAR = 1.0
# A first open() is longer the more terminals the tty core has in front: neighbours have the
# same number of them.
CALL_BARS = {"KDGKBMODE": 0.81, "open-first": 1.1, "open-first, neighbours": 1.1,
             "open-another": 1.1, "switch": 0.65}
# Instructions with interrupts off for a packet of 64 events, above the input core's.
PACKET_BAR = 0.55
# For each key, from uinput to read(), of four keyboards at once.
TYPISTS_BAR = 1.0
# From key to read(), with two busy loops.
LOOPS_BAR = 0.6
UNPLUG_BAR = 1.0
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
    tight = STATE_BARS["handler"].get(f"{mode} {key}")
    if tight:
        return tight
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
    what = "handler, work pending"
    return _compare(result, what, STATE_BARS[what].get(f"{mode} {key}"), mode, key,
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
    return [Ratio(name, theirs, result["ioctls"]["vtkbd"][name],
                  CALL_BARS.get(name, PROGRAM_BAR))
            for name, theirs in result["ioctls"]["builtin"].items()]


def _pair(result, numbers, key):
    """Press + release of a state, without the input core's, which all keys have alike."""
    core = result["none"].get(key) or result["none"]["a"]
    return sum(numbers[f] - core[f] for f in ("press", "release"))


def states(result):
    """A Ratio for each state, mode and key; those without a bar are only printed."""
    for state, modes in result["states"]["builtin"].items():
        bars = STATE_BARS.get(state, {})
        for mode, row in modes.items():
            for key, numbers in row.items():
                ours = result["states"]["vtkbd"][state][mode][key]
                yield Ratio(f"{mode} {key}: {state}", _pair(result, numbers, key),
                            _pair(result, ours, key), bars.get(f"{mode} {key}"))


def another_notifier(result):
    """What each notifier after the first costs a key, against its bar."""
    one, two = (result["states"]["vtkbd"][s] for s in ("one notifier", "two notifiers"))
    for mode, row in one.items():
        for key, numbers in row.items():
            more = _pair(result, two[mode][key], key) - _pair(result, numbers, key)
            yield Ratio(f"{mode} {key}: another notifier", NOTIFIER_BAR, more, 1.0)


def both(result):
    """grab=0: both handlers, against the built-in one alone."""
    for mode, row in result["both"].items():
        for key, numbers in row.items():
            yield Ratio(f"{mode} {key}: with grab=0",
                        _above_core(result, "builtin", mode, key, "press", "release"),
                        _pair(result, numbers, key),
                        BOTH_BAR if key == "a" and mode != "off" else None)


def screen_share(result):
    """The share of the built-in handler's that is its screen's callback: what OFF, which sends
    nothing, saves where that is queued already."""
    plain, queued = (f(result, "off", "a").builtin for f in (handler, pending))
    return (plain - queued) / handler(result, "unicode", "a").builtin


def _unplugs(load):
    """In nanoseconds, and without those in which the processor had nothing to do."""
    theirs = load["builtin"]["unplug"]
    for side, grab in (("vtkbd", 1), ("both", 0)):
        ours = load[side]["unplug"]
        yield Ratio(f"unplugging, grab={grab}: time", theirs["time"], ours["time"], UNPLUG_BAR)
        yield Ratio(f"unplugging, grab={grab}: instructions", theirs["work"], ours["work"])


def load(result):
    """A Ratio for each thing measured where more goes on than one key."""
    numbers = result["load"]
    theirs, ours = numbers["builtin"], numbers["vtkbd"]
    core = numbers["none"]["median"]
    for mode, packet in theirs["packets"].items():
        yield Ratio(f"{mode}: packet of 64 events", packet["median"] - core,
                    ours["packets"][mode]["median"] - core, PACKET_BAR)
    for how, typists in theirs["typists"].items():
        yield Ratio(f"4 uinput keyboards, read {how}", typists["each"],
                    ours["typists"][how]["each"], TYPISTS_BAR)
    for mode, loops in theirs["loops"].items():
        for which in ("p50", "p99"):
            yield Ratio(f"{mode}: two busy loops, {which}", loops[which],
                        ours["loops"][mode][which], LOOPS_BAR)
    yield from _unplugs(numbers)


def keys(result):
    """(mode, key, (handler, pending, deferred, to_read)) in the order measured."""
    for mode, row in result["builtin"].items():
        for key in row:
            yield mode, key, [f(result, mode, key)
                              for f in (handler, pending, deferred, to_read)]


def ratios(result):
    for _, _, row in keys(result):
        yield from filter(None, row)
    if "states" in result:
        yield from states(result)
        yield from another_notifier(result)
        yield from both(result)
    if "load" in result:
        yield from load(result)
    yield from ioctls(result)


def with_ratios(result):
    """The result with what is computed from it, for bench.json."""
    return result | {"ratios": {r.what: {"builtin": r.builtin, "vtkbd": r.vtkbd,
                                         "ratio": round(r.value, 4), "bar": r.bar}
                                for r in ratios(result)},
                     "screen_share": round(screen_share(result), 4)}


def _by_key(result, which):
    return {f"{mode} {key}": row[which] for mode, key, row in keys(result) if row[which]}


def _barred(ratios):
    return {r.what: r for r in ratios if r.bar is not None}


def panels(result):
    """(title, unit, {label: Ratio}) of each part of the picture: all that has a bar, and more."""
    above = "press + release, above the input core's own"
    more = _barred(load(result))
    unplugs = {what: r for what, r in more.items() if "unplugging" in what}
    yield f"Handler: {above}", "instructions", _by_key(result, 0)
    yield f"Handler, work pending: {above}", "instructions", _by_key(result, 1)
    yield f"With all deferred work: {above}", "instructions", _by_key(result, 2)
    yield ("What programs see: key to read(), ioctls", "instructions",
           _by_key(result, 3) | _barred(ioctls(result)))
    yield f"Handler, in other states: {above}", "instructions", _barred(states(result))
    yield ("A notifier after the first: what it may add, and what it adds", "instructions",
           _barred(another_notifier(result)))
    yield (f"With grab=0, the built-in alone and both: {above}", "instructions",
           {r.what: r for r in both(result)})
    yield ("Packets, interrupts off; to read() from many, and beside busy loops", "instructions",
           {what: r for what, r in more.items() if what not in unplugs})
    yield "Unplugging a keyboard", "nanoseconds", unplugs


def _cell(ratio):
    if ratio is None:
        return "- "
    bar = f"{ratio.bar:4.2f}" if ratio.bar is not None else "    "
    return f"{ratio.builtin:6} {ratio.vtkbd:5} {ratio.value:5.3f} {bar}" + " !"[ratio.missed]


def _memory_lines(memory):
    size, loading = memory["bytes"], memory["loading_kib"]
    return [f"memory: module {memory['sections']['core']} bytes of sections + "
            f"{memory['sections']['init']} for loading only, {memory['coresize']} as loaded; "
            f"seat {size['seat']} (keymap {size['keymap']}); "
            f"each console {size['console']}, all {size['consoles_allocated']} as allocated",
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
    for r in (*states(result), *another_notifier(result), *both(result), *load(result)):
        lines.append(f"{r.what:34}{_cell(r):>26}")
    lines += ["", f"of the built-in's UNICODE a {screen_share(result):.2f} is its screen's callback",
              ""]
    lines += [f"{r.what:24}{_cell(r):>26}" for r in ioctls(result)]
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
