"""Why a console cannot be reached: the relay that the browser uses only tells it that the connection ended."""

from __future__ import annotations

import socket

WITHIN = 5.0


def obstacle(host: str, port: int, within: float = WITHIN) -> str:
    """Return what stands between this machine and a console, or nothing when it lets itself be connected to.

    `within` is in seconds. Nothing is sent.
    """
    try:
        socket.create_connection((host, port), timeout=within).close()
    except socket.gaierror:
        return f"the name {host} is not known here"
    except ConnectionRefusedError:
        return f"nobody listens at port {port}"
    except TimeoutError:
        return f"no answer within {within:.0f} s"
    except OSError as error:
        return (error.strerror or type(error).__name__).lower()
    return ""
