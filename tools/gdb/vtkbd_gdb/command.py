# SPDX-License-Identifier: GPL-2.0
"""A gdb command as a function: its words in, lines out, errors named after it."""
import inspect

import gdb


class Command(gdb.Command):
    """function(*words) returns the lines to print. Its docstring is the help text."""

    def __init__(self, name, function, complete=gdb.COMPLETE_NONE):
        self.__doc__ = inspect.getdoc(function)
        self._name = name
        self._function = function
        super().__init__(name, gdb.COMMAND_DATA, complete)

    def invoke(self, argument, from_tty):
        words = gdb.string_to_argv(argument)
        try:
            inspect.signature(self._function).bind(*words)
        except TypeError:
            usage = self.__doc__.splitlines()[0]
            raise gdb.GdbError(f"usage: {usage}") from None
        try:
            for line in self._function(*words) or ():
                print(line)
        except (gdb.error, OSError) as error:
            raise gdb.GdbError(f"{self._name}: {error}") from None


def table(rows):
    """Rows of strings as lines, every column as wide as it must be."""
    widths = [max(map(len, column)) for column in zip(*rows)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip()
            for row in rows]
