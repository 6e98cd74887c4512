"""What is said of a console that cannot be reached."""

from __future__ import annotations

import socket

import pytest

from pupitre.browser.reaching import obstacle


@pytest.fixture
def listener() -> socket.socket:
    """Return a socket that listens on a port of the loopback."""
    return socket.create_server(("127.0.0.1", 0))


def test_a_console_that_listens_has_no_obstacle(listener: socket.socket) -> None:
    assert obstacle(*listener.getsockname()) == ""


def test_a_port_where_nobody_listens_is_named(listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    listener.close()
    assert obstacle("127.0.0.1", port) == f"nobody listens at port {port}"


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (socket.gaierror(-2, "Name or service not known"), "the name oti.3cx.fr is not known here"),
        (TimeoutError("timed out"), "no answer within 5 s"),
        (OSError(101, "Network is unreachable"), "network is unreachable"),
    ],
)
def test_each_obstacle_has_its_words(monkeypatch: pytest.MonkeyPatch, problem: OSError, told: str) -> None:
    def refuse(*_: object, **__: object) -> socket.socket:
        raise problem

    monkeypatch.setattr(socket, "create_connection", refuse)
    assert obstacle("oti.3cx.fr", 443) == told
