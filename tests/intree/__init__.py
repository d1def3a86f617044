# SPDX-License-Identifier: GPL-2.0
"""The module in a kernel's own source tree, by tools/intree."""
