"""A password that is looked for afterwards, in every spelling that programs give a text.

Where a mock console's password stands after the tests is where a real one would stand
after a run. Nothing here prints it: a find is a file and the name of a spelling.
"""

from __future__ import annotations

import base64
import codecs
import gzip
import html
import json
import os
import quopri
import re
import secrets
import stat
import string
import urllib.parse
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import BinaryIO

CHUNK = 8 * 1024 * 1024
#: Bytes that one packed file is unpacked to at most.
UNPACKED_AT_MOST = 256 * 1024 * 1024

_CORE = 20
_SHORTEST_CORE = 8


@dataclass(frozen=True)
class Find:
    """A place where the password stands, and how it is spelt there."""

    where: str
    spelling: str

    def __str__(self) -> str:
        return f"{self.where}: {self.spelling}"


def new_canary() -> str:
    """Return a password that stands nowhere yet; its ends are spelt otherwise by everything that escapes."""
    letters = string.ascii_letters + string.digits
    return 'C&"' + "".join(secrets.choice(letters) for _ in range(_CORE)) + "=é7"


def spellings(secret: str) -> dict[str, bytes]:
    """Return the bytes of a text in each spelling, by its name; those that are alike stand there once."""
    raw = secret.encode()
    escaped = json.dumps(secret)[1:-1]
    found = {
        "plain": raw,
        "UTF-16 LE": secret.encode("utf-16-le"),
        "UTF-16 BE": secret.encode("utf-16-be"),
        "UTF-32 LE": secret.encode("utf-32-le"),
        "UTF-32 BE": secret.encode("utf-32-be"),
        "Latin-1": secret.encode("latin-1", "ignore"),
        "URL-quoted": urllib.parse.quote(secret, safe="").encode(),
        "URL-quoted in small letters": _lowered(urllib.parse.quote(secret, safe="")).encode(),
        "URL-quoted as a form": urllib.parse.quote_plus(secret).encode(),
        "URL-quoted twice": urllib.parse.quote(urllib.parse.quote(secret, safe=""), safe="").encode(),
        "URL-quoted letter by letter": "".join(f"%{byte:02X}" for byte in raw).encode(),
        "URL-quoted letter by letter, small": "".join(f"%{byte:02x}" for byte in raw).encode(),
        "JSON-escaped": escaped.encode(),
        "JSON with accents": json.dumps(secret, ensure_ascii=False)[1:-1].encode(),
        "JSON in JSON": json.dumps(escaped)[1:-1].encode(),
        "JSON letter by letter": "".join(f"\\u{ord(letter):04x}" for letter in secret).encode(),
        "HTML-escaped": html.escape(secret).encode(),
        "HTML-escaped without quotes": html.escape(secret, quote=False).encode(),
        "HTML letter by letter": "".join(f"&#{ord(letter)};" for letter in secret).encode(),
        "HTML letter by letter, hexadecimal": "".join(f"&#x{ord(letter):x};" for letter in secret).encode(),
        "Python's repr": repr(secret)[1:-1].encode(),
        "Python's repr of bytes": repr(raw)[2:-1].encode(),
        "hexadecimal": raw.hex().encode(),
        "hexadecimal in capitals": raw.hex().upper().encode(),
        "hexadecimal with blanks": raw.hex(" ").encode(),
        "hexadecimal with colons": raw.hex(":").encode(),
        "reversed": secret[::-1].encode(),
        "quoted-printable": quopri.encodestring(raw, quotetabs=False).replace(b"=\n", b""),
        "ROT13": codecs.encode(secret, "rot13").encode(),
        "base32": base64.b32encode(raw).rstrip(b"="),
    }
    for name, data in (("base64", raw), ("base64 of UTF-16", secret.encode("utf-16-le"))):
        for before in range(3):
            inside = _base64_inside(data, before)
            found[f"{name}, alignment {before}"] = inside
            found[f"{name} for addresses, alignment {before}"] = inside.translate(bytes.maketrans(b"+/", b"-_"))
    unlike: dict[str, bytes] = {}
    for name, spelt in found.items():
        if spelt not in unlike.values():
            unlike[name] = spelt
    return unlike


