# SPDX-License-Identifier: GPL-2.0
"""What is checked of the sources themselves, without running them."""
