"""The console's private HTTP protocol: a working copy a handle, nothing stored before `edit/save`."""

from __future__ import annotations

import dataclasses
import json
from typing import Any, Protocol

from pupitre.mock import ConnectionCut, Request, Response
from pupitre_threecx.mock import wire
from pupitre_threecx.mock.extensions import Destination, Extension
from pupitre_threecx.mock.faults import ThreeCXFaults
from pupitre_threecx.mock.system import Session, TelephoneSystem
from pupitre_threecx.mock.variant import Variant

VERSION = "18.0.6.908"
SECOND_ROW = 100_000
ANSWER_NEVER_SECONDS = 120.0


class Wait(Protocol):
    """Wait so many seconds, or until the server stops."""

    def __call__(self, seconds: float) -> None: ...


class Api:
    """The calls of somebody who is signed in."""

    def __init__(self, system: TelephoneSystem, faults: ThreeCXFaults, variant: Variant, wait: Wait) -> None:
        self._system = system
        self._faults = faults
        self._variant = variant
        self._wait = wait

    def answer(self, request: Request, session: Session) -> Response:
        """Return the answer to a call; its path has no `/api/`."""
        match request.method, request.path.removeprefix("/api/"):
            case "GET", "CurrentUser":
                return Response.json(self._current_user())
            case "GET", "SystemStatus":
                return Response.json(self._system_status())
            case "GET", "ExtensionList":
                return Response.json(self._extension_list())
            case "POST", "edit/save":
                return self._save(request, session)
            case "POST", "ExtensionList/set" | "edit/update" | "edit/readProperty" | "edit/cancel" as call:
                try:
                    return self._edit(call, json.loads(request.body), session)
                except wire.Refusal as refusal:
                    return _refused(str(refusal))
                except (ValueError, KeyError, TypeError, AttributeError, LookupError):
                    return _refused("BAD_REQUEST")
            case _:
                return Response.not_found()

    def _edit(self, call: str, document: Any, session: Session) -> Response:
        with self._system.lock:
            match call:
                case "ExtensionList/set":
                    return self._open(document["Id"], session)
                case "edit/update":
                    self._system.counts.updates += 1
                    return self._update(document, session)
                case "edit/readProperty":
                    return self._read_property(document, session)
                case _:
                    self._system.counts.cancels += 1
                    session.copies.pop(document, None)
                    return Response.json({})

    def _current_user(self) -> dict[str, Any]:
        return {
            "name": "Admin",
            "initials": "A",
            "version": VERSION,
            "roles": ["MachineOwner", "GlobalExtensionManager"],
            "email": "",
            "consoleEnabled": True,
            "IsHostingMode": True,
            "exchangeServicesEnabled": False,
            "callReportsEnabled": False,
        }

    def _system_status(self) -> dict[str, Any]:
        return {
            "Version": VERSION,
            "FQDN": "my3cx.fr",
            "Activated": True,
            "BlacklistedIpCount": 0,
            "HasNotRunningServices": False,
        }

    def _extension_list(self) -> dict[str, Any]:
        hidden = self._faults.values("hide_extension") or {}
        twice = self._faults.values("two_same_number") or {}
        rows: list[dict[str, Any]] = []
        with self._system.lock:
            extensions = sorted(self._system.saved.values(), key=lambda extension: extension.number)
        for extension in extensions:
            if extension.number == hidden.get("number"):
                continue
            row = wire.list_item(extension)
            rows.append(row)
            if extension.number == twice.get("number"):
                rows.append({**row, "Id": extension.key + SECOND_ROW})
        return {"list": rows}

    def _open(self, key: int, session: Session) -> Response:
        extension = self._system.saved[key % SECOND_ROW]
        handle = next(session.handles)
        session.copies[handle] = extension
        shown = wire.active_object(extension, self._system.names())
        return Response.json({"Id": handle, "ActiveObject": shown})

    def _update(self, document: Any, session: Session) -> Response:
        path = document["Path"]["PropertyPath"]
        handle = document["Path"]["ObjectId"]
        before = session.copies[handle]
        value = document["PropertyValue"]
        name = str(path[0]["Name"])
        if name == wire.EXCEPTIONS and len(path) == 1 and "IdInCollection" not in path[0]:
            after = wire.rearranged(before, value, self._system.new_key())
            self._count_deletions(before, after)
        else:
            after = wire.changed(before, path, value, touching=self._variant.touching)
        session.copies[handle] = after = self._corrupted(before, after)
        item = wire.active_object(after, self._system.names())[name]
        return Response.json({"Item": {name: item}})

    def _count_deletions(self, before: Extension, after: Extension) -> None:
        kept = {rule.key for rule in after.rules}
        saved = {rule.key for rule in self._system.saved[before.key].rules}
        gone = [rule for rule in before.rules if rule.key not in kept and rule.key in saved]
        self._system.counts.rule_deletions += len(gone)

    def _corrupted(self, before: Extension, after: Extension) -> Extension:
        fault = self._faults.values("corrupt_on_delete")
        if fault is None or len(before.rules) != len(after.rules):
            return after
        rules = list(after.rules)
        for index, (old, new) in enumerate(zip(before.rules, after.rules, strict=True)):
            if sum(map(len, new.week.days)) >= sum(map(len, old.week.days)):
                continue
            if fault["what"] == "caller":
                rules[index] = dataclasses.replace(new, caller="0561*")
            else:
                rules[index] = dataclasses.replace(new, destination=Destination("DN", "801"))
        return dataclasses.replace(after, rules=tuple(rules))

    def _read_property(self, document: Any, session: Session) -> Response:
        if document["Path"]["ObjectId"] not in session.copies:
            raise wire.Refusal("UNKNOWN_HANDLE")
        search = str(document.get("State", {}).get("Search") or "").lower()
        choices = [wire.choice(number, name) for number, name in sorted(self._system.names().items())]
        found = [one for one in choices if search in str(one["_str"]).lower()]
        return Response.json({"PossibleValues": found[: int(document.get("Count", 100))], "count": len(found)})

    def _save(self, request: Request, session: Session) -> Response:
        counts = self._system.counts
        with self._system.lock:
            counts.save_posts += 1
            handle = _handle(request.body)
            extension = session.copies.get(handle)
            if extension is None:
                return _refused("UNKNOWN_HANDLE")
            if self._faults.take("fail_save"):
                return _refused("SAVE_FAILED", 500)
            if "refuse_leading_zero" in self._faults and extension.number.startswith("0"):
                return _refused("LEADING_ZERO")
            del session.copies[handle]
            if self._faults.take("ignore_save"):
                return Response.json({})
            someone = self._faults.take("save_by_someone_else")
            if someone and someone["when"] == "before":
                self._save_by_someone(someone["number"], someone["week"])
            self._system.save(extension)
            counts.saves += 1
            if someone and someone["when"] == "after":
                self._save_by_someone(someone["number"], someone["week"])
        return self._answer_to_a_stored_save()

    def _answer_to_a_stored_save(self) -> Response:
        fault = self._faults.take("fail_save_applied")
        if fault is None:
            return Response.json({})
        if fault["how"] == "timeout":
            self._wait(ANSWER_NEVER_SECONDS)
        if fault["how"] in ("timeout", "drop"):
            raise ConnectionCut
        return _refused("SAVE_FAILED", 500)

    def _save_by_someone(self, number: str, week: Any) -> None:
        self._system.set_week(number, week)
        self._system.save(self._system.by_number(number))


def _refused(code: str, status: int = 400) -> Response:
    return Response.json({"ErrorCode": code}, status)


def _handle(body: bytes) -> int:
    try:
        handle = json.loads(body)
    except ValueError:
        return -1
    return handle if isinstance(handle, int) else -1
