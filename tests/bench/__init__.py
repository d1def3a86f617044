# SPDX-License-Identifier: GPL-2.0
"""What vtkbd costs beside the built-in keyboard, in instructions."""
