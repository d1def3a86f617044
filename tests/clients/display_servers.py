# SPDX-License-Identifier: GPL-2.0
"""The display servers, each as its Debian package ships it, and how each is started.

They run in a unit "display" on the foreground console. They set up the console themselves, or
through seatd or logind.
"""
from dataclasses import dataclass

from vm.system import boot

from .consoles import OWNED, TEXT

CONSOLE = 7
UNIT = "systemd-run --quiet --unit=display"
RUNTIME = "-p RuntimeDirectory=display -E XDG_RUNTIME_DIR=/run/display"
# A session of logind's on the console, as a display manager makes one.
SESSION = ("-p User=user -p PAMName=login -p TTYPath=/dev/tty{n} -p StandardInput=tty "
           "-E XDG_SEAT=seat0 -E XDG_SESSION_TYPE")
# No session: a user and a folder for sockets are enough with seatd.
SEATD = f"-p User=user {RUNTIME} -E WLR_RENDERER=pixman -E LIBSEAT_BACKEND=seatd"
XORG = "Xorg :0 vt{n} -noreset -nolisten tcp"
XORG_UP = "env DISPLAY=:0 xset q >/dev/null 2>&1"
SWAY_CONFIG = "exec touch /run/display/up"
# Its socket comes when its backend is up.
WESTON = "weston --backend=drm-backend.so --use-pixman --socket=up"


@dataclass(frozen=True)
class Server:
    """options: systemd-run's. ready: a shell condition that is true when it is up, some time
    after it took the console. agent: the unit that acts for it on the console; without one it
    acts itself. first: see Seat. left: the console after its end. major_4: it needs a console
    with the kernel's major. {n} is the console's number."""
    options: str
    command: str
    ready: str
    agent: str = ""
    first: int = 0
    left: str = TEXT
    major_4: bool = False

    @property
    def program(self):
        return self.command.split()[0]

    @property
    def line(self):
        """The command, under a shell if it has a session: the terminal hangs up when the
        session leader ends, and logind could act before or after that."""
        if self.agent != "systemd-logind":
            return self.command
        return f"sh -c '{self.command}; exec tail -f /dev/null'"


SERVERS = {
    "Xorg": Server("", XORG, XORG_UP, first=1),
    "Xorg-logind": Server(f"{SESSION}=x11", f"{XORG} -keeptty",
                          f"setpriv --reuid user {XORG_UP}", "systemd-logind", first=1),
    "sway-seatd": Server(SEATD, "sway -c /run/sway.conf", "test -e /run/display/up", "seatd",
                         left="unicode text process"),
    "weston-logind": Server(f"{SESSION}=wayland", WESTON, "test -S /run/user/*/up",
                            "systemd-logind"),
    "weston-direct": Server(RUNTIME, f"{WESTON} --tty={{n}}", "test -S /run/display/up",
                            major_4=True),
    # Up when its terminal runs; with another font it draws for minutes in an emulator.
    "kmscon": Server("", "kmscon --vt=/dev/tty{n} --seats=seat0 --no-switchvt "
                         "--font-engine=unifont --login -- /bin/sleep infinity",
                     "pgrep -x sleep -a | grep -q infinity"),
}
if "kmscon" not in boot.packages():
    del SERVERS["kmscon"]


def start(seat, name, console=CONSOLE, under=""):
    """Return when the server owns the console and is up. under: what to start it with."""
    server = SERVERS[name]
    seat.sh(f"echo '{SWAY_CONFIG}' >/run/sway.conf")
    if server.agent:
        seat.sh(f"systemctl start {server.agent}")
    seat.switch(console)
    seat.sh(f"{UNIT} {server.options} -- {under} {server.line}".format(n=console))
    seat.wait_state(console, OWNED)
    seat.wait(server.ready, f"{name} is up")


def stop(seat, name):
    """As on a user's logout."""
    seat.sh(f"pkill -TERM -x {SERVERS[name].program}")
