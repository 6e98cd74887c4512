"""The text of a file that an operator wrote, or the reason why it cannot be read."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from pupitre.errors import EstateError
from pupitre.estate.problems import InvalidEstate, Mark, Problem, nearest, quoted_path

LARGEST_FILE = 1_000_000
MOST_LINES = 20_000
LONGEST_LINE = 4_000

_UTF16 = ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"))

# What no one types and what could show a file other than it is: control characters, line
# ends that editors do not count, zero-width blanks, and marks that turn the reading order around.
_REFUSED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)


def read_text(path: Path | str, *, longest_line: int = LONGEST_LINE) -> str:
    """Return the file's text; raise EstateError, which never quotes what it read.

    UTF-8 with or without a byte order mark; at most 1 MB, 20,000 lines and `longest_line`
    characters in each, so that a hostile file costs nothing.
    """
    file = os.fspath(path)
    content = _content(file)
    text = _decoded(file, content)
    if not text.strip():
        raise EstateError(f"{quoted_path(file)}: the file is empty; that is no wish to close anything")
    _check_shape(file, text, longest_line)
    return text


def _content(file: str) -> bytes:
    reason = ""
    try:
        # Without O_NONBLOCK, opening a named pipe would wait for ever.
        descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    except FileNotFoundError:
        raise EstateError(f"{quoted_path(file)}: there is no such file{_meant(file)}") from None
    except IsADirectoryError:
        reason = "this is a folder; name a file in it"
    except PermissionError:
        reason = "it may not be read by this user; mend its rights"
    except (OSError, ValueError) as error:
        reason = f"it cannot be opened ({getattr(error, 'strerror', None) or 'its name is not one'})"
    if reason:
        raise EstateError(f"{quoted_path(file)}: {reason}")
    kind = os.fstat(descriptor)
    if not stat.S_ISREG(kind.st_mode):
        os.close(descriptor)
        what = "a folder; name a file in it" if stat.S_ISDIR(kind.st_mode) else "not an ordinary file"
        raise EstateError(f"{quoted_path(file)}: this is {what}")
    with os.fdopen(descriptor, "rb") as opened:
        content = opened.read(LARGEST_FILE + 1) if kind.st_size <= LARGEST_FILE else b""
    if kind.st_size > LARGEST_FILE or len(content) > LARGEST_FILE:
        raise EstateError(f"{quoted_path(file)}: the file is larger than {LARGEST_FILE // 1_000_000} MB")
    return content


def _meant(file: str) -> str:
    folder = Path(file).parent
    try:
        names = [entry.name for entry in folder.iterdir() if entry.suffix in (".yaml", ".yml")]
    except OSError:
        return ""
    meant = nearest(Path(file).name, names)
    return f"; did you mean {quoted_path(str(folder / meant))}?" if meant else ""


def _decoded(file: str, content: bytes) -> str:
    for mark, name in _UTF16:
        if content.startswith(mark):
            _refuse(file, Mark(1, 1), f"byte 0: the file is {name}; save it as UTF-8")
    if b"\0" in content[:4]:
        offset = content.index(b"\0")
        _refuse(file, Mark(1, offset + 1), f"byte {offset}: the file looks like UTF-16; save it as UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The error object holds the whole file: what follows is raised outside of this block.
        skipped = 3 if content.startswith(b"\xef\xbb\xbf") else 0
        offset = error.start + skipped
    before = content[skipped:offset].decode("utf-8")
    place = Mark(before.count("\n") + 1, len(before) - before.rfind("\n"))
    _refuse(file, place, f"byte {offset} (0x{content[offset]:02x}) is not UTF-8; save the file as UTF-8")
    return ""


def _check_shape(file: str, text: str, longest_line: int) -> None:
    hidden = _REFUSED.search(text)
    if hidden is not None:
        line = text.count("\n", 0, hidden.start()) + 1
        column = hidden.start() - text.rfind("\n", 0, hidden.start())
        code = f"U+{ord(hidden[0]):04X}"
        _refuse(file, Mark(line, column), f"there is a hidden character here ({code}); delete it")
    if text.count("\n") >= MOST_LINES:
        _refuse(file, Mark(MOST_LINES, 1), f"the file has more than {MOST_LINES} lines")
    for number, line_text in enumerate(text.split("\n"), start=1):
        if len(line_text) > longest_line:
            _refuse(file, Mark(number, longest_line), f"the line is longer than {longest_line} characters")


def _refuse(file: str, mark: Mark, sentence: str) -> None:
    raise InvalidEstate(file, (Problem(mark, "", sentence),))
