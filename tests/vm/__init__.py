# SPDX-License-Identifier: GPL-2.0
"""The test VM: boots a kernel in QEMU and lets a test work in it (see machine.py)."""
