"""`pupitre mock`: serve a mock console until interrupted."""

from __future__ import annotations

import json
import sys
import threading

from pupitre.mock.loading import load_mock


def mock(kind: str, *, port: int, variant: str, faults: str, json_output: bool) -> int:
    """Serve the mock console of a kind on loopback; return 0 when interrupted."""
    console = load_mock(kind)(variant, port=port, faults=faults)
    with console:
        where = {"address": console.address, "user": console.user, "password": console.password}
        if json_output:
            print(json.dumps(where), flush=True)
        else:
            print(f"{kind} is served at {console.address}", flush=True)
            print(f"  extension {console.user}, password {console.password} (the mock's own)", flush=True)
            print("  Ctrl-C ends it", file=sys.stderr, flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return 0
    return 0
