"""Which glibc an executable asks for.

>>> newest_glibc(Path("bootstrap").read_bytes())
(2, 34)
"""

import re
import struct

SHT_GNU_VERNEED = 0x6FFFFFFE
HEADER = 64


class ElfError(ValueError):
    """The bytes are no executable that Lambda could start. The message says why."""


def _sections(data: bytes):
    (shoff,) = struct.unpack_from("<Q", data, 0x28)
    size, count = struct.unpack_from("<HH", data, 0x3A)
    for i in range(count):
        at = shoff + i * size
        (kind,) = struct.unpack_from("<I", data, at + 4)
        offset, length = struct.unpack_from("<QQ", data, at + 24)
        link, info = struct.unpack_from("<II", data, at + 40)
        yield kind, offset, length, link, info


def _text(data: bytes, at: int) -> str:
    return data[at : data.index(b"\0", at)].decode("ascii", "replace")


def machine(data: bytes) -> str:
    """As Lambda names it: x86_64 or arm64."""
    if data[:6] != b"\x7fELF\x02\x01" or len(data) < HEADER:
        raise ElfError("is no 64-bit little-endian ELF file")
    (kind,) = struct.unpack_from("<H", data, 18)
    return {62: "x86_64", 183: "arm64"}.get(kind, f"machine {kind}")


def needed_versions(data: bytes) -> set[str]:
    """Names of all symbol versions that the file needs of its libraries, such as GLIBC_2.17."""
    machine(data)
    try:
        return _versions(data)
    except (struct.error, IndexError, ValueError) as e:
        raise ElfError(f"is cut off or damaged ({e})") from e


def _versions(data: bytes) -> set[str]:
    sections = list(_sections(data))
    names = set()
    for kind, offset, _length, link, count in sections:
        if kind != SHT_GNU_VERNEED:
            continue
        strings = sections[link][1]
        at = offset
        for _ in range(count):
            _version, entries, _file, aux, following = struct.unpack_from("<HHIII", data, at)
            entry = at + aux
            for _ in range(entries):
                _hash, _flags, _other, name, after = struct.unpack_from("<IHHII", data, entry)
                names.add(_text(data, strings + name))
                entry += after
            at += following
    return names


def newest_glibc(data: bytes) -> tuple[int, int]:
    """The newest version of glibc that the file needs; (0, 0) if it needs none."""
    found = [re.fullmatch(r"GLIBC_(\d+)\.(\d+)(?:\.\d+)?", name) for name in needed_versions(data)]
    return max([(int(m[1]), int(m[2])) for m in found if m], default=(0, 0))
