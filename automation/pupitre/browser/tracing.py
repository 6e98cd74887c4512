"""A trace of the browser, only while nobody signs in.

Leaving a login out of a trace afterwards does not take its password out: what
was sent before the part that is kept is in the zip all the same. So a trace begins
after signing in and has ended before anyone does so again.
"""

from __future__ import annotations

import contextlib
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext, Error

from pupitre.browser.scrubbing import scrub
from pupitre.errors import EvidenceFailed

_STORED = "() => [localStorage, sessionStorage].flatMap(each => Object.values(each))"
_TOKEN = re.compile(r"[\w.+/=~-]{16,}")

LARGEST = 200 * 1024 * 1024  # bytes of a trace that is kept


@dataclass
class Tracer:
    """Traces a context while it is wanted; what fails is a warning and nothing else.

    `folder` is for what was not scrubbed yet, ours alone and removed with the run.
    `keep` is handed the name and the bytes of each trace, `warn` why there is none.
    """

    context: BrowserContext
    folder: Path
    login_paths: Sequence[str]
    secret: Callable[[], str]
    keep: Callable[[str, bytes], None]
    warn: Callable[[str], None]
    wanted: bool = True
    _runs: bool = False
    _kept: int = 0

    def start(self) -> None:
        """Begin a trace, without pictures: those of the record are redacted, these would not be."""
        if not self.wanted or self._runs:
            return
        try:
            self.context.tracing.start(screenshots=False, snapshots=True, sources=False)
            self._runs = True
        except Error:
            self.warn("the browser did not begin one")

    def stop(self) -> None:
        """End the trace, scrub it and have it kept."""
        if not self._runs:
            return
        self._runs = False
        try:
            with tempfile.TemporaryDirectory(prefix="trace-", dir=self.folder) as place:
                self._keep(Path(place))
        except Error:
            self.warn("the browser did not hand it over")
        except EvidenceFailed as error:
            self.warn(error.what.rstrip("."))
        except OSError as error:
            self.warn(error.strerror or type(error).__name__)
        except (ValueError, RecursionError, zipfile.BadZipFile):
            self.warn("it could not be scrubbed")

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """Have no trace while the body signs in; begin another one when it ended well."""
        was_running = self._runs
        self.stop()
        yield
        if was_running:
            self.start()

    def _kept_by_the_browser(self) -> list[str]:
        """Return the cookies and what looks like a token in the storage of the pages."""
        found: list[str] = []
        with contextlib.suppress(Error):  # a context that is gone has nothing; what the trace shows is known
            found += [str(cookie.get("value", "")) for cookie in self.context.cookies()]
            for page in self.context.pages:
                stored = page.evaluate(_STORED)
                found += [token for text in stored for token in _TOKEN.findall(str(text)) if re.search(r"\d", token)]
        return found

    def _keep(self, place: Path) -> None:
        raw, clean = place / "raw.zip", place / "clean.zip"
        self.context.tracing.stop(path=raw)
        secrets = [self.secret(), *self._kept_by_the_browser()]
        scrub(raw, clean, secrets=[secret for secret in secrets if secret], login_paths=self.login_paths)
        if clean.stat().st_size > LARGEST:
            self.warn(f"it has more than {LARGEST // 2**20} MB")
            return
        self._kept += 1
        self.keep("trace.zip" if self._kept == 1 else f"trace-{self._kept}.zip", clean.read_bytes())
