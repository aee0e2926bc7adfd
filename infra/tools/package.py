"""Looks at function.zip before it is deployed: is it what Lambda's runtime can start?"""

import zipfile
from pathlib import Path

from tools.elf import ElfError, machine, newest_glibc

# provided.al2023
GLIBC = (2, 34)
MOST_BYTES = 60 * 1024 * 1024
LIBRARIES = ("libonnxruntime.so", "libonnxruntime4j_jni.so")


class PackageError(ValueError):
    """The package would not start, or not as it should. The message has the value and the next step."""


def check_native(zip_file: Path, architecture: str) -> str:
    """Returns a line that says what was found."""
    if not zip_file.exists():
        raise PackageError(f"{zip_file}: missing; build it with ./mvnw -Plambda,native package")
    size = zip_file.stat().st_size
    if size > MOST_BYTES:
        raise PackageError(f"{zip_file}: has {size:,} bytes, at most {MOST_BYTES:,} start quickly; leave stories out")
    with zipfile.ZipFile(zip_file) as package:
        names = package.namelist()
        if "bootstrap" not in names:
            raise PackageError(f"{zip_file}: has no bootstrap; build it with ./mvnw -Plambda,native package")
        if not (package.getinfo("bootstrap").external_attr >> 16) & 0o100:
            raise PackageError(f"{zip_file}: bootstrap is not executable; build it on Linux, or in the container")
        if not any(name.startswith("stories/") and name.endswith(".twee") for name in names):
            raise PackageError(f"{zip_file}: has no stories; build it again")
        for library in LIBRARIES:
            if f"onnxruntime/{library}" not in names:
                raise PackageError(f"{zip_file}: has no onnxruntime/{library}; build it again")
        newest = (0, 0)
        for name in ["bootstrap", *(f"onnxruntime/{library}" for library in LIBRARIES)]:
            newest = max(newest, _check_binary(zip_file, name, package.read(name), architecture))
    return f"{zip_file.name}: {size / 2**20:.1f} MiB, {architecture}, glibc {newest[0]}.{newest[1]}"


def _check_binary(zip_file: Path, name: str, data: bytes, architecture: str) -> tuple[int, int]:
    try:
        found, glibc = machine(data), newest_glibc(data)
    except ElfError as e:
        raise PackageError(f"{zip_file}: {name} {e}; build it again") from e
    if found != architecture:
        raise PackageError(
            f"{zip_file}: {name} is for {found}, the stack for {architecture}; build there, or set Architecture={found}"
        )
    if glibc > GLIBC:
        raise PackageError(
            f"{zip_file}: {name} needs glibc {glibc[0]}.{glibc[1]}, provided.al2023 has {GLIBC[0]}.{GLIBC[1]}; "
            "build it in the container: ./mvnw -Plambda,native package -Dquarkus.native.container-build=true"
        )
    return glibc


def check_jvm(zip_file: Path) -> str:
    if not zip_file.exists():
        raise PackageError(f"{zip_file}: missing; build it with ./mvnw -Plambda package")
    with zipfile.ZipFile(zip_file) as package:
        unpacked = sum(entry.file_size for entry in package.infolist())
    if unpacked > 250 * 2**20:
        raise PackageError(f"{zip_file}: unpacks to {unpacked:,} bytes, Lambda takes 262,144,000")
    return f"{zip_file.name}: {zip_file.stat().st_size / 2**20:.1f} MiB"
