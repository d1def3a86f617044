# SPDX-License-Identifier: GPL-2.0
"""The kernel's own keyboard and vtkbd's core in one program, at native speed."""
