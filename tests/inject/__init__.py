# SPDX-License-Identifier: GPL-2.0
"""Keys from real senders (QEMU's monitors, libvirt, VNC), as they arrive at vtkbd."""
