#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""vncclient.py SOCKET: GTK-VNC's viewer widget, with keys typed at it through X.

Reads lines of X keycodes from stdin; presses and releases each on the X server, whose
keymap gives them their keysyms, and answers with a line. "rest" puts the X server's
locks off. What goes over the wire is
GTK-VNC's business alone.
"""
import ctypes
import os
import socket
import sys

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
gi.require_version("GtkVnc", "2.0")
from gi.repository import Gdk, GLib, Gtk, GtkVnc  # noqa: E402

STEP_MS = 10
CORE_KEYBOARD, ALL_MODIFIERS = 0x100, 0xff


class Typist:
    """Keys as a person at this display would press them."""

    def __init__(self):
        self._x11 = ctypes.CDLL("libX11.so.6")
        self._xtest = ctypes.CDLL("libXtst.so.6")
        self._x11.XOpenDisplay.restype = ctypes.c_void_p
        self._display = ctypes.c_void_p(self._x11.XOpenDisplay(os.environ["DISPLAY"].encode()))

    def _key(self, keycode, down):
        self._xtest.XTestFakeKeyEvent(self._display, keycode, down, 0)
        self._x11.XSync(self._display, 0)

    def rest(self):
        self._x11.XkbLockModifiers(self._display, CORE_KEYBOARD, ALL_MODIFIERS, 0)
        self._x11.XSync(self._display, 0)

    def type(self, keycodes, done):
        """Each pressed and released, a step each; then done()."""
        steps = [(keycode, down) for keycode in keycodes for down in (1, 0)]

        def step():
            if not steps:
                done()
                return False
            self._key(*steps.pop(0))
            return True
        GLib.timeout_add(STEP_MS, step)


class Viewer:
    def __init__(self, path):
        self._typist = Typist()
        self._buffer = b""
        self._wire = socket.socket(socket.AF_UNIX)
        self._wire.connect(path)
        self._vnc = GtkVnc.Display()
        self._vnc.connect("vnc-initialized", lambda *_: GLib.idle_add(self._focus))
        self._vnc.connect("vnc-disconnected", lambda *_: Gtk.main_quit())
        window = Gtk.Window()
        window.add(self._vnc)
        window.set_default_size(320, 240)
        window.show_all()
        self._vnc.open_fd(os.dup(self._wire.fileno()))

    def _focus(self):
        """There is no window manager to set the focus."""
        self._vnc.get_toplevel().get_window().focus(Gdk.CURRENT_TIME)
        self._vnc.grab_focus()
        GLib.timeout_add(50, self._ready)
        return False

    def _ready(self):
        if not self._vnc.is_focus() or not self._vnc.get_toplevel().is_active():
            return True
        GLib.io_add_watch(0, GLib.IO_IN | GLib.IO_HUP, self._order)
        self._say("ready")
        return False

    def _say(self, word):
        print(word, flush=True)

    def _obey(self, line):
        if line == "rest":
            self._typist.rest()
            self._say("at rest")
        else:
            self._typist.type([int(word) for word in line.split()], lambda: self._say("typed"))

    def _order(self, *_):
        data = os.read(0, 65536)
        if not data:
            Gtk.main_quit()
            return False
        *lines, self._buffer = (self._buffer + data).split(b"\n")
        for line in lines:
            self._obey(line.decode())
        return True


if __name__ == "__main__":
    Viewer(sys.argv[1])
    Gtk.main()
