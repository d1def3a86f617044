# SPDX-License-Identifier: GPL-2.0
"""What gcov says about files of counters, and HTML of it by lcov's genhtml."""
import gzip
import json
import subprocess

from . import host


def files(counters, *options):
    """For each source file in a file of counters, whose notes are beside it, what gcov tells."""
    told = subprocess.run(["gcov", "--json-format", "--stdout", *options, counters],
                          cwd=counters.parent, check=True, stdout=subprocess.PIPE).stdout
    return json.loads(gzip.decompress(told) if told.startswith(b"\x1f\x8b") else told)["files"]


def _record(path, lines):
    counts = "".join(f"DA:{number},{count}\n" for number, count in sorted(lines.items()))
    return f"SF:{path}\n{counts}end_of_record\n"


def html(top, counts, folder, title):
    """Pages in a folder. counts: {file under top: {line: how often it ran}}"""
    folder.mkdir(parents=True, exist_ok=True)
    info = folder / "lines.info"
    info.write_text("".join(_record(top / name, lines) for name, lines in sorted(counts.items())))
    host.logged(["genhtml", "--quiet", "--legend", "--title", title, "--prefix", str(top),
                 "--output-directory", str(folder), str(info)], folder / "genhtml.log")
