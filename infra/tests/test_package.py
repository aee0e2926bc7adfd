"""What infra/deploy refuses to deploy, and why."""

import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from tools import bundle, elf, package

LIBRARIES = [f"onnxruntime/{name}" for name in package.LIBRARIES]


@pytest.fixture(scope="session")
def executable(tmp_path_factory) -> bytes:
    """A real one, of this machine's compiler and glibc."""
    if not shutil.which("gcc"):
        pytest.fail("gcc is missing; install it: apt-get install gcc libc6-dev")
    folder = tmp_path_factory.mktemp("elf")
    (folder / "a.c").write_text('#include <stdio.h>\nint main(void) { return printf("%d", 1) < 0; }\n')
    subprocess.run(["gcc", "-o", "a", "a.c"], cwd=folder, check=True)
    return (folder / "a").read_bytes()


def linked_against(executable: bytes, version: str) -> bytes:
    """The same with the newest version that it needs renamed, to one of the same length."""
    newest = "GLIBC_{}.{}".format(*elf.newest_glibc(executable))
    assert len(newest) == len(version)
    return executable.replace(newest.encode() + b"\0", version.encode() + b"\0")


def pack(folder: Path, files: dict[str, bytes], mode: int = 0o755) -> Path:
    file = folder / "function.zip"
    with zipfile.ZipFile(file, "w") as zipped:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = mode << 16
            zipped.writestr(entry, data)
    return file


def whole(executable: bytes) -> dict[str, bytes]:
    return {"bootstrap": executable, "stories/spider.twee": b"", **dict.fromkeys(LIBRARIES, executable)}


def architecture(executable: bytes) -> str:
    return elf.machine(executable)


def test_versions_are_those_that_readelf_tells(executable, tmp_path):
    if not shutil.which("readelf"):
        pytest.fail("readelf is missing; install it: apt-get install binutils")
    (tmp_path / "a").write_bytes(executable)
    told = subprocess.run(["readelf", "-V", "a"], cwd=tmp_path, check=True, capture_output=True, text=True).stdout
    assert elf.needed_versions(executable)
    for version in elf.needed_versions(executable):
        assert version in told
    assert told.count("GLIBC_") >= len(elf.needed_versions(executable))


def test_a_good_package_is_taken(executable, tmp_path):
    right = linked_against(executable, "GLIBC_2.34")
    said = package.check_native(pack(tmp_path, whole(right)), architecture(executable))
    assert "glibc 2.34" in said


@pytest.mark.parametrize("version", ["GLIBC_2.35", "GLIBC_2.38", "GLIBC_3.00"])
def test_a_bootstrap_for_a_newer_glibc_is_refused(executable, tmp_path, version):
    newer = {**whole(linked_against(executable, "GLIBC_2.34")), "bootstrap": linked_against(executable, version)}
    with pytest.raises(package.PackageError, match=r"needs glibc .*container-build=true"):
        package.check_native(pack(tmp_path, newer), architecture(executable))


def test_a_library_for_a_newer_glibc_is_refused_too(executable, tmp_path):
    files = whole(linked_against(executable, "GLIBC_2.34"))
    files[LIBRARIES[0]] = linked_against(executable, "GLIBC_2.39")
    with pytest.raises(package.PackageError, match=r"libonnxruntime\.so needs glibc 2\.39"):
        package.check_native(pack(tmp_path, files), architecture(executable))


@pytest.mark.parametrize("missing", ["bootstrap", "stories/spider.twee", *LIBRARIES])
def test_a_package_that_lacks_something_is_refused(executable, tmp_path, missing):
    files = whole(linked_against(executable, "GLIBC_2.34"))
    del files[missing]
    with pytest.raises(package.PackageError, match="build it"):
        package.check_native(pack(tmp_path, files), architecture(executable))


def test_what_is_no_executable_is_refused(executable, tmp_path):
    cut = executable[: len(executable) // 2]
    for wrong in [b"#!/bin/sh\n", b"\x7fELF\x02\x01", cut, b""]:
        files = {**whole(executable), "bootstrap": wrong}
        with pytest.raises(package.PackageError):
            package.check_native(pack(tmp_path, files), architecture(executable))
    with pytest.raises(package.PackageError, match="not executable"):
        package.check_native(pack(tmp_path, whole(executable), 0o644), architecture(executable))
    with pytest.raises(package.PackageError, match="missing"):
        package.check_native(tmp_path / "none.zip", "x86_64")


def test_the_wrong_processor_is_refused(executable, tmp_path):
    other = {"x86_64": "arm64", "arm64": "x86_64"}[architecture(executable)]
    with pytest.raises(package.PackageError, match="set Architecture="):
        package.check_native(pack(tmp_path, whole(linked_against(executable, "GLIBC_2.34"))), other)


def test_a_damaged_bundle_is_refused_before_anything_is_deployed(tmp_path):
    from conftest import ROOT

    shipped = next((ROOT / "function/models").iterdir())
    folder = tmp_path / shipped.name
    shutil.copytree(shipped, folder)
    assert bundle.read(folder).manifest_sha256 == bundle.sha256(shipped / "manifest.json")
    with (folder / "tokenizer.json").open("ab") as file:
        file.write(b" ")
    with pytest.raises(bundle.BundleError, match=r"tokenizer\.json: sha256 is"):
        bundle.read(folder)
    (folder / "tokenizer.json").unlink()
    with pytest.raises(bundle.BundleError, match=r"tokenizer\.json: missing"):
        bundle.read(folder)
    with pytest.raises(bundle.BundleError, match="has no bundle"):
        bundle.choose(tmp_path, "other")
