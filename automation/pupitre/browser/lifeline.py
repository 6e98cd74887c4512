"""The browser's only way to the console leads through this process.

When this process is killed, Playwright's driver lets the requests that it held go on
as the page made them, a login with its placeholder among them, before the browser
closes: one more wrong password, that no guard has counted. A relay of bytes whose
sockets the system closes together with this process cuts that off. It does not look
inside: TLS goes from the browser to the console, and the certificate is the console's.

Only for a console whose key is pinned does TLS end here and begin anew. Chromium accepts
a pinned key anywhere in the chain that it is shown, and a stranger may show the console's
certificate, which is public, behind his own. Here the first certificate counts, whose key
the other side has proved to hold.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Collection, Iterator

from pupitre.browser.pinned import Identity, any_certificate, key_shown

_PIECE = 65536


@contextlib.contextmanager
def relay(host: str, port: int, *, pins: Collection[str] = (), identity: Identity | None = None) -> Iterator[int]:
    """Relay a port of the loopback to a console for the body, and return that port.

    With `pins` the console has to hold one of these keys, and the browser is shown `identity`.
    """
    loop = asyncio.new_event_loop()

    async def connected(here: asyncio.StreamReader, answers: asyncio.StreamWriter) -> None:
        try:
            there, requests = await asyncio.open_connection(host, port, ssl=any_certificate() if pins else None)
        except OSError:
            answers.transport.abort()  # the browser says "connection reset"
            return
        if pins and key_shown(requests.get_extra_info("ssl_object")) not in pins:
            requests.transport.abort()
            answers.transport.abort()
            return
        with contextlib.suppress(asyncio.CancelledError):  # the end of the run; asyncio would print it
            await asyncio.gather(_pump(here, requests), _pump(there, answers))

    shown = identity.context if identity is not None else None
    thread = threading.Thread(target=loop.run_forever, name="pupitre-relay", daemon=True)
    thread.start()
    try:
        starting = asyncio.start_server(connected, "127.0.0.1", 0, ssl=shown)
        server = asyncio.run_coroutine_threadsafe(starting, loop).result()
        try:
            yield int(server.sockets[0].getsockname()[1])
        finally:
            asyncio.run_coroutine_threadsafe(_end(server), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    try:
        while piece := await source.read(_PIECE):
            sink.write(piece)
            await sink.drain()
    except OSError:
        sink.transport.abort()
    finally:
        sink.close()


async def _end(server: asyncio.Server) -> None:
    """Stop listening, and hang up on everybody."""
    server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
