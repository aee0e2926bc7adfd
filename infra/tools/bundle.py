"""The model bundle as it lies in its folder: its id, the hash that the function pins, whether every byte is right."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

MANIFEST = "manifest.json"


class BundleError(ValueError):
    """The bundle cannot be deployed. The message has the value and the next step."""


@dataclass(frozen=True)
class Bundle:
    folder: Path
    id: str
    manifest_sha256: str
    files: tuple[str, ...]


def sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def choose(models: Path, wanted: str | None) -> Bundle:
    """The bundle of that id; without one, the only one there is."""
    found = sorted(path.parent.name for path in models.glob(f"*/{MANIFEST}"))
    if wanted is None and len(found) != 1:
        raise BundleError(f"{models}: has {len(found)} bundles {found}; choose with --bundle")
    if wanted is not None and wanted not in found:
        raise BundleError(f"{models}: has no bundle {wanted!r}, only {found}; export it first")
    return read(models / (wanted or found[0]))


def read(folder: Path) -> Bundle:
    file = folder / MANIFEST
    try:
        manifest = json.loads(file.read_bytes())
    except ValueError as e:
        raise BundleError(f"{file}: is no JSON ({e}); export the bundle again") from e
    if manifest.get("id") != folder.name:
        raise BundleError(f"{file}: is of the bundle {manifest.get('id')!r}, its folder is {folder.name!r}; rename it")
    for entry in manifest["files"]:
        path = folder / entry["path"]
        if not path.is_file():
            raise BundleError(f"{path}: missing; export the bundle again")
        if (found := sha256(path)) != entry["sha256"]:
            raise BundleError(f"{path}: sha256 is {found}, manifest says {entry['sha256']}; export the bundle again")
    return Bundle(folder, folder.name, sha256(file), tuple(entry["path"] for entry in manifest["files"]))
