# SPDX-License-Identifier: GPL-2.0
"""The module and the tool on other architectures than amd64."""
