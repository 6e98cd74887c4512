"""Small files in the state folder that are there whole or not at all, whenever the process dies."""

from __future__ import annotations

import contextlib
import secrets
from pathlib import Path

from pupitre.guard.folder import StateFolder, sync_folder, write_private

_UNFINISHED = ".part-"


def private_folder(name: str) -> Path:
    """Return a folder of ours in the state folder, made when missing; raise StateUnusable or OSError."""
    folder = StateFolder.find().path / name
    folder.mkdir(mode=0o700, exist_ok=True)
    folder.chmod(0o700)
    return folder


def put(path: Path, content: bytes) -> None:
    """Leave the whole file, on disk when this returns, or what was there before; raise OSError."""
    unfinished = path.with_name(f"{_UNFINISHED}{secrets.token_hex(8)}")
    try:
        write_private(unfinished, content)
        unfinished.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def put_for_others(path: Path, content: bytes, *, durable: bool = True) -> None:
    """Leave the whole file, readable by everyone, for a program that watches its folder; raise OSError.

    What is written again every minute need not be `durable`.
    """
    unfinished = path.with_name(f"{_UNFINISHED}{secrets.token_hex(8)}")
    try:
        if durable:
            write_private(unfinished, content)
        else:
            unfinished.write_bytes(content)
        unfinished.chmod(0o644)
        unfinished.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise


def sweep(folder: Path, *, older_than: float) -> None:
    """Remove what killed processes left unfinished before a moment, in seconds since 1970."""
    for left in folder.glob(f"{_UNFINISHED}*"):
        with contextlib.suppress(OSError):
            if left.stat().st_mtime < older_than:
                left.unlink()