class Search:
    """A secret, ready to be looked for in a lot of bytes; also finds a secret that was cut at its ends."""

    def __init__(self, secret: str) -> None:
        if len(secret) < _SHORTEST_CORE:
            raise ValueError("a secret so short is found everywhere")
        core = max(re.findall(r"[A-Za-z0-9]+", secret), key=len, default="")
        self._whole = spellings(secret)
        cut = spellings(core) if len(core) >= _SHORTEST_CORE else {}
        self._cut = {f"{name} (cut)": spelt for name, spelt in cut.items()}
        # What stands in all longer spellings is looked for first: a few passes, not eighty.
        every = [*self._whole.values(), *self._cut.values()]
        self._first = _shortest(every)
        self._reach = max(map(len, every))

    def in_bytes(self, data: bytes) -> set[str]:
        """Return the names of the spellings that stand there; a cut one only when no whole one does."""
        if not any(needle in data for needle in self._first):
            return set()
        whole = {name for name, spelt in self._whole.items() if spelt in data}
        explained = b"\0".join(self._whole[name] for name in whole)
        return whole | {name for name, spelt in self._cut.items() if spelt not in explained and spelt in data}

    def in_text(self, text: str) -> set[str]:
        """Return the names of the spellings that stand in a text."""
        return self.in_bytes(text.encode("utf-8", "surrogatepass"))

    def in_stream(self, stream: BinaryIO) -> set[str]:
        """Return what stands in a stream, read to its end in pieces that overlap."""
        found: set[str] = set()
        tail = b""
        while piece := stream.read(CHUNK):
            found |= self.in_bytes(tail + piece)
            tail = (tail + piece)[-self._reach :]
        return found

    def in_file(self, path: Path) -> set[str]:
        """Return what stands in a file, and in what is packed into it; raise OSError when it cannot be read."""
        with path.open("rb") as file:
            found = self.in_stream(file)
            for name, unpacked in _unpacked(path, file):
                found |= {f"{spelling}, packed{name}" for spelling in self.in_bytes(unpacked)}
        return found

    def in_folder(self, folder: Path, *, kept_in: Iterable[str] = (), since: float = 0.0) -> Iterator[Find]:
        """Yield what stands below a folder, in file names too, but not in files `kept_in` names by a pattern.

        `since` leaves out files that were not written after that moment of the wall clock. A
        file that cannot be read is a find, too: nobody knows what is in it.
        """
        patterns = tuple(kept_in)
        for path in _files(folder):
            if any(fnmatchcase(path.name, pattern) for pattern in patterns):
                continue
            yield from (Find("the name of a file", spelling) for spelling in self.in_text(path.name))
            try:
                about = path.lstat()
                if not stat.S_ISREG(about.st_mode) or about.st_mtime < since:
                    continue
                yield from (Find(str(path), spelling) for spelling in sorted(self.in_file(path)))
            except FileNotFoundError:
                continue  # somebody else's, and gone
            except OSError as error:
                yield Find(str(path), f"not read ({error.strerror})")


def _lowered(quoted: str) -> str:
    return re.sub(r"%[0-9A-F]{2}", lambda match: match[0].lower(), quoted)


def _base64_inside(data: bytes, before: int) -> bytes:
    """Return what base64 makes of bytes whatever stands around them, `before` bytes into a group of three."""
    encoded = base64.b64encode(b"\0" * before + data + b"\0\0")
    return encoded[-(-before * 8 // 6) : (before + len(data)) * 8 // 6]


def _shortest(needles: Iterable[bytes]) -> tuple[bytes, ...]:
    kept: list[bytes] = []
    for needle in sorted(set(needles), key=len):
        if not any(each in needle for each in kept):
            kept.append(needle)
    return tuple(kept)


def _files(folder: Path) -> Iterator[Path]:
    for parent, _, names in os.walk(folder):
        yield from (Path(parent, name) for name in sorted(names))


def _unpacked(path: Path, file: BinaryIO) -> Iterator[tuple[str, bytes]]:
    """Yield what is packed into a file, as traces are; what is broken is left as it is."""
    file.seek(0)
    magic = file.read(4)
    with suppress(OSError, EOFError, zipfile.BadZipFile, zlib.error, RuntimeError):
        if magic[:2] == b"\x1f\x8b":
            with gzip.open(path) as opened:
                yield "", opened.read(UNPACKED_AT_MOST)
        elif magic == b"PK\x03\x04":
            with zipfile.ZipFile(path) as archive:
                for member in archive.infolist():
                    with archive.open(member) as inside:
                        yield f" as {member.filename}", inside.read(UNPACKED_AT_MOST)
