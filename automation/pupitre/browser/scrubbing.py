"""A trace of the browser without what would let anyone sign in.

Playwright's trace is a zip of JSON lines and of what the page loaded. Cookies,
headers that carry a session, storage, password fields and the bodies of logins are
taken out where they stand; then each of their values, and the password, is looked
for in every member and taken out wherever else it is.
"""

from __future__ import annotations

import json
import re
import urllib.parse
import zipfile
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from pupitre.browser.bodies import traces, washed

REMOVED = "removed"

_LINES = (".trace", ".network", ".stacks")
_TELLING = re.compile(r"(?i)cookie|authori[sz]ation|csrf|xsrf|token|session|api-?key|secret|password|credential")
_STORAGE = frozenset(
    {"cookies", "storagestate", "localstorage", "sessionstorage", "origins", "indexeddb"}
    | {"httpcredentials", "clientcertificates", "proxy"}
)
_FILES = ("_file", "_sha1")
_SHORTEST = 8  # characters; taking out what is shorter would break every other word


def scrub(source: Path, target: Path, *, secrets: Collection[str], login_paths: Collection[str]) -> None:
    """Write a scrubbed trace; raise OSError, ValueError or BadZipFile when it can't be done whole."""
    finds = _Finds(frozenset(login_paths))
    with zipfile.ZipFile(source) as old:
        for name in _members_of_lines(old):
            for document in _documents(old, name):
                finds.clean(document)
        known = sorted({*secrets, *finds.values}, key=len, reverse=True)
        with zipfile.ZipFile(target, "x", zipfile.ZIP_DEFLATED) as new:
            for member in old.infolist():
                if member.filename.endswith(_LINES):
                    lines = (
                        json.dumps(finds.clean(each), ensure_ascii=False) for each in _documents(old, member.filename)
                    )
                    content = "".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace")
                else:
                    content = b"" if Path(member.filename).name in finds.bodies else old.read(member)
                new.writestr(member.filename, _without(content, known))


def _members_of_lines(archive: zipfile.ZipFile) -> list[str]:
    return [name for name in archive.namelist() if name.endswith(_LINES)]


def _documents(archive: zipfile.ZipFile, name: str) -> Iterator[Any]:
    with archive.open(name) as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


class _Finds:
    """What is taken out of JSON lines, and what has to be looked for elsewhere."""

    def __init__(self, login_paths: frozenset[str]) -> None:
        self.values: set[str] = set()
        self.bodies: set[str] = set()
        self._login_paths = login_paths

    def clean(self, value: Any) -> Any:
        """Return a JSON value without what is secret in it."""
        if isinstance(value, list):
            return self._clean_list(value)
        if not isinstance(value, dict):
            return value
        if self._is_login(value):
            value = self._without_bodies(value)
        name = value.get("name")
        if isinstance(name, str) and _TELLING.search(name) and isinstance(value.get("value"), str):
            self._note(value["value"])
            value = {**value, "value": REMOVED}
        return {key: self._clean_entry(str(key), each) for key, each in value.items()}

    def _clean_entry(self, key: str, value: Any) -> Any:
        if key.lower() in _STORAGE:
            for text in _texts(value):
                self._note(text)
            return [] if isinstance(value, list) else None
        if isinstance(value, str) and _TELLING.search(key):
            self._note(value)
            return REMOVED
        return self.clean(value)

    def _clean_list(self, value: list[Any]) -> list[Any]:
        """Return a list; one that is an element of a page loses what its password field shows."""
        if len(value) > 1 and isinstance(value[0], str) and isinstance(value[1], dict) and _is_secret_field(*value[:2]):
            shown = {key: text for key, text in value[1].items() if "value" in key}
            for text in _texts(shown):
                self._note(text)
            value = [value[0], {key: text for key, text in value[1].items() if key not in shown}, *value[2:]]
        return [self.clean(each) for each in value]

    def _is_login(self, value: dict[str, Any]) -> bool:
        request = value.get("request")
        url = request.get("url") if isinstance(request, dict) else None
        return isinstance(url, str) and urllib.parse.urlsplit(url).path in self._login_paths

    def _without_bodies(self, value: dict[str, Any]) -> dict[str, Any]:
        request, response = value["request"], value.get("response")
        self._drop(request.get("postData"))
        kept = {**value, "request": {key: each for key, each in request.items() if key != "postData"}}
        if isinstance(response, dict):
            self._drop(response.get("content"))
            kept["response"] = {**response, "content": {"size": 0, "mimeType": "x-unknown"}}
        return kept

    def _drop(self, body: Any) -> None:
        if isinstance(body, dict):
            self.bodies |= {Path(body[key]).name for key in _FILES if isinstance(body.get(key), str)}

    def _note(self, text: str) -> None:
        """Keep a value to be looked for: as a whole, and the parts of a header."""
        parts = {text, *(part.strip().partition("=")[2] for part in re.split(r"[;\n]", text))}
        parts |= set(text.split()[1:2])  # Bearer ..., Basic ...
        self.values |= {part for part in parts if len(part) >= _SHORTEST and part != REMOVED}


def _is_secret_field(name: str, attributes: dict[str, Any]) -> bool:
    kind, hint = str(attributes.get("type", "")).lower(), str(attributes.get("autocomplete", "")).lower()
    return name.upper() == "INPUT" and (kind == "password" or "password" in hint)


def _texts(value: Any) -> Iterator[str]:
    match value:
        case dict():
            for key, each in value.items():
                if key not in ("name", "domain", "path", "sameSite", "origin"):
                    yield from _texts(each)
        case list():
            for each in value:
                yield from _texts(each)
        case str():
            yield value


def _without(content: bytes, known: list[str]) -> bytes:
    for value in known:
        content = washed(content, value, REMOVED)
        if len(value) >= _SHORTEST:
            for trace in traces(value):
                content = content.replace(trace.encode(), b"")
    return content
