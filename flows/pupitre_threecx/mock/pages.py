"""The files of the console's application, put together for one variant."""

from __future__ import annotations

import json
from functools import cached_property
from importlib import resources
from importlib.resources.abc import Traversable

from pupitre.mock import Libraries, Response
from pupitre.mock.libraries import static
from pupitre_threecx.mock.variant import Variant

LIBRARIES = {
    "angular": "xstatic.pkg.angular",
    "ui-bootstrap": "xstatic.pkg.angular_bootstrap",
    "ui-router": "xstatic.pkg.angular_ui_router",
    "bootswatch": "xstatic.pkg.bootswatch",
}
UI_BOOTSTRAP = "ui-bootstrap/angular-bootstrap.js"
CONTENT_SECURITY_POLICY = "default-src 'self' 'unsafe-inline' 'unsafe-eval'; img-src 'self' data:; form-action 'self'"


class Pages:
    """Pages and static files; nothing in them names another host."""

    def __init__(self, variant: Variant) -> None:
        self._variant = variant
        self._libraries = Libraries(LIBRARIES)
        self._kept: dict[str, Response] = {}
        self._folder = resources.files("pupitre_threecx.mock") / "console"

    def answer(self, path: str, faults: str) -> Response:
        """Return the page or the file of a path; `faults` is what the page must know of them."""
        if path in ("/", "/index.html"):
            settings = json.dumps({"variant": self._variant.to_json(), "faults": json.loads(faults)})
            page = self._index.replace("@settings@", settings.replace("<", "\\u003c"))
            return Response(
                200,
                page.encode(),
                "text/html; charset=utf-8",
                (("Cache-Control", "no-store"), ("Content-Security-Policy", CONTENT_SECURITY_POLICY)),
            )
        if path not in self._kept:
            found = self._file(path)
            if found.status != 200:
                return found
            self._kept[path] = found
        return self._kept[path]

    def page(self, name: str, status: int = 200) -> Response:
        """Return one of the pages that stand outside the application."""
        return Response.html(_text(self._folder / f"{name}.html"), status)

    def _file(self, path: str) -> Response:
        if path.startswith("/lib/"):
            return self._library(path.removeprefix("/lib/"))
        name = path.removeprefix("/app/")
        served = {entry.name for entry in self._folder.iterdir() if entry.name.endswith((".js", ".css"))}
        if path.startswith("/app/") and name in served:
            return static(name, (self._folder / name).read_bytes())
        return Response.not_found()

    def _library(self, path: str) -> Response:
        content = self._libraries.read(path)
        if content is None:
            return Response.not_found()
        if path == UI_BOOTSTRAP and self._variant.modal_class != "in":
            shown = f"'modal-in-class': '{self._variant.modal_class}'".encode()
            content = content.replace(b"'modal-in-class': 'in'", shown)
        return static(path, content)

    @cached_property
    def _index(self) -> str:
        templates = sorted((self._folder / "templates").iterdir(), key=lambda entry: entry.name)
        scripts = [
            f'<script type="text/ng-template" id="{entry.name}">\n{_text(entry)}</script>' for entry in templates
        ]
        return _text(self._folder / "index.html").replace("@templates@", "\n".join(scripts))


def _text(file: Traversable) -> str:
    return file.read_text(encoding="utf-8")
