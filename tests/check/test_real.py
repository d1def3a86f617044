# SPDX-License-Identifier: GPL-2.0
"""What vtkbdctl check says of display servers as Debian ships them.

A golden file has a program's verdicts, a property a line. What is not true of the program, but
of check or of the machine, is mended there, not written down here. "sometimes" is written by hand
for a race that the program loses now and then: Documentation/check.rst says how often.
"""
import difflib
import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from check.guest import ROOT, RUNTIME, SLOW, USER, prepare
from clients import standin
from vm import build
from vm.system import boot

HERE = Path(__file__).parent
GOLDEN = HERE / "golden"
# What takes two starts.
SHORT = "--only=start,keys,switch.activate,switch.keys"
# A check is some thirty starts, each several seconds where the CPU is emulated.
SECONDS, SEED = 2400, 1
LOGIND = "session user env LIBSEAT_BACKEND=logind WLR_RENDERER=pixman HOME=/home/user"
PROGRAM = {name: HERE.parent / source for name, source in
           {"session": "check/session.c", "sdlkeys": "clients/sdlkeys.c"}.items()}
WESTON = "weston --backend=drm-backend.so --use-pixman --idle-time=0"
# A program that looks at a console's major finds one of vtkbd's where there are no others.
STOCK, ALONE = "stock", standin.KERNEL


@dataclass(frozen=True)
class Program:
    """command: in it $XDG_VTNR is the number of the console, if a shell reads it. options:
    check's. owner: of XDG_RUNTIME_DIR. needs: of PROGRAM. kernel: STOCK or ALONE."""
    command: str
    options: str = ""
    owner: str = "root"
    needs: str = ""
    kernel: str = STOCK


PROGRAMS = {
    "sway": Program(f"{USER} sway -c /run/sway.conf",
                    f"--end='swaymsg -s {RUNTIME}/sway-ipc.*.$VTKBDCTL_PID.sock exit'", owner="user"),
    "sway-logind": Program(f"{LOGIND} sway -c /run/sway.conf", needs="session", kernel=ALONE),
    # In its terminal Ctrl-C is for what runs there.
    "cage": Program(f"{USER} cage -s -- foot sh -c 'trap \"\" INT QUIT TSTP; exec sleep infinity'",
                    owner="user"),
    "weston-logind": Program(f"{LOGIND} {WESTON}", needs="session", kernel=ALONE),
    "weston": Program(f"sh -c 'exec {ROOT} {WESTON} --tty=$XDG_VTNR'", kernel=ALONE),
    # With another font it draws for minutes in an emulator.
    "kmscon": Program("sh -c 'exec kmscon --vt=/dev/tty$XDG_VTNR --seats=seat0 --no-switchvt "
                      "--font-engine=unifont --login -- /bin/sleep infinity'"),
    "sdl": Program("env SDL_VIDEODRIVER=kmsdrm sdlkeys", needs="sdlkeys"),
    # It looks at the major of /dev/tty0 only.
    "Xorg": Program("sh -c 'exec Xorg :9 vt$XDG_VTNR -noreset -nolisten tcp'", "--keep-tty0"),
}
if "kmscon" not in boot.packages():
    del PROGRAMS["kmscon"]
SHORTLY = "sway", "Xorg"


def machine(run_system, program):
    alone = program.kernel == ALONE
    vm = run_system(program.kernel, deadline=SECONDS,
                    **(standin.options("modules-load.d") if alone else {}))
    if not alone:
        vm.insmod("vtkbd", "grab=0")
    prepare(vm, program.owner)
    vm.sh("echo >/run/sway.conf")
    if program.needs:
        vm.install(build.shared_program(PROGRAM[program.needs]), program.needs)
    return vm


def check(vm, program, only=""):
    """{property: what check says of it}"""
    result = vm.run(f"vtkbdctl check --json --slow {SLOW} --seed {SEED} {only} {program.options} "
                    f"-- {program.command}", SECONDS)
    assert result.status in (0, 1) and not result.errtext, result.errtext
    return {found["property"]: found for found in json.loads(result.text)["results"]}


def golden_verdicts(name):
    """{property: verdict, or "sometimes"}"""
    path = GOLDEN / f"{name}.log"
    return dict(line.split() for line in path.read_text().splitlines()) if path.exists() else {}


def told(golden, findings):
    """A diff and the evidence of what differs, if the verdicts are not those of the golden file."""
    known = [f"{p} {verdict}" for p, verdict in golden.items() if p in findings]
    now = verdicts(findings, golden)
    diff = list(difflib.unified_diff(known, now, "golden", "now", lineterm="", n=0))
    changed = [line.split()[0] for line in now if line not in known]
    return "\n".join(diff + [json.dumps(findings[p], indent=1) for p in changed])


def verdicts(findings, golden):
    """A line each; what holds or not by chance stays so, whatever it is now."""
    def word(name, verdict):
        chance = golden.get(name) == "sometimes" and verdict in ("holds", "broken")
        return "sometimes" if chance else verdict

    return [f"{name} {word(name, found['verdict'])}" for name, found in findings.items()]


@pytest.mark.parametrize("name", SHORTLY)
def test_the_verdicts_of_a_few_are_the_known_ones(name, run_system):
    program = PROGRAMS[name]
    findings = check(machine(run_system, program), program, SHORT)
    assert len(findings) > 15
    if difference := told(golden_verdicts(name), findings):
        pytest.fail(difference, pytrace=False)


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_verdicts_of_all_are_the_known_ones(name, run_system, request):
    program = PROGRAMS[name]
    findings = check(machine(run_system, program), program)
    print(*(json.dumps(found, indent=1) for found in findings.values()
            if found["verdict"] != "holds"), sep="\n")
    golden = golden_verdicts(name)
    if request.config.getoption("--record-golden"):
        (GOLDEN / f"{name}.log").write_text("\n".join([*verdicts(findings, golden), ""]))
    if difference := told(golden, findings):
        pytest.fail(difference, pytrace=False)


@pytest.mark.parametrize("known, now, differs", [
    ("holds", "holds", False), ("holds", "broken", True), ("broken", "holds", True),
    ("sometimes", "holds", False), ("sometimes", "broken", False), ("sometimes", "untried", True),
])
def test_what_differs_from_a_golden_file(known, now, differs):
    assert bool(told({"a.b": known}, {"a.b": {"verdict": now}})) == differs


def test_each_program_has_a_golden_file():
    assert {path.stem for path in GOLDEN.iterdir()} == set(PROGRAMS)
