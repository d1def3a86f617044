# SPDX-License-Identifier: GPL-2.0
"""These pages as HTML: `make docs`. Nothing but Sphinx itself is needed."""
project = "vtkbd"
html_theme = "classic"
html_title = project
exclude_patterns = ["_build"]
highlight_language = "none"     # a command line is no Python
smartquotes = False             # nor is -- a dash
nitpicky = True
