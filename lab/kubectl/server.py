"""The fake API server: discovery, and create, read, replace, patch, delete and watch of objects in a dictionary."""

from __future__ import annotations

import base64
import copy
import hashlib
import json
import re
import struct
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import yaml

from lab.kubectl import cluster_state, protobuf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lab.kubectl.cluster_state import Object

WEBSOCKET_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
LABEL_KEY = re.compile("[\\w.-]+(?:/[\\w.-]+)?")
VERBS = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]

Key = tuple[str, str, str, str]
"""Group, resource, namespace (empty for none), name."""


class ApiError(Exception):
    """An answer with an error status.

    Args:
        code: the HTTP status.
        reason: the API's name of the error, such as `NotFound`.
        message: what kubectl prints.
    """

    def __init__(self, code: HTTPStatus, reason: str, message: str) -> None:
        super().__init__(message)
        self.code, self.reason, self.message = code, reason, message


@dataclass(frozen=True, slots=True)
class Kind:
    """A resource of the API, as discovery describes it."""

    group: str
    version: str
    name: str
    kind: str
    namespaced: bool


@dataclass(frozen=True, slots=True)
class Target:
    """The resource in a request's path."""

    kind: Kind
    namespace: str
    name: str
    subresource: str

    @property
    def key(self) -> Key:
        """The key of the object in the store."""
        return (self.kind.group, self.kind.name, self.namespace, self.name)


@cache
def groups() -> list[dict[str, Any]]:
    """The content of `api.yml`."""
    data: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("api.yml").read_text("utf-8"))
    return data


@cache
def kinds() -> dict[tuple[str, str], Kind]:
    """Every kind by group and resource name."""
    return {
        (group["group"], entry["name"]): Kind(
            group["group"], group["version"], entry["name"], entry["kind"], entry.get("namespaced", True)
        )
        for group in groups()
        for entry in group["resources"]
    }


@dataclass
class Store:
    """The objects, and a log of requests.

    Attributes:
        objects: by their keys.
        version: the latest resource version.
        requests: each as `METHOD path`.
        created: each object as the client sent it.
        changed: notified after each change of an object.
    """

    objects: dict[Key, Object] = field(default_factory=dict)
    version: int = 1
    requests: list[str] = field(default_factory=list)
    created: list[Object] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def put(self, found: Object, resource: str | None = None) -> Object:
        """Store an object.

        Args:
            found: the object.
            resource: its resource name; None for that of its kind.
        """
        group = found["apiVersion"].rpartition("/")[0]
        kind = next(
            entry
            for entry in kinds().values()
            if entry.group == group and (entry.name == resource if resource else entry.kind == found["kind"])
        )
        metadata = found["metadata"]
        with self.changed:
            self.version += 1
            metadata["resourceVersion"] = str(self.version)
            metadata.setdefault("uid", hashlib.sha256(metadata["name"].encode()).hexdigest()[:32])
            metadata.setdefault("creationTimestamp", cluster_state.CREATED)
            self.objects[group, kind.name, metadata.get("namespace", ""), metadata["name"]] = found
            self.changed.notify_all()
        return found

    def get(self, target: Target) -> Object:
        """The object of a path.

        Raises:
            ApiError: it does not exist.
        """
        try:
            return self.objects[target.key]
        except KeyError:
            what = f"{target.kind.name}{'.' if target.kind.group else ''}{target.kind.group}"
            raise ApiError(HTTPStatus.NOT_FOUND, "NotFound", f'{what} "{target.name}" not found') from None

    def drop(self, target: Target) -> Object:
        """Remove the object of a path.

        Raises:
            ApiError: it does not exist.
        """
        with self.changed:
            found = self.get(target)
            del self.objects[target.key]
            self.changed.notify_all()
        return found

    def select(self, target: Target, query: dict[str, str]) -> list[Object]:
        """The objects of a collection that match the query's label and field selectors."""
        found = [
            value
            for (group, resource, namespace, _), value in sorted(self.objects.items())
            if (group, resource) == (target.kind.group, target.kind.name) and target.namespace in ("", namespace)
        ]
        labels, fields = query.get("labelSelector", ""), query.get("fieldSelector", "")
        return [
            entry
            for entry in found
            if _has_labels(entry["metadata"].get("labels", {}), labels)
            and all(_path(entry, key) == value for key, value in _pairs(fields))
        ]


