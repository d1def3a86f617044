# SPDX-License-Identifier: GPL-2.0
"""/lib/modules of a guest that has Debian's kmod: some modules, and depmod's index of them."""
import shutil
import tempfile
from pathlib import Path

from . import host


def files(release, modules, built_in):
    """{path in an initramfs: bytes}. modules: {path under /lib/modules/RELEASE: host path}.
    built_in: host paths of the kernel's lists of built-in modules."""
    with tempfile.TemporaryDirectory(prefix="vtkbd-vm-") as stage:
        top = Path(stage) / "lib/modules" / release
        for name, path in modules.items():
            (top / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, top / name)
        for path in built_in:
            shutil.copyfile(path, top / path.name)
        host.output("depmod", "-b", stage, release)
        return {f"usr/{path.relative_to(stage)}": path.read_bytes()
                for path in top.rglob("*") if path.is_file()}
