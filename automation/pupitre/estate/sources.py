"""The places where a password can be: what each gives, or why it gives nothing.

Each function returns a value and an empty reason, or an empty value and a reason
for people. Nothing is raised, so no traceback passes through a frame that holds a
value.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import os
import selectors
import shlex
import signal
import stat
import subprocess
import time
from pathlib import Path

from pupitre.estate.problems import quoted, quoted_path

LARGEST_OUTPUT = 65_536
COMMAND_TIMEOUT = 10.0

_taken: dict[str, str] = {}


def from_environment(name: str, folder: Path, user: str) -> tuple[str, str]:
    """Take a variable out of the environment, so that no child process inherits it."""
    value = os.environ.pop(name, None)
    if value is not None:
        _taken[name] = value
    if name not in _taken:
        return "", "this variable is not set in the environment of this process"
    return _taken[name], ""


def from_file(name: str, folder: Path, user: str) -> tuple[str, str]:
    """Read a private file of ours; a relative path starts at the estate's folder.

    A file that systemd handed to this unit is read from there: the file itself may be root's alone.
    """
    path = path_of_file(name, folder)
    credentials = os.environ.get("CREDENTIALS_DIRECTORY")
    handed = Path(credentials) / credential_name(path) if credentials else None
    return _read(handed, private=False) if handed is not None and handed.is_file() else _read(path, private=True)


def path_of_file(name: str, folder: Path) -> Path:
    """Return the path that `file:NAME` means in this folder; a home that is nobody's stays as written."""
    path = folder / name
    with contextlib.suppress(RuntimeError):
        path = folder / Path(name).expanduser()
    return path.parent.resolve() / path.name  # the file itself may be a link, which is refused when it is read


def credential_name(path: Path) -> str:
    """Return what a private file is called when systemd hands it to a unit."""
    return f"pupitre-{hashlib.sha256(os.fsencode(path)).hexdigest()[:16]}"


def from_systemd(name: str, folder: Path, user: str) -> tuple[str, str]:
    """Read a credential that systemd handed to this unit (`LoadCredential=`)."""
    credentials = os.environ.get("CREDENTIALS_DIRECTORY")
    if not credentials:
        return "", "systemd gave this process no credentials; add LoadCredential= to its unit"
    # Who owns it and its mode are systemd's own affair, with an access list on some systems.
    return _read(Path(credentials) / name, private=False)


def _read(path: Path, *, private: bool) -> tuple[str, str]:
    where = quoted_path(str(path))
    flags = os.O_RDONLY
    for flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC"):
        flags |= getattr(os, flag, 0)
    try:
        if path.is_symlink():
            return "", f"{where} is a symbolic link; name the file itself"
        descriptor = os.open(path, flags)
    except FileNotFoundError:
        return "", f"there is no file {where}"
    except OSError as error:
        return "", f"{where} cannot be opened ({error.strerror})"
    state = os.fstat(descriptor)
    if not stat.S_ISREG(state.st_mode):
        os.close(descriptor)
        return "", f"{where} is not an ordinary file"
    with os.fdopen(descriptor, "rb") as opened:
        if private and hasattr(os, "geteuid"):
            if state.st_uid != os.geteuid():
                return "", f"{where} belongs to another user"
            if state.st_mode & 0o077:
                mode = stat.S_IMODE(state.st_mode)
                return "", f"{where} can be read by others (mode {mode:04o}); chmod 600 it"
        try:
            content = opened.read(LARGEST_OUTPUT + 1)
        except OSError as error:
            return "", f"{where} cannot be read ({error.strerror})"
    return _text(content, "the file")


def from_command(name: str, folder: Path, user: str) -> tuple[str, str]:
    """Run a command, without a shell, from the estate's folder, and take what it prints.

    It has 10 seconds and at most 64 KB to say it; of its complaints the first line is told.
    """
    try:
        words = shlex.split(name)
    except ValueError:
        return "", "the command has a quote that is not closed"
    if not words:
        return "", "the command is empty"
    try:
        process = subprocess.Popen(
            words,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        return (
            "",
            f"the command cannot be started ({getattr(error, 'strerror', None) or 'its text is not one'})",
        )
    in_time = False
    with process:
        try:
            printed, complaint, in_time = _listen(process)
        finally:
            if not in_time:
                _end(process)
    if not in_time:
        return "", f"the command gave no answer within {COMMAND_TIMEOUT:g} seconds"
    if process.returncode != 0:
        return "", f"the command ended with code {process.returncode}{_first_line(complaint, printed)}"
    if not printed:
        return "", f"the command printed nothing{_first_line(complaint, printed)}"
    return _text(printed, "the command's output")


def _listen(process: subprocess.Popen[bytes]) -> tuple[bytes, bytes, bool]:
    """Return what the command printed and complained, and whether it ended in time."""
    assert process.stdout is not None
    assert process.stderr is not None
    heard: dict[str, bytes] = {"out": b"", "err": b""}
    deadline = time.monotonic() + COMMAND_TIMEOUT
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ, "out")
        selector.register(process.stderr, selectors.EVENT_READ, "err")
        while selector.get_map():
            ready = selector.select(max(0.0, deadline - time.monotonic()))
            if not ready:
                return b"", b"", False
            for key, _ in ready:
                piece = os.read(key.fd, 4096)
                if not piece:
                    selector.unregister(key.fileobj)
                elif len(heard[key.data]) <= LARGEST_OUTPUT:
                    heard[key.data] += piece
            if time.monotonic() > deadline:
                return b"", b"", False
    try:
        process.wait(max(0.0, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        return b"", b"", False
    return heard["out"], heard["err"], True


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the command and whatever it started that still holds its output open."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        process.kill()


def _first_line(complaint: bytes, printed: bytes) -> str:
    lines = complaint[:2000].decode("utf-8", "replace").strip().splitlines()
    if not lines:
        return ""
    secret = printed.decode("utf-8", "replace").strip()
    if secret and any(piece in lines[0] for piece in (secret, *secret.split())):
        return "; what it complained of repeats its output and is not shown"
    return f"; it says {quoted(lines[0])}"


def from_keyring(name: str, folder: Path, user: str) -> tuple[str, str]:
    """Ask the system's keyring for the user's password under this service name."""
    try:
        keyring = importlib.import_module("keyring")
    except ImportError:
        return "", "the keyring is not installed with Pupitre; pip install 'pupitre[keyring]', or use file:"
    try:
        value = keyring.get_password(name, user)
    except Exception as error:  # noqa: BLE001 - each back end has its own errors; their texts are not ours to show
        failed = type(error).__name__
        return "", f"the system's keyring cannot be used ({failed}); is it unlocked, and is there one at all?"
    if value is None:
        stored = shlex.join(["keyring", "set", name, user])
        return "", f"the keyring has no password of this name for {quoted(user)}; store it: {stored}"
    return str(value), ""


def _text(content: bytes, what: str) -> tuple[str, str]:
    if len(content) > LARGEST_OUTPUT:
        return "", f"{what} is larger than {LARGEST_OUTPUT // 1024} KB; is this the right place?"
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return "", f"{what} is not UTF-8 text"
    # Editors and commands end a text with one line end; it is no part of the password.
    for end in ("\r\n", "\n"):
        if text.endswith(end):
            return text[: -len(end)], ""
    return text, ""
