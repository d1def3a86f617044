# SPDX-License-Identifier: GPL-2.0
"""Keys lost to the answers of LED commands (QEMU bug 1809075), provoked and counted."""
