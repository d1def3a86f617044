# SPDX-License-Identifier: GPL-2.0
"""A newc cpio archive, the format of an initramfs, made in memory.

All files belong to root and have no time, so equal contents give equal bytes.
"""
import stat


class Archive:
    def __init__(self):
        self._parts = []
        self._names = set()

    def __contains__(self, name):
        return name.strip("/") in self._names

    def _add(self, name, mode, data):
        name = name.strip("/")
        self._names.add(name)
        path = name.encode() + b"\0"
        fields = (len(self._names), mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(path), 0)
        head = b"070701" + b"".join(b"%08X" % field for field in fields) + path
        self._parts += [_padded(head), _padded(data)]

    def _add_parents(self, name):
        parts = name.strip("/").split("/")[:-1]
        for depth in range(1, len(parts) + 1):
            self.folder("/".join(parts[:depth]))

    def folder(self, name):
        if name not in self:
            self._add_parents(name)
            self._add(name, stat.S_IFDIR | 0o755, b"")

    def file(self, name, data, mode=0o755):
        self._add_parents(name)
        self._add(name, stat.S_IFREG | mode, data)

    def link(self, name, target):
        self._add_parents(name)
        self._add(name, stat.S_IFLNK | 0o777, target.encode())

    def bytes(self):
        tail = Archive()
        tail._add("TRAILER!!!", 0, b"")
        return b"".join(self._parts + tail._parts)


def _padded(data):
    return data + b"\0" * (-len(data) % 4)
