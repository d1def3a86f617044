# SPDX-License-Identifier: GPL-2.0
"""vtkbd-seat: what the consoles share, counters and parameters."""
from . import names, state
from .command import Command


def _foreground(seat):
    switching = seat["switching"]
    wanted = int(switching["want"])
    return (f"{int(seat['fg'])}, before {int(switching['last'])}"
            + (f", switching to {wanted}" if wanted else "")
            + (", locked" if switching["locked"] else ""))


def _acts(seat):
    """vtkbd_acts(): a stand-in, whose nodes are tty0 to tty63, always does."""
    return bool(seat["grab"]["on"]) or seat["nodes"]["driver"]["name"].string() == "tty"


def _params(params):
    tun = params["tun"]
    rules = params["rules"]
    return (f"rules={int(rules['major'])}.{int(rules['minor'])} "
            f"cad={names.name(names.CADS, params['cad'])} grab={int(params['grab'])} "
            f"default_utf8={int(params['utf8'])} numlock={int(params['numlock'])} "
            f"led_quiet_ms={int(params['led_quiet_ms'])} output={int(params['output_kib'])} "
            f"trace_keys={int(params['trace_keys'])} "
            f"brl_timeout={int(tun['brl_timeout'])} brl_nbchords={int(tun['brl_nbchords'])}")


def _counters(seat):
    stats = seat["stats"]
    return (f"keys {int(stats['keys'])}, bytes {int(stats['bytes'])}, "
            f"dropped {int(stats['dropped'])}, untranslated {int(seat['core']['untranslated'])}")


def seat():
    """vtkbd-seat

    The seat: foreground console, whether it acts or listens, the grab, modifiers held,
    counters since load, module parameters."""
    it = state.seat()
    stats = it["stats"]
    facts = (("foreground", _foreground(it)),
             ("acts", "yes" if _acts(it) else "no: it listens"),
             ("grab", "yes" if it["grab"]["on"] else "no"),
             ("modifiers", names.bits(names.MODIFIERS, it["core"]["shift_state"])),
             ("Ctrl-Alt-Del", f"pressed {int(stats['cad_pressed'])}, "
                              f"acted on {int(stats['cad_acted'])}"),
             ("counted", _counters(it)),
             ("parameters", _params(it["params"])))
    return [f"{name + ':':14} {fact}" for name, fact in facts]


def register():
    Command("vtkbd-seat", seat)
