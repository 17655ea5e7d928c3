"""The certificates and kubeconfigs of the cluster, all by one authority and valid for 30 days."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from typing import TYPE_CHECKING

from lab.cluster import dns
from lab.cluster.layout import CONFIG
from lab.tools import find

if TYPE_CHECKING:
    from pathlib import Path

NODE_ADDRESS, SERVICE_ADDRESS = "10.200.0.1", "10.96.0.1"
REGISTRY_ADDRESSES = ("10.200.0.2", "10.200.0.3")
GIT_ADDRESS = "10.200.0.4"
"""The address of a Git server that a test may start."""
REFUSING_ADDRESS = "10.200.0.5"
"""The address of a registry that refuses, which a test may start."""
CLOSED_ADDRESS, SILENT_ADDRESS = "10.200.0.6", "10.200.0.7"
"""An address of the node without a server, and one from which no answer comes."""
SILENT_HARDWARE = "02:00:00:00:00:07"
"""The hardware address of `SILENT_ADDRESS`, which no device has."""
CLIENTS = {
    "admin": "/O=system:masters/CN=admin",
    "apiserver-kubelet": "/O=system:masters/CN=apiserver-kubelet",
    "kube-controller-manager": "/CN=system:kube-controller-manager",
    "kube-scheduler": "/CN=system:kube-scheduler",
    "kubelet": "/O=system:nodes/CN=system:node:node",
}
"""The subject of each client's certificate: `O` is its group and `CN` its user name for the API server."""
# Paths in a kubeconfig are relative to its own directory.
KUBECONFIG = f"""\
apiVersion: v1
kind: Config
clusters: [{{{{name: cluster, cluster: {{{{server: "https://{SERVICE_ADDRESS}", certificate-authority: ca.crt}}}}}}}}]
users: [{{{{name: {{user}}, user: {{{{client-certificate: {{user}}.crt, client-key: {{user}}.key}}}}}}}}]
contexts: [{{{{name: cluster, context: {{{{cluster: cluster, user: {{user}}}}}}}}}}]
current-context: cluster
"""
MAXIMUM_AGE = 20 * 24 * 3600
"""After how many seconds the certificates are made again."""
STAMP = "made-for.json"
OPENSSL_CONFIG = b"[req]\ndistinguished_name = name\n[name]\n"
"""Without it OpenSSL adds the extensions of the machine's own configuration."""
AUTHORITY = ("basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,cRLSign", "subjectKeyIdentifier=hash")
END_ENTITY = "basicConstraints=critical,CA:FALSE"


def servers() -> dict[str, str]:
    """The alternative names of each server's certificate."""
    known = dns.addresses((CONFIG / "hosts").read_text("utf-8"))
    names = {
        "apiserver": [SERVICE_ADDRESS],
        "kubelet-server": [NODE_ADDRESS],
        "registry": list(REGISTRY_ADDRESSES),
        "git": [GIT_ADDRESS],
        "refusing": [REFUSING_ADDRESS],
    }
    return {
        server: ",".join(
            [
                *(f"IP:{address}" for address in ["127.0.0.1", *addresses]),
                *(f"DNS:{name}" for name, address in known.items() if address in addresses),
            ]
        )
        for server, addresses in names.items()
    }


def current(directory: Path) -> bool:
    """Whether the certificates in a directory are complete, recent, and for these servers and clients."""
    stamp = directory / STAMP
    return (
        stamp.is_file()
        and time.time() - stamp.stat().st_mtime < MAXIMUM_AGE
        and stamp.read_text("utf-8") == _description()
    )


def make(directory: Path) -> None:
    """Make all certificates, keys and kubeconfigs in a directory, which is emptied first.

    Raises:
        MissingToolError: OpenSSL is not installed.
    """
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(mode=0o700, parents=True)
    _certificate(directory, "ca", "/CN=cluster", *AUTHORITY)
    for name, alternatives in servers().items():
        usage = "extendedKeyUsage=serverAuth"
        _certificate(directory, name, f"/CN={name}", END_ENTITY, usage, f"subjectAltName={alternatives}")
    for name, subject in CLIENTS.items():
        _certificate(directory, name, subject, END_ENTITY, "extendedKeyUsage=clientAuth")
        (directory / f"{name}.kubeconfig").write_text(KUBECONFIG.format(user=name), "utf-8")
    private = directory / "accounts.key"
    _openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-out", str(private))
    _openssl("pkey", "-in", str(private), "-pubout", "-out", str(directory / "accounts.pub"))
    (directory / STAMP).write_text(_description(), "utf-8")


def _description() -> str:
    return json.dumps({"servers": servers(), "clients": CLIENTS, "kubeconfig": KUBECONFIG})


def _certificate(directory: Path, name: str, subject: str, *extensions: str) -> None:
    """Make a key and a certificate, signed by the authority of the directory; the authority signs itself."""
    files = ["-keyout", str(directory / f"{name}.key"), "-out", str(directory / f"{name}.crt")]
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc"]
    signer = ["-CA", str(directory / "ca.crt"), "-CAkey", str(directory / "ca.key")] if name != "ca" else []
    added = [word for extension in extensions for word in ("-addext", extension)]
    request = ["req", "-config", "/dev/stdin", "-x509", "-days", "30", "-subj", subject]
    _openssl(*request, *key, *signer, *added, *files)


def _openssl(*arguments: str) -> None:
    subprocess.run([find("openssl"), *arguments], input=OPENSSL_CONFIG, check=True, capture_output=True)
