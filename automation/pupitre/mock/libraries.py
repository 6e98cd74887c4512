"""The web libraries of a mock console, from the packages of the extra `pupitre[rehearse]`.

Nothing is copied into this project and nothing is fetched: the files of the
installed XStatic packages are served as they are, except that a stylesheet
loses its imports from other hosts.
"""

from __future__ import annotations

import importlib
import mimetypes
import re
from pathlib import Path

from pupitre.errors import Explained
from pupitre.mock.server import Response

REMEDY = "Install the libraries that the mock shows itself with: pip install 'pupitre[rehearse]'"
FOREIGN_IMPORT = re.compile(rb"""@import\s+(?:url\()?["']?(?:https?:)?//[^;]*;""")

mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("font/woff", ".woff")
mimetypes.add_type("text/javascript", ".js")


class Libraries:
    """Folders of installed packages, each under a short name."""

    def __init__(self, packages: dict[str, str]) -> None:
        self._folders = {name: _folder(package) for name, package in packages.items()}

    def read(self, path: str) -> bytes | None:
        """Return the content of `<name>/<file>`, or None when there is no such file."""
        name, _, rest = path.partition("/")
        folder = self._folders.get(name)
        if folder is None:
            return None
        file = (folder / rest).resolve()
        if not file.is_relative_to(folder) or not file.is_file():
            return None
        content = file.read_bytes()
        return FOREIGN_IMPORT.sub(b"", content) if file.suffix == ".css" else content

    def answer(self, path: str) -> Response:
        """Return the file as an answer, 404 when there is none."""
        content = self.read(path)
        return Response.not_found() if content is None else static(path, content)


def static(path: str, content: bytes) -> Response:
    """Return an answer that the browser may keep for an hour."""
    kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
    if kind.startswith("text/"):
        kind += "; charset=utf-8"
    return Response(200, content, kind, (("Cache-Control", "max-age=3600"),))


def _folder(package: str) -> Path:
    """Return the data folder of an XStatic package; raise Explained when it is not installed."""
    try:
        module = importlib.import_module(package)
    except ImportError as missing:
        raise Explained(f"The mock console needs {package}, which is not installed.", remedy=REMEDY) from missing
    return Path(str(module.BASE_DIR)).resolve()
