# SPDX-License-Identifier: GPL-2.0
"""Real programs, as Debian ships them, on the real consoles and on vtkbd's."""
