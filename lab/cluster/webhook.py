"""An admission webhook that rejects pods with images of other registries: `python -m lab.cluster.webhook DIRECTORY`.

It runs in the cluster's namespaces, at the address of one of its `services`, until its standard input ends.
The certificate is its own authority, as that of many policy engines.
"""

from __future__ import annotations

import base64
import json
import ssl
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from lab.tools import find

Object = dict[str, Any]

ADDRESS, SILENT_ADDRESS = "10.96.0.50", "10.96.0.51"
"""Of the Service of this server, and of one without any server.

There is no kube-proxy: the node has the addresses itself, and the port is that of the Service.
"""
NAMESPACE = "policy"
SERVICE, SILENT_SERVICE = "policy", "stopped-policy"
REGISTRY = "harbor.corp.internal"
"""The only registry that is allowed."""
CERTIFICATE, KEY = "webhook.crt", "webhook.key"


def make_certificate(directory: Path) -> Path:
    """Make the certificate of the webhook's Service, valid for 30 days, and its key, in a directory.

    Returns:
        The certificate.

    Raises:
        MissingToolError: OpenSSL is not installed.
    """
    names = f"subjectAltName=DNS:{SERVICE}.{NAMESPACE}.svc"
    files = ("-keyout", str(directory / KEY), "-out", str(directory / CERTIFICATE))
    request = ("req", "-x509", "-days", "30", "-noenc", "-subj", "/CN=policy", "-addext", names)
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1")
    subprocess.run([find("openssl"), *request, *key, *files], check=True, capture_output=True)
    return directory / CERTIFICATE


def services() -> list[Object]:
    """The namespace and its two Services."""
    addresses = {SERVICE: ADDRESS, SILENT_SERVICE: SILENT_ADDRESS}
    return [
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}},
        *(
            {
                "apiVersion": "v1",
                "kind": "Service",
                "metadata": {"name": name, "namespace": NAMESPACE},
                "spec": {"clusterIP": address, "ports": [{"port": 443, "targetPort": 443}]},
            }
            for name, address in addresses.items()
        ),
    ]


def configuration(guarded: str, service: str, authority: bytes) -> Object:
    """The object that makes the API server ask a Service about each new pod of a namespace.

    Args:
        guarded: the namespace.
        service: the name of the Service.
        authority: the certificate in PEM that the API server trusts for it.
    """
    client = {
        "service": {"name": service, "namespace": NAMESPACE, "path": "/validate"},
        "caBundle": base64.b64encode(authority).decode(),
    }
    webhook = {
        "name": "policy.corp.internal",
        "clientConfig": client,
        "rules": [{"apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["pods"]}],
        "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": guarded}},
        "failurePolicy": "Fail",
        "sideEffects": "None",
        "admissionReviewVersions": ["v1"],
        "timeoutSeconds": 10,
    }
    return {
        "apiVersion": "admissionregistration.k8s.io/v1",
        "kind": "ValidatingWebhookConfiguration",
        "metadata": {"name": guarded},
        "webhooks": [webhook],
    }


def answer(review: Object) -> Object:
    """The answer to a request of the API server.

    Args:
        review: an AdmissionReview with a pod.
    """
    request = review["request"]
    others = [
        f"{container['name']} ({container['image']})"
        for container in request["object"]["spec"]["containers"]
        if not container["image"].startswith(f"{REGISTRY}/")
    ]
    message = f"images must come from {REGISTRY}: {', '.join(others)}"
    refusal = {"status": {"code": 403, "message": message}} if others else {}
    response = {"uid": request["uid"], "allowed": not others, **refusal}
    return {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "response": response}


class Handler(BaseHTTPRequestHandler):
    """Answers the requests of the API server."""

    def do_POST(self) -> None:
        """Answer a review."""
        review = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        body = json.dumps(answer(review)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def server(address: str, port: int, directory: Path) -> ThreadingHTTPServer:
    """A server that listens, and serves once it is started.

    Args:
        address: on which it listens.
        port: on which it listens; 0 for a free one.
        directory: with the files of `make_certificate`.
    """
    made = ThreadingHTTPServer((address, port), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(directory / CERTIFICATE, directory / KEY)
    made.socket = context.wrap_socket(made.socket, server_side=True)
    return made


def main() -> None:
    """Serve until the standard input ends."""
    with server(ADDRESS, 443, Path(sys.argv[1])) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        print("listening", flush=True)  # noqa: T201
        sys.stdin.read()


if __name__ == "__main__":
    main()
