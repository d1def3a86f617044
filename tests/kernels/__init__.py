# SPDX-License-Identifier: GPL-2.0
"""The random typist: both keyboards receive the same keys, and must send the same bytes."""
