# SPDX-License-Identifier: GPL-2.0
"""Display servers do on vtkbd's consoles what they do on the kernel's, call by call.

Each owns its console: no key reaches the text console behind it, it allows a switch away and
back, and at the end the console is as before. The golden file has its calls on the kernel's
own console.
"""
import pytest

from . import display_servers, golden
from .consoles import OWNED, TEXT
from .display import KEYBOARDS, Seat
from .display_log import traced
from .display_servers import CONSOLE, SERVERS

ELSEWHERE = 1
NODE = f"/dev/tty{CONSOLE}"


def rows():
    return [pytest.param(name, keyboard, id=f"{name}-{keyboard}")
            for name, server in SERVERS.items() for keyboard in KEYBOARDS
            if not (server.major_4 and keyboard == "vtkbd")]


def there_and_back(seat):
    seat.switch(ELSEWHERE)
    assert seat.state(CONSOLE) == OWNED
    seat.switch(CONSOLE)
    seat.wait_state(CONSOLE, OWNED)


def assert_silent(seat):
    """No key that is typed in front of the server reaches the console, also after a switch
    away and back."""
    reader = seat.vm.reader(NODE)
    seat.press("a")
    there_and_back(seat)
    seat.press("c")
    assert (reader.running, reader.out) == (True, b"")
    reader.kill()


def assert_usable(seat):
    """The text console receives keys again."""
    seat.switch(CONSOLE)
    reader = seat.vm.reader(NODE)
    seat.press("b")
    reader.wait_for(b"^b$", 60)


def compare(name, outcome, record):
    if record:
        golden.record(name, [outcome])
    told = golden.difference(golden.path(name).read_text().split("\n"), golden.short([outcome]),
                             ("golden", "now"))
    if told:
        pytest.fail(f"not the same\n{told}", pytrace=False)


@pytest.mark.parametrize("name, keyboard", rows())
def test_a_display_server_does_the_same(name, keyboard, run_system, request):
    server = SERVERS[name]
    seat = Seat(run_system, keyboard, server.first, grab=False)
    with traced(seat, server) as log:
        display_servers.start(seat, name, under=log.under)
        assert_silent(seat)
        display_servers.stop(seat, name)
        seat.wait_state(CONSOLE, server.left)
    assert_usable(seat)
    record = keyboard == "built-in" and request.config.getoption("--record-golden")
    compare(name, log.outcome(server.command.format(n=CONSOLE)), record)


@pytest.mark.parametrize("name", [name for name, server in SERVERS.items() if server.major_4])
def test_one_that_asks_for_major_4_refuses_vtkbd_beside_the_kernel(name, run_system):
    """A known limit: vtkbd has another major there."""
    server = SERVERS[name]
    seat = Seat(run_system, "vtkbd", first=1)
    result = seat.vm.run(f"XDG_RUNTIME_DIR=/run {server.command}".format(n=CONSOLE), 120)
    assert result.status != 0 and "not a vt" in result.text + result.errtext
    assert seat.state(CONSOLE) == TEXT
