"""The files of the console's application, and the addresses that lead to them."""

from __future__ import annotations

import json
from importlib import resources

from pupitre.mock import Response
from pupitre.mock.libraries import static
from pupitre_ooma.mock.variant import Variant

CONTENT_SECURITY_POLICY = "default-src 'self' 'unsafe-inline'; img-src 'self' data:; form-action 'self'"
# Every page of the help has an address with a path and one with a hash.
REDIRECTS = {
    "/extensions": "extensions",
    "/phone_numbers": "manage_phone_number",
    "/virtual_receptionist": "virtual_receptionist",
    "/conferences": "conferences",
    "/preferences": "preferences",
    "/settings": "settings",
    "/billing": "billing",
    "/call_logs": "call_logs",
}


class Pages:
    """Pages and static files; nothing in them names another host."""

    def __init__(self, variant: Variant, country: str) -> None:
        self._variant = variant
        self._country = country
        self._kept: dict[str, Response] = {}
        self._folder = resources.files("pupitre_ooma.mock") / "console"

    def answer(self, path: str, faults: str) -> Response:
        """Return the page, the file or the redirect of a path; `faults` is what the page must know of them."""
        route = REDIRECTS.get(path.rstrip("/"))
        if route is not None:
            return Response(302, headers=(("Location", f"/#{route}"), ("Cache-Control", "no-store")))
        if path in ("/", "/index.html"):
            return self._index(faults)
        name = path.removeprefix("/app/")
        if name not in self._kept:
            served = {entry.name for entry in self._folder.iterdir() if entry.name.endswith((".js", ".css"))}
            if not path.startswith("/app/") or name not in served:
                return Response.not_found()
            self._kept[name] = static(name, (self._folder / name).read_bytes())
        return self._kept[name]

    def page(self, name: str, status: int = 200) -> Response:
        """Return one of the pages that stand outside the application."""
        return Response.html(self._text(f"{name}.html"), status)

    def _index(self, faults: str) -> Response:
        settings = {"variant": self._variant.to_json(), "faults": json.loads(faults), "country": self._country}
        written = json.dumps(settings).replace("<", "\\u003c")
        page = self._text("index.html").replace("@settings@", written).replace("@language@", self._variant.language)
        headers = (("Cache-Control", "no-store"), ("Content-Security-Policy", CONTENT_SECURITY_POLICY))
        return Response(200, page.encode(), "text/html; charset=utf-8", headers)

    def _text(self, name: str) -> str:
        return (self._folder / name).read_text(encoding="utf-8")