def _has_labels(present: dict[str, str], selector: str) -> bool:
    """Whether labels match a selector of `key`, which may have any value, and `key=value`."""
    parts = [part for part in selector.split(",") if part]
    keys = [part for part in parts if LABEL_KEY.fullmatch(part)]
    pairs = _pairs(",".join(part for part in parts if part not in keys))
    return all(key in present for key in keys) and all(present.get(key) == value for key, value in pairs)


def _pairs(selector: str) -> list[tuple[str, str]]:
    """`a=b,c==d` as pairs; equality is the only supported operator."""
    pairs = []
    for part in filter(None, selector.split(",")):
        key, equals, value = part.replace("==", "=").partition("=")
        if not equals or key.endswith("!") or " " in key:
            raise ApiError(
                HTTPStatus.BAD_REQUEST, "BadRequest", f"the fake server does not support the selector {part}"
            )
        pairs.append((key, value))
    return pairs


def _path(found: Object, dotted: str) -> str:
    value: object = found
    for key in dotted.split("."):
        value = value.get(key, {}) if isinstance(value, dict) else {}
    return value if isinstance(value, str) else ""


def merge(old: Object, patch: Object) -> Object:
    """The object after a merge patch (RFC 7386)."""
    result = dict(old)
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        elif isinstance(value, dict):
            below = result.get(key)
            result[key] = merge(below if isinstance(below, dict) else {}, value)
        else:
            result[key] = value
    return result


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    store: Store

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Write nothing: the requests are kept in the store."""

    def _handle(self) -> None:
        self.store.requests.append(f"{self.command} {self.path}")
        try:
            self._route()
        except ApiError as error:
            self._json(_status(error), error.code)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _handle  # noqa: N815

    def _route(self) -> None:
        url = urlsplit(self.path)
        query = {key: values[-1] for key, values in parse_qs(url.query, keep_blank_values=True).items()}
        parts = url.path.strip("/").split("/")
        document = discovery(parts)
        if document is not None:
            self._json(document)
            return
        target = locate(parts)
        if target.subresource in {"attach", "exec"}:
            self._stream(target)
        elif target.subresource == "log":
            self._log(target, query)
        elif self.command == "GET":
            self._get(target, query)
        else:
            self._write(target, query)

    # --- reading ---

    def _get(self, target: Target, query: dict[str, str]) -> None:
        if query.get("watch") in {"1", "true"}:
            self._watch(target, query)
            return
        found = [self.store.get(target)] if target.name else self.store.select(target, query)
        if target.name:
            self._json(found[0])
        else:
            self._json(
                {
                    "apiVersion": f"{target.kind.group}/{target.kind.version}".lstrip("/"),
                    "kind": f"{target.kind.kind}List",
                    "metadata": {"resourceVersion": str(self.store.version)},
                    "items": found,
                }
            )

    def _watch(self, target: Target, query: dict[str, str]) -> None:
        if query.get("sendInitialEvents") == "true":
            raise ApiError(
                HTTPStatus.UNPROCESSABLE_ENTITY,
                "Invalid",
                "sendInitialEvents is forbidden for watch in the fake server",
            )
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "application/json")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        seen: dict[str, Object] = {}
        with self.store.changed:
            for _ in range(100):
                present = {value["metadata"]["name"]: value for value in self.store.select(target, query)}
                events = [("ADDED" if name not in seen else "MODIFIED", value) for name, value in present.items()]
                events = [(kind, value) for kind, value in events if seen.get(value["metadata"]["name"]) != value]
                events += [("DELETED", value) for name, value in seen.items() if name not in present]
                seen = {name: copy.deepcopy(value) for name, value in present.items()}
                try:
                    for kind, value in events:
                        self.wfile.write(json.dumps({"type": kind, "object": value}).encode() + b"\n")
                    self.wfile.flush()
                except OSError:
                    return
                self.store.changed.wait(timeout=0.1)

    def _log(self, target: Target, query: dict[str, str]) -> None:
        pod = self.store.get(target)
        names = [entry["name"] for entry in pod["spec"]["containers"]]
        container = query.get("container", names[0])
        if container not in names:
            message = f"container {container} is not valid for pod {target.name}"
            raise ApiError(HTTPStatus.BAD_REQUEST, "BadRequest", message)
        self._send(b"", "text/plain")

    # --- writing ---

    def _write(self, target: Target, query: dict[str, str]) -> None:
        dry = "dryRun" in query
        body = self._body()
        if self.command == "DELETE":
            self._json(self.store.get(target) if dry else self.store.drop(target))
            return
        if target.kind.group == "authorization.k8s.io":
            self._json({**body, "status": {"allowed": True}}, HTTPStatus.CREATED)
            return
        code = HTTPStatus.OK
        if self.command == "POST":
            code = HTTPStatus.CREATED
            self.store.created.append(copy.deepcopy(body))
            name = body["metadata"]["name"]
            target = Target(target.kind, target.namespace, name, "")
            if target.key in self.store.objects:
                what = f'{target.kind.name} "{name}" already exists'
                raise ApiError(HTTPStatus.CONFLICT, "AlreadyExists", what)
        elif self.command == "PUT":
            self.store.get(target)
        else:
            body = merge(self.store.objects.get(target.key, {}), body)
        self._check(target, body)
        if not dry:
            if target.kind.kind == "Pod" and self.command == "POST":
                cluster_state.with_running_status(body)
            self.store.put(body, target.kind.name)
        self._json(body, code)

    def _check(self, target: Target, body: Object) -> None:
        body["metadata"].setdefault("name", target.name)
        if target.kind.namespaced:
            body["metadata"].setdefault("namespace", target.namespace)
        where = (target.kind.kind, target.namespace)
        stated = (body.get("kind"), body["metadata"].get("namespace", ""))
        if where != stated:
            raise ApiError(HTTPStatus.BAD_REQUEST, "BadRequest", f"the path is for {where}, the object has {stated}")

    def _body(self) -> Object:
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        media = (self.headers.get("Content-Type") or "").partition(";")[0]
        body: Object = protobuf.decode(raw) if media == protobuf.MEDIA_TYPE else yaml.safe_load(raw) or {}
        body.setdefault("metadata", {})
        if "stringData" in body:
            encoded = {key: base64.b64encode(text.encode()).decode() for key, text in body.pop("stringData").items()}
            body["data"] = body.get("data", {}) | encoded
        return body

    # --- attach and exec ---

    def _stream(self, target: Target) -> None:
        """Accept the WebSocket and end the process at once with success; a pod that was attached to has succeeded."""
        pod = self.store.get(target)
        key = self.headers.get("Sec-WebSocket-Key")
        if key is None:
            raise ApiError(HTTPStatus.BAD_REQUEST, "BadRequest", "only WebSocket streams are supported here")
        digest = hashlib.sha1((key + WEBSOCKET_GUID).encode(), usedforsecurity=False).digest()
        self.send_response(HTTPStatus.SWITCHING_PROTOCOLS)
        self.send_header("Upgrade", "websocket")
        self.send_header("Connection", "Upgrade")
        self.send_header("Sec-WebSocket-Accept", base64.b64encode(digest).decode())
        self.send_header("Sec-WebSocket-Protocol", "v5.channel.k8s.io")
        self.end_headers()
        self.close_connection = True
        success = b"\x03" + json.dumps({"metadata": {}, "status": "Success"}).encode()
        self.wfile.write(bytes([0x82, len(success)]) + success)
        self.wfile.write(bytes([0x88, 2]) + struct.pack(">H", 1000))
        self.wfile.flush()
        if target.subresource == "attach":
            pod["status"]["phase"] = "Succeeded"
            for status in pod["status"]["containerStatuses"]:
                status |= {"ready": False, "state": {"terminated": {"exitCode": 0, "reason": "Completed"}}}
            self.store.put(pod)
        self.rfile.read(2)

    # --- answering ---

    def _json(self, document: Object, code: HTTPStatus = HTTPStatus.OK) -> None:
        self._send(json.dumps(document).encode(), "application/json", code)

    def _send(self, body: bytes, media: str, code: HTTPStatus = HTTPStatus.OK) -> None:
        self.send_response(code)
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _status(error: ApiError) -> Object:
    return {
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Failure",
        "message": error.message,
        "reason": error.reason,
        "code": error.code.value,
    }


def locate(parts: list[str]) -> Target:
    """The resource of a path.

    Raises:
        ApiError: the API has no such resource.
    """
    unknown = ApiError(HTTPStatus.NOT_FOUND, "NotFound", "the server could not find the requested resource")
    if parts[0] == "api":
        group, rest = "", parts[2:]
    elif parts[0] == "apis":
        group, rest = parts[1], parts[3:]
    else:
        raise unknown
    namespace = ""
    if len(rest) > 2 and rest[0] == "namespaces":
        namespace, rest = rest[1], rest[2:]
    kind = kinds().get((group, rest[0])) if rest else None
    if kind is None:
        raise unknown
    return Target(kind, namespace, rest[1] if len(rest) > 1 else "", "/".join(rest[2:]))


def discovery(parts: list[str]) -> Object | None:
    """The discovery document of a path; None for any other path."""
    return _documents().get("/".join(parts))


@cache
def _documents() -> dict[str, Object]:
    named = [group for group in groups() if group["group"]]
    paths = {f"{_root(group)}/{group['version']}": group for group in groups()}
    return {
        "api": {"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": []},
        "apis": {"kind": "APIGroupList", "apiVersion": "v1", "groups": [_group(group) for group in named]},
        "version": {"major": "1", "minor": "37", "gitVersion": "v1.37.0"},
        "openapi/v3": {"paths": {path: {"serverRelativeURL": f"/openapi/v3/{path}"} for path in paths}},
        **{path: _resources(group) for path, group in paths.items()},
        **{f"openapi/v3/{path}": _openapi(path, group) for path, group in paths.items()},
    }


def _root(group: dict[str, Any]) -> str:
    return f"apis/{group['group']}" if group["group"] else "api"


def _group(group: dict[str, Any]) -> Object:
    version = {"groupVersion": f"{group['group']}/{group['version']}", "version": group["version"]}
    return {"name": group["group"], "versions": [version], "preferredVersion": version}


def _resources(group: dict[str, Any]) -> Object:
    return {
        "kind": "APIResourceList",
        "apiVersion": "v1",
        "groupVersion": f"{group['group']}/{group['version']}".lstrip("/"),
        "resources": [
            {
                "name": entry["name"],
                "singularName": entry.get("singular", ""),
                "namespaced": entry.get("namespaced", True),
                "kind": entry["kind"],
                "verbs": entry.get("verbs", VERBS),
                "shortNames": entry.get("short", []),
                "categories": entry.get("categories", []),
            }
            for entry in group["resources"]
        ],
    }


def _openapi(prefix: str, group: dict[str, Any]) -> Object:
    """The part that kubectl reads: the server validates fields (`fieldValidation`), so that kubectl does not."""
    parameters = [{"name": name, "in": "query", "schema": {"type": "string"}} for name in ("fieldValidation", "dryRun")]
    return {
        "openapi": "3.0.0",
        "info": {"title": "fake", "version": "v1.37.0"},
        "paths": {
            f"/{prefix}/{entry['name']}/{{name}}": {
                "patch": {
                    "parameters": parameters,
                    "x-kubernetes-group-version-kind": {
                        "group": group["group"],
                        "version": group["version"],
                        "kind": entry["kind"],
                    },
                }
            }
            for entry in group["resources"]
            if "/" not in entry["name"]
        },
    }


@dataclass(frozen=True, slots=True)
class FakeServer:
    """A running server."""

    url: str
    store: Store


@contextmanager
def serve(objects: list[Object]) -> Iterator[FakeServer]:
    """Run a server on a free loopback port for as long as the block lasts.

    Args:
        objects: in the store.
    """
    store = Store()
    for found in objects:
        store.put(found)
    handler = type("BoundHandler", (Handler,), {"store": store})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield FakeServer(f"http://127.0.0.1:{server.server_port}", store)
        finally:
            server.shutdown()
            thread.join()
