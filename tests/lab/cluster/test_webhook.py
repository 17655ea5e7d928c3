"""The admission webhook: its answers, and its certificate."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from http.client import HTTPSConnection
from typing import TYPE_CHECKING, Any

import pytest

from lab.cluster import webhook

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.tool


class LocalConnection(HTTPSConnection):
    """A connection to this machine, whatever the name of the server."""

    def connect(self) -> None:
        plain = socket.create_connection(("127.0.0.1", self.port))
        self.sock = ssl.create_default_context(cafile=self.authority).wrap_socket(plain, server_hostname=self.host)

    authority = ""


def review(*images: str) -> dict[str, Any]:
    containers = [{"name": f"c{number}", "image": image} for number, image in enumerate(images)]
    return {"request": {"uid": "u", "object": {"spec": {"containers": containers}}}}


def test_a_pod_with_images_of_the_registry_is_allowed() -> None:
    answer = webhook.answer(review("harbor.corp.internal/a/kaniko:1", "harbor.corp.internal/b"))
    assert answer["response"] == {"uid": "u", "allowed": True}


def test_every_other_image_is_named() -> None:
    response = webhook.answer(review("harbor.corp.internal/a", "maven:3", "harbor.corp.internal.example/b"))["response"]
    assert response["allowed"] is False
    expected = "images must come from harbor.corp.internal: c1 (maven:3), c2 (harbor.corp.internal.example/b)"
    assert response["status"]["message"] == expected


def test_only_pods_of_one_namespace_are_judged() -> None:
    (hook,) = webhook.configuration("guarded", "policy", b"PEM")["webhooks"]
    assert hook["namespaceSelector"] == {"matchLabels": {"kubernetes.io/metadata.name": "guarded"}}
    assert hook["clientConfig"]["caBundle"] == "UEVN"
    assert hook["clientConfig"]["service"] == {"name": "policy", "namespace": "policy", "path": "/validate"}


def test_it_answers_over_tls_under_the_name_of_its_service(tmp_path: Path) -> None:
    authority = webhook.make_certificate(tmp_path)
    with webhook.server("127.0.0.1", 0, tmp_path) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        connection = LocalConnection("policy.policy.svc", server.server_port)
        connection.authority = str(authority)
        connection.request("POST", "/validate", json.dumps(review("maven:3")))
        answer = json.loads(connection.getresponse().read())
        server.shutdown()
    assert answer["kind"] == "AdmissionReview"
    assert answer["response"]["allowed"] is False
