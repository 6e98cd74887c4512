"""The mock's own JSON calls; whatever a GET answers changes nothing, and nothing else reads.

Reads: `GET /api/session`, `extensions`, `users`, `free_extensions`, `targets?kind=`,
`groups/KEY`, `numbers`. Writes: `POST /api/groups`, `PUT /api/groups/KEY`,
`POST /api/users`, `PUT /api/users/KEY`, `DELETE /api/extensions/KEY`, `PUT /api/numbers`.
A save writes the whole group, or the whole table of the numbers: the last one wins.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from typing import Any

from pupitre.mock import ConnectionCut, Request, Response
from pupitre_ooma.mock import wire
from pupitre_ooma.mock.directory import Extension, Group
from pupitre_ooma.mock.faults import BY_SOMEONE_ELSE, OomaFaults
from pupitre_ooma.mock.office import Office
from pupitre_ooma.mock.refusals import Refusal
from pupitre_ooma.mock.someone import change_by_someone_else
from pupitre_ooma.mock.state import State
from pupitre_ooma.mock.variant import Variant

SECOND_ROW = 100_000
ANSWER_NEVER_SECONDS = 120.0


class Api:
    """The calls of somebody who is signed in."""

    def __init__(self, office: Office, faults: OomaFaults, variant: Variant, wait: Callable[[float], None]) -> None:
        self._office = office
        self._faults = faults
        self._variant = variant
        self._wait = wait

    def answer(self, request: Request) -> Response:
        """Return the answer to a call."""
        what, _, key = request.path.removeprefix("/api/").partition("/")
        try:
            number = int(key or 0) % SECOND_ROW
            if request.method in ("GET", "HEAD"):
                return self._read(what, number, request.query)
            return self._write(request.method, what, number, request.body)
        except Refusal as refusal:
            return self._refused(refusal, 404 if refusal.code == "UNKNOWN_EXTENSION" else 400)
        except (ValueError, KeyError, TypeError, AttributeError, LookupError):
            return self._refused(Refusal("BAD_REQUEST"), 400)

    def _read(self, what: str, key: int, query: dict[str, str]) -> Response:
        slow = self._faults.values("slow_lists")
        if slow is not None and what not in ("session", "groups"):
            self._wait(slow["seconds"])
        with self._office.lock:
            history = self._office.history
            state = history[-1] if what == "session" or not self._faults.take("stale_lists") else history[-2:][0]
        match what:
            case "session":
                return Response.json({"name": self._office.company.administrator, "language": self._variant.language})
            case "extensions":
                return Response.json({"rows": self._rows(state)})
            case "users":
                users = [wire.choice(state, one) for one in state.extensions if one.kind == "user"]
                return Response.json({"users": users})
            case "free_extensions":
                return Response.json({"extensions": state.free_numbers(self._office.digits)})
            case "targets":
                return Response.json({"targets": wire.choices(state, query["kind"], int(query.get("group", 0)))})
            case "groups":
                one = state.find(key)
                if not isinstance(one, Group):
                    raise Refusal("UNKNOWN_EXTENSION")
                return Response.json(wire.group(state, one))
            case "numbers":
                return Response.json(wire.numbers_table(state))
            case _:
                return Response.not_found()

    def _rows(self, state: State) -> list[dict[str, Any]]:
        hidden = (self._faults.values("hide_extension") or {}).get("extension")
        twice = (self._faults.values("two_same_extension") or {}).get("extension")
        rows: list[dict[str, Any]] = []
        for one in state.everything():
            if one.number != hidden:
                rows.append(wire.row(state, one))
            if one.number == twice:
                rows.append({**rows[-1], "key": one.key + SECOND_ROW})
        return rows

    def _write(self, method: str, what: str, key: int, body: bytes) -> Response:
        with self._office.lock:
            counts = self._office.counts
            deleting = method == "DELETE"
            if deleting:
                counts.delete_posts += 1
            else:
                counts.save_posts += 1
            if self._faults.take("fail_save"):
                return self._refused(Refusal("SAVE_FAILED"), 500)
            refused = self._faults.take("refuse_save")
            if refused:
                error = {"code": "REFUSED", "field": "name", "message": refused["message"]}
                return Response.json({"error": error}, 400)
            self._someone_else("before")
            change = self._change(method, what, key, body)
            if change is None:
                return Response.not_found()
            if not self._faults.take("ignore_delete" if deleting else "ignore_save"):
                change()
                counts.deletes += deleting
                counts.saves += not deleting
            self._someone_else("after")
        return self._answer_to_a_stored_save()

    def _change(self, method: str, what: str, key: int, body: bytes) -> Callable[[], object] | None:
        office, state = self._office, self._office.state
        match method, what:
            case ("POST", "groups") | ("PUT", "groups"):
                self._refuse_if_taken(method)
                group = wire.read_group(state, json.loads(body), key if method == "PUT" else 0)
                return lambda: office.store_group(group)
            case "POST", "users":
                self._refuse_if_taken(method)
                given = json.loads(body)
                user = Extension(str(given["extension"]), str(given["name"]).strip())
                return lambda: office.store_user(user)
            case "PUT", "users":
                one = state.find(key)
                if not isinstance(one, Extension):
                    raise Refusal("UNKNOWN_EXTENSION")
                named = dataclasses.replace(one, name=str(json.loads(body)["name"]).strip())
                return lambda: office.store_user(named)
            case "DELETE", "extensions":
                return lambda: office.delete(key)
            case "PUT", "numbers":
                chosen = wire.read_numbers(state, json.loads(body))
                return lambda: office.point(chosen)
            case _:
                return None

    def _refuse_if_taken(self, method: str) -> None:
        if method == "POST" and self._faults.take("extension_taken"):
            raise Refusal("EXTENSION_TAKEN")

    def _someone_else(self, when: str) -> None:
        for name in BY_SOMEONE_ELSE:
            values = self._faults.values(name)
            if values is not None and values["when"] == when:
                self._faults.take(name)
                change_by_someone_else(self._office, name, values)

    def _answer_to_a_stored_save(self) -> Response:
        fault = self._faults.take("fail_save_applied")
        if fault is None:
            return Response.json({})
        if fault["how"] == "timeout":
            self._wait(ANSWER_NEVER_SECONDS)
        if fault["how"] in ("timeout", "drop"):
            raise ConnectionCut
        return self._refused(Refusal("SAVE_FAILED"), 500)

    def _refused(self, refusal: Refusal, status: int) -> Response:
        return Response.json({"error": refusal.to_json(self._variant.language)}, status)
