"""A trace of the browser that nobody can sign in with."""

from __future__ import annotations

import base64
import json
import urllib.parse
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Error

from pupitre.browser.scrubbing import scrub
from pupitre.browser.tracing import Tracer
from pupitre.evidence import Record, verify
from pupitre.mock.server import MockServer, Request, Response
from pupitre.testing.canary import new_canary, spellings

COOKIE, CSRF, TOKEN, STORED, SHOWN = (
    f"C4nary{name}{'x' * 12}" for name in ("cookie", "csrf", "token", "stored", "shown")
)
PAGE = """<!doctype html><h1>REVEL 021</h1><input type=password><input id=hours>
<script>localStorage.setItem('kept', 'STORED'); document.cookie = 'XSRF-TOKEN=CSRF'</script>"""
SIGN_IN = """async password => {
  const answer = await fetch('/api/login', {method: 'POST', body: JSON.stringify({Password: password})});
  return (await answer.json()).length;
}"""
ASK = """async () => {
  const [csrf] = document.cookie.match(/(?<=XSRF-TOKEN=)[^;]*/);
  await fetch('/api/list?again=' + csrf, {headers: {'X-XSRF-TOKEN': csrf, Authorization: 'Bearer THE-ONE'}});
  document.querySelector('h1').append(' ' + document.cookie);
  document.querySelector('input').value = 'SHOWN';
}"""


