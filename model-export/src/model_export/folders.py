"""Writes a folder whole or not at all."""

import errno
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from model_export.errors import UserError

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@contextmanager
def written_whole(out: Path) -> Iterator[Path]:
    """A fresh folder beside `out` that takes its place when the block ends well, and is removed when not."""
    if out.exists() and not out.is_dir():
        raise UserError(f"{out}: is a file; give a folder")
    fresh = out.with_name(out.name + ".part")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        yield fresh
        shutil.rmtree(out, ignore_errors=True)
        fresh.rename(out)
    except OSError as e:
        if e.errno not in _NO_ROOM:
            raise
        raise UserError(f"{out}: {e.strerror}; free some space or choose a folder on another disk") from e
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
