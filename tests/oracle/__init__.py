# SPDX-License-Identifier: GPL-2.0
"""The random typist: both keyboards hear the same keys, and must say the same."""