def members(archive: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(archive) as opened:
        for name in opened.namelist():
            yield name, opened.read(name)


def found_in(archive: Path, *secrets: str) -> list[str]:
    """Return where any of the secrets stands, in whatever spelling."""
    return [
        f"{name}: {secret[:12]} {how}"
        for name, content in members(archive)
        for secret in secrets
        for how, spelt in spellings(secret).items()
        if spelt in content or spelt in name.encode()
    ]


@dataclass
class Kept:
    """What a tracer handed over, and what it warned of."""

    folder: Path
    files: dict[str, Path] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def keep(self, name: str, data: bytes) -> None:
        self.files[name] = self.folder / name
        self.files[name].write_bytes(data)


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    (tmp_path / "kept").mkdir()
    (tmp_path / "private").mkdir()
    return Kept(tmp_path / "kept")


def tracer_of(context: Any, kept: Kept, password: str = "unused-password", **wishes: Any) -> Tracer:
    private = kept.folder.parent / "private"
    return Tracer(context, private, ("/api/login",), lambda: password, kept.keep, kept.warnings.append, **wishes)


@pytest.fixture
def server() -> Iterator[MockServer]:
    def answer(request: Request) -> Response:
        if request.path == "/api/login":
            return Response.json(TOKEN)
        page = PAGE.replace("STORED", STORED).replace("CSRF", CSRF).encode()
        return Response(200, page, "text/html; charset=utf-8", (("Set-Cookie", f"session={COOKIE}; HttpOnly"),))

    server = MockServer(answer)
    server.start()
    yield server
    server.stop()


def test_no_cookie_token_or_password_is_in_any_byte_of_a_trace(
    browser: Browser, server: MockServer, kept: Kept
) -> None:
    password = new_canary()
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(server.origin)
        tracer = tracer_of(context, kept, password)
        tracer.start()
        page.reload()
        page.locator("#hours").fill("08:00-12:00")
        page.evaluate(ASK.replace("THE-ONE", TOKEN).replace("SHOWN", SHOWN))
        with tracer.paused():
            page.evaluate(SIGN_IN, password)
        page.reload()
        page.locator("#hours").fill("14:00-17:30")
        page.evaluate(SIGN_IN, password)  # worse than what can happen: a login while a trace runs
        context.storage_state()
        tracer.stop()
    assert sorted(kept.files) == ["trace-2.zip", "trace.zip"]
    assert kept.warnings == []
    for archive in kept.files.values():
        assert found_in(archive, password, COOKIE, CSRF, TOKEN, STORED, SHOWN) == []
    told = b"".join(content for _, content in members(kept.files["trace.zip"]))
    assert b"REVEL 021" in told
    assert b"08:00-12:00" in told
    assert b"/api/list" in told
    assert list((kept.folder.parent / "private").iterdir()) == []


def test_no_trace_is_begun_where_none_is_wished(browser: Browser, kept: Kept) -> None:
    with browser.new_context() as context:
        tracer = tracer_of(context, kept, wanted=False)
        tracer.start()
        with tracer.paused():
            pass
        tracer.stop()
    assert (kept.files, kept.warnings) == ({}, [])


def test_a_trace_does_not_go_on_after_a_login_that_failed(browser: Browser, kept: Kept) -> None:
    with browser.new_context() as context:
        context.new_page()
        tracer = tracer_of(context, kept)
        tracer.start()
        with pytest.raises(KeyError), tracer.paused():
            raise KeyError
        tracer.stop()
    assert list(kept.files) == ["trace.zip"]


def test_a_trace_that_the_browser_does_not_hand_over_is_a_warning(browser: Browser, kept: Kept) -> None:
    context = browser.new_context()
    tracer = tracer_of(context, kept)
    tracer.start()
    context.close()
    tracer.stop()
    assert (kept.files, kept.warnings) == ({}, ["the browser did not hand it over"])
    assert list((kept.folder.parent / "private").iterdir()) == []


class Tracing:
    """A browser's tracing that hands over whatever it was given."""

    def __init__(self, content: bytes) -> None:
        self.tracing = self
        self._content = content

    def start(self, **_: object) -> None: ...

    def stop(self, path: Path) -> None:
        path.write_bytes(self._content)

    def cookies(self) -> list[dict[str, str]]:
        raise Error("closed")


def packed(folder: Path, **files: str) -> Path:
    path = folder / "raw.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return path


@pytest.mark.parametrize("lines", ["no zip", '{"type": "before", "params":', "[" * 100_000])
def test_what_is_not_understood_is_not_kept(kept: Kept, lines: str) -> None:
    content = b"no zip" if lines == "no zip" else packed(kept.folder.parent, trace_trace=lines).read_bytes()
    tracer = tracer_of(Tracing(content), kept)
    tracer.start()
    tracer.stop()
    assert (kept.files, kept.warnings) == ({}, ["it could not be scrubbed"])
    assert list((kept.folder.parent / "private").iterdir()) == []


def test_a_secret_is_taken_out_wherever_else_it_stands(tmp_path: Path) -> None:
    secret = 'C&"4nary+value/é=='
    header = {"request": {"url": "https://x/y", "headers": [{"name": "Cookie", "value": f"a=b; sid={secret}"}]}}
    echoed = {"url": f"/?q={urllib.parse.quote(secret, safe='')}", "console": f"it is {secret}", "sessionId": "s"}
    raw = packed(
        tmp_path,
        trace_network=json.dumps(header),
        trace_trace=json.dumps(echoed),
        resources__a_txt=base64.b64encode(b"xy" + secret.encode() + b"z").decode(),
    )
    scrub(raw, tmp_path / "clean.zip", secrets=(), login_paths=())
    assert found_in(tmp_path / "clean.zip", secret) == []
    clean = dict(members(tmp_path / "clean.zip"))
    assert json.loads(clean["trace.trace"])["sessionId"] == "removed"
    assert json.loads(clean["trace.network"])["request"]["url"] == "https://x/y"


def test_a_trace_is_part_of_what_is_verified(tmp_path: Path, keep_run: Any) -> None:
    def doing(record: Record) -> None:
        record.keep("trace.zip", b"PK a trace")

    record = keep_run("20261122T010512Z-aaaaaa", doing=doing)
    trace = record.folder / "trace.zip"
    assert verify(record.folder) == []
    assert "trace.zip" in (record.folder / "SHA256SUMS").read_text()
    trace.write_bytes(b"PK another")
    assert [(finding.kind.value, finding.where) for finding in verify(record.folder)] == [("edited", "trace.zip")]
    trace.unlink()
    assert [(finding.kind.value, finding.where) for finding in verify(record.folder)] == [("missing file", "trace.zip")]
