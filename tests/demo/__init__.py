# SPDX-License-Identifier: GPL-2.0
"""The Ctrl-Alt-Del story, played on real input for a person to watch."""
