# SPDX-License-Identifier: GPL-2.0
"""Ctrl-Alt-Del in each keyboard mode, with real input, for a person to watch."""
