"""What `doctor` says of namespaces in which one thing is missing: that cause first, and nothing false."""

from __future__ import annotations

import json
import sys
import threading
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest
import yaml

from kaniko_guide.bilingual import Language
from kaniko_guide.doctor.checks.rights import RIGHTS
from kaniko_guide.doctor.model import OF_THE_GUIDE, SENTENCES
from lab.cluster import rights
from lab.cluster.client import ACCOUNT, GUIDE_NAMESPACE, GUIDE_SECRET, Registry, guide_objects
from lab.cluster.failure_preparations import OF_DOCTOR, prepared
from tests.support import SNIPPETS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lab.cluster.client import Answer, Cluster
    from tests.lab.cluster.conftest import NamespaceFactory

pytestmark = pytest.mark.tool

Object = dict[str, Any]
QUICK_START = (SNIPPETS / "quick-start" / "Jenkinsfile").read_text("utf-8")
SIDE_BY_SIDE = 2
PROCESSES = Path("/proc")
SHOWN_VERSION = "v1.37.2"
"""Of the cluster whose outputs pages show."""

KANIKO = "    command: ['/busybox/cat']\n"
SPEC = "kind: Pod\nspec:\n"
ITEMS = "      items:\n      - key: .dockerconfigjson\n        path: config.json\n"
VOLUMES = "  volumes:\n"


@dataclass(frozen=True)
class Broken:
    """A namespace with one thing missing.

    Attributes:
        name: of the case.
        check, status: of the first outcome.
        words: in its text, or in the server's own words.
        pod: texts of the quick start's Jenkinsfile, and what replaces them.
        objects: that are added to the namespace.
        without: the right that is taken from Jenkins' account.
        level: of Pod Security.
        delete: an object that is deleted, as kubectl takes it.
        prepare: the names of preparations.
        options: more options of the command.
        also: the checks of the other outcomes that did not pass.
    """

    name: str
    check: str
    words: str
    status: str = "failed"
    pod: tuple[tuple[str, str], ...] = ()
    objects: tuple[Object, ...] = ()
    without: tuple[str, str] | None = None
    level: str = ""
    delete: tuple[str, ...] = ()
    prepare: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    also: tuple[str, ...] = ()

    @property
    def namespace(self) -> str:
        """The name of its namespace, which no other file uses; cases whose pod alone is wrong share a complete one."""
        is_complete = not (self.objects or self.without or self.level or self.delete or self.prepare)
        return f"{OF_DOCTOR}{'complete' if is_complete else self.name}"


def limits(kind: str, **spec: object) -> Object:
    return {"apiVersion": "v1", "kind": kind, "metadata": {"name": "builds"}, "spec": spec}


def secret(name: str, kind: str, **values: str) -> Object:
    return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name}, "type": kind, "stringData": values}


def claim(storage_class: str) -> Object:
    spec = {
        "accessModes": ["ReadWriteOnce"],
        "storageClassName": storage_class,
        "resources": {"requests": {"storage": "1Gi"}},
    }
    return {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "cache"}, "spec": spec}


def volume(text: str) -> tuple[tuple[str, str], ...]:
    return ((VOLUMES, f"{VOLUMES}  - {text}\n"),)


MOUNTED_CLAIM = volume("{name: cache, persistentVolumeClaim: {claimName: cache}}")
CONFIG_MAP = volume("{name: settings, configMap: {name: settings, items: [{key: a, path: a}]}}")
OTHER_MAP = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}, "data": {"b": ""}}
LARGE = ((KANIKO, f"{KANIKO}    resources: {{requests: {{cpu: 500, memory: 10Ti}}}}\n"),)
LIMIT = ((KANIKO, f"{KANIKO}    resources: {{limits: {{memory: 4Gi}}}}\n"),)
ACCOUNT_OF_POD = ((SPEC, f"{SPEC}  serviceAccountName: builder\n"),)
PULL = ((SPEC, f"{SPEC}  imagePullSecrets: [{{name: pull}}]\n"),)
NOT_RENAMED = "not mounted as `config.json`"

BROKEN = [
    *(
        Broken(
            f"no-{right.verb}-{right.resource.replace('/', '-')}",
            "rights",
            f": `{right}`.",
            "failed" if right.is_essential else "warning",
            without=(right.resource, right.verb),
        )
        for right in RIGHTS
    ),
    Broken("level-restricted", "admission", 'violates PodSecurity "restricted:latest"', level="restricted"),
    Broken(
        "host-path",
        "admission",
        'violates PodSecurity "baseline:latest": hostPath volumes',
        pod=volume("{name: socket, hostPath: {path: /var/run/docker.sock}}"),
    ),
    Broken(
        "privileged",
        "admission",
        'violates PodSecurity "baseline:latest": privileged',
        pod=((KANIKO, f"{KANIKO}    securityContext: {{privileged: true}}\n"),),
    ),
    Broken(
        "quota-of-pods", "admission", "exceeded quota: builds", objects=(limits("ResourceQuota", hard={"pods": "0"}),)
    ),
    Broken(
        "quota-without-limits",
        "admission",
        "failed quota: builds: must specify limits.memory",
        pod=LIMIT,
        objects=(limits("ResourceQuota", hard={"limits.memory": "8Gi"}),),
    ),
    Broken(
        "limit-range",
        "admission",
        "maximum memory usage per Container is 2Gi",
        pod=LIMIT,
        objects=(limits("LimitRange", limits=[{"type": "Container", "max": {"memory": "2Gi"}}]),),
    ),
    Broken("container-name", "admission", " is invalid: ", pod=(("- name: maven\n", "- name: Maven\n"),)),
    Broken(
        "mount-without-volume",
        "admission",
        ' is invalid: spec.containers[1].volumeMounts[0].name: Not found: "docker-config"',
        pod=(("  - name: docker-config\n    secret:", "  - name: other\n    secret:"),),
    ),
    Broken(
        "priority-class",
        "admission",
        "no PriorityClass with name none",
        pod=((SPEC, f"{SPEC}  priorityClassName: none\n"),),
    ),
    Broken(
        "runtime-class",
        "admission",
        'RuntimeClass "none" not found',
        pod=((SPEC, f"{SPEC}  runtimeClassName: none\n"),),
    ),
    Broken(
        "unknown-field",
        "admission",
        'unknown field "spec.containers[1].commands"',
        "warning",
        pod=((KANIKO, KANIKO.replace("command", "commands")),),
    ),
    Broken("webhook-denied", "admission", "images must come from harbor.corp.internal", prepare=("webhooks",)),
    Broken("webhook-unreachable", "admission", "connect: connection refused", prepare=("webhooks",)),
    Broken("webhook-unknown-ca", "admission", "certificate signed by unknown authority", prepare=("webhooks",)),
    Broken("secret-missing", "secret", f"has no Secret `{GUIDE_SECRET}`.", delete=("secret", GUIDE_SECRET)),
    Broken(
        "secret-name",
        "secret",
        "has no Secret `docker-registry-secrets`.",
        pod=((f"secretName: {GUIDE_SECRET}", f"secretName: {GUIDE_SECRET}s"),),
    ),
    Broken("secret-key", "secret", "has no key `config`", pod=(("key: .dockerconfigjson", "key: config"),)),
    Broken("secret-whole", "secret", NOT_RENAMED, pod=((ITEMS, ""),)),
    Broken("secret-path", "secret", NOT_RENAMED, pod=(("path: config.json", "path: docker.json"),)),
    Broken(
        "secret-of-old-type",
        "secret",
        "it only has `.dockercfg`",
        delete=("secret", GUIDE_SECRET),
        objects=(secret(GUIDE_SECRET, "kubernetes.io/dockercfg", **{".dockercfg": "{}"}),),
    ),
    Broken(
        "secret-opaque",
        "secret",
        "it is not known whether it has `.dockerconfigjson`",
        "unknown",
        delete=("secret", GUIDE_SECRET),
        objects=(secret(GUIDE_SECRET, "Opaque", other="{}"),),
    ),
    Broken(
        "secret-of-variable",
        "secret",
        "has no Secret `token`.",
        pod=((KANIKO, f"{KANIKO}    env: [{{name: A, valueFrom: {{secretKeyRef: {{name: token, key: a}}}}}}]\n"),),
    ),
    Broken(
        "wrong-host",
        "credential",
        "has no login for `harbor.acme.io`",
        pod=(("ccr.ccs.tencentyun.com", "harbor.acme.io"),),
        options=("--read-secret",),
    ),
    Broken(
        "no-configuration",
        "credential",
        "is no valid Docker configuration",
        delete=("secret", GUIDE_SECRET),
        objects=(secret(GUIDE_SECRET, "Opaque", **{".dockerconfigjson": "robot:s3cret"}),),
        options=("--read-secret",),
    ),
    Broken(
        "login-not-encoded",
        "credential",
        "is no base64 of `user:password`",
        delete=("secret", GUIDE_SECRET),
        objects=(
            secret(GUIDE_SECRET, "Opaque", **{".dockerconfigjson": '{"auths": {"a.test": {"auth": "robot:s3cret"}}}'}),
        ),
        options=("--read-secret",),
    ),
    Broken("config-map-missing", "config-map", "has no ConfigMap `settings`.", pod=CONFIG_MAP),
    Broken("config-map-key", "config-map", "has no key `a`.", pod=CONFIG_MAP, objects=(OTHER_MAP,)),
    Broken("claim-missing", "claim", "has no PersistentVolumeClaim `cache`.", pod=MOUNTED_CLAIM),
    Broken("claim-not-bound", "claim", "its phase is `Pending`", pod=MOUNTED_CLAIM, objects=(claim("none"),)),
    Broken("pod-account", "pod-account", "has no ServiceAccount `builder`", pod=ACCOUNT_OF_POD, also=("admission",)),
    Broken(
        "jenkins-account",
        "jenkins-account",
        "has no ServiceAccount `jenkins`, which Jenkins uses",
        delete=("serviceaccount", ACCOUNT),
        also=("rights",),
    ),
    Broken("pull-secret", "pull-secret", "has no Secret `pull` of `imagePullSecrets`", "warning", pod=PULL),
    Broken(
        "pull-secret-type",
        "pull-secret",
        "is a `Opaque`",
        "warning",
        pod=PULL,
        objects=(secret("pull", "Opaque", a="b"),),
    ),
    Broken("too-large", "nodes", "1 with too little CPU, 1 with too little memory", "warning", pod=LARGE),
    Broken(
        "selector",
        "nodes",
        "1 not selected by `nodeSelector`",
        "warning",
        pod=((SPEC, f"{SPEC}  nodeSelector: {{kubernetes.io/arch: s390x}}\n"),),
    ),
]
TAINT = Broken("taint", "nodes", "1 with a taint", "warning", prepare=("tainted-node",))


def doctor(cluster: Cluster, jenkinsfile: Path, *options: str, environment: tuple[str, ...] = ()) -> Answer:
    module = (sys.executable, "-m", "kaniko_guide", "doctor", str(jenkinsfile))
    return cluster.run("env", *environment, *module, "--lang=en", "--format=json", *options)


def options(namespace: str) -> tuple[str, str]:
    return f"--namespace={namespace}", f"--service-account={namespace}:{ACCOUNT}"


def write(directory: Path, case: Broken) -> Path:
    text = QUICK_START
    for old, new in case.pod:
        assert text.count(old) == 1, (case.name, old)
        text = text.replace(old, new)
    path = directory / f"{case.name}.Jenkinsfile"
    path.write_text(text, "utf-8")
    return path


def prepare(cluster: Cluster, case: Broken) -> Cluster:
    inside = cluster.within(case.namespace)
    if case.delete:
        inside.kubectl("delete", *case.delete).expect()
    if case.objects:
        inside.apply(*case.objects)
    if case.without is not None:
        documents = yaml.safe_load_all((SNIPPETS / "prerequisites" / "service-account.yaml").read_text("utf-8"))
        (role,) = (document for document in documents if document["kind"] == "Role")
        granted = [right for right in rights.verbs(role["rules"]) if right != case.without]
        role["metadata"]["namespace"] = case.namespace
        role["rules"] = [{"apiGroups": [""], "resources": [name], "verbs": [verb]} for name, verb in granted]
        inside.apply(role)
    return inside


@pytest.fixture(scope="module")
def results(
    cluster: Cluster,
    new_namespace: NamespaceFactory,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Answer]:
    """What `doctor` says of the namespaces whose tests run."""
    cluster.require_own("its registries and settings are not those of the cases")
    items = [item for item in request.session.items if isinstance(item, pytest.Function) and item.path == request.path]
    wanted = [item.callspec.params.get("case") for item in items if hasattr(item, "callspec")]
    chosen = [case for case in [*BROKEN, TAINT] if case in wanted]
    directory = tmp_path_factory.mktemp("doctor")

    def run(case: Broken) -> Answer:
        prepare(cluster, case)
        return doctor(cluster, write(directory, case), *options(case.namespace), *case.options)

    found: dict[str, Answer] = {}
    for part in ([case for case in chosen if case != TAINT], [case for case in chosen if case == TAINT]):
        with (
            prepared(cluster, [name for case in part for name in case.prepare]),
            ThreadPoolExecutor(SIDE_BY_SIDE) as pool,
        ):
            levels = {case.namespace: case.level for case in part}
            list(pool.map(lambda of: new_namespace(of[0], level=of[1]), levels.items()))
            found |= zip((case.name for case in part), pool.map(run, part), strict=True)
    return found


@pytest.mark.parametrize("case", [*BROKEN, TAINT], ids=lambda case: case.name)
def test_exactly_the_missing_thing_is_named_first(case: Broken, results: dict[str, Answer]) -> None:
    answer = results[case.name]
    assert answer.code in {0, 1}, answer.output
    checks = [entry for entry in json.loads(answer.stdout)["checks"] if entry["status"] != "passed"]
    first, *others = checks
    assert (first["check"], first["status"]) == (case.check, case.status), checks
    assert case.words in f"{first['message']} {first['answer']}", first
    assert [entry["check"] for entry in others] == list(case.also), others
    assert {entry["status"] for entry in others} <= {"unknown"}
    assert answer.code == (1 if case.status in {"failed", "unknown"} else 0)


def test_the_prepared_namespace_passes_every_check(
    cluster: Cluster, new_namespace: NamespaceFactory, tmp_path: Path
) -> None:
    inside = new_namespace()
    jenkinsfile = write(tmp_path, Broken("prepared", "", ""))
    answer = doctor(cluster, jenkinsfile, *options(inside.namespace))
    checks = json.loads(answer.expect().stdout)["checks"]
    assert {entry["status"] for entry in checks} == {"passed"}
    assert {entry["check"] for entry in checks} >= {"rights", "secret", "admission", "nodes"}
    assert inside.kubectl("get", "pods", "--output=name").stdout == ""


def test_jenkins_may_be_in_another_namespace(cluster: Cluster, new_namespace: NamespaceFactory, tmp_path: Path) -> None:
    builds, own = new_namespace(), new_namespace()
    jenkinsfile = write(tmp_path, Broken("prepared", "", ""))
    chosen = (f"--namespace={builds.namespace}", f"--service-account={own.namespace}:{ACCOUNT}")
    first = json.loads(doctor(cluster, jenkinsfile, *chosen).stdout)["checks"][0]
    assert (first["check"], first["command"]) == ("rights", "kubectl apply --filename=role-binding.yaml")
    binding = yaml.safe_load((SNIPPETS / "controller-elsewhere" / "role-binding.yaml").read_text("utf-8"))
    binding["metadata"]["namespace"] = builds.namespace
    binding["subjects"][0]["namespace"] = own.namespace
    cluster.apply(binding)
    doctor(cluster, jenkinsfile, *chosen).expect()


def test_a_reader_with_few_rights_gets_not_known_and_never_fine(
    cluster: Cluster, new_namespace: NamespaceFactory, tmp_path: Path
) -> None:
    inside = new_namespace()
    inside.kubectl("create", "serviceaccount", "reader").expect()
    reader = rights.account(inside, tmp_path, "reader")
    path = tmp_path / "reader.yaml"
    path.write_text(
        yaml.safe_dump(
            {
                "apiVersion": "v1",
                "kind": "Config",
                "clusters": [
                    {
                        "name": "cluster",
                        "cluster": {"server": reader.server, "certificate-authority": str(reader.authority)},
                    }
                ],
                "users": [{"name": "reader", "user": {"token": reader.token}}],
                "contexts": [{"name": "reader", "context": {"cluster": "cluster", "user": "reader"}}],
                "current-context": "reader",
            }
        ),
        "utf-8",
    )
    jenkinsfile = write(tmp_path, Broken("prepared", "", ""))
    answer = doctor(cluster, jenkinsfile, *options(inside.namespace), environment=(f"KUBECONFIG={path}",))
    assert answer.code == 1, answer.output
    found = {entry["check"]: entry["status"] for entry in json.loads(answer.stdout)["checks"]}
    assert {name for name, status in found.items() if status == "passed"} == {"pipeline", "versions"}
    assert {status for name, status in found.items() if name not in {"pipeline", "versions"}} == {"unknown"}
    assert reader.token not in answer.output


def test_a_namespace_that_is_missing_is_the_only_failure(cluster: Cluster, tmp_path: Path) -> None:
    answer = doctor(cluster, write(tmp_path, Broken("prepared", "", "")), *options("nowhere"))
    found = [(entry["check"], entry["status"]) for entry in json.loads(answer.stdout)["checks"]]
    assert found[:2] == [("namespace", "failed"), ("jenkins-account", "failed")]
    assert {status for _, status in found[2:]} == {"unknown", "passed"}


@contextmanager
def command_lines() -> Iterator[set[bytes]]:
    """The command lines of all programs of this machine that are seen meanwhile."""
    seen: set[bytes] = set()
    end = threading.Event()

    def look() -> None:
        while not end.wait(0.01):
            for file in PROCESSES.glob("[0-9]*/cmdline"):
                with suppress(OSError):
                    seen.add(file.read_bytes())

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        end.set()
        thread.join()


def test_no_value_of_a_secret_is_in_any_output_or_command_line(
    cluster: Cluster, new_namespace: NamespaceFactory, tmp_path: Path
) -> None:
    inside = new_namespace()
    text = Registry().docker_config()
    encoded = b64encode(text.encode()).decode()
    auth = b64encode(f"{Registry().user}:{Registry().password}".encode()).decode()
    assert inside.get("secret", GUIDE_SECRET)["data"][".dockerconfigjson"] == encoded
    jenkinsfile = write(tmp_path, Broken("prepared", "", ""))
    with command_lines() as seen:
        for output_format in ("text", "json", "github"):
            for more in ((), ("--read-secret",)):
                shown = (f"--format={output_format}", "--show-commands", *more)
                answer = doctor(cluster, jenkinsfile, *options(inside.namespace), *shown).expect()
                for value in (encoded, auth, Registry().password, text):
                    assert value not in answer.output
                assert ("has a login for `ccr.ccs.tencentyun.com`" in answer.output) == (
                    bool(more) and output_format != "github"
                )
    kubectl = [line for line in seen if b"kubectl" in line]
    assert kubectl
    assert not [line for line in kubectl for value in (encoded, auth, Registry().password) if value.encode() in line]


def test_shown_outputs_are_those_of_a_cluster(
    cluster: Cluster, new_namespace: NamespaceFactory, tmp_path: Path
) -> None:
    """Another version of Kubernetes differs in its number only, another namespace in a note on the guide's files."""
    missing = Broken("shown", "", "", without=("pods/exec", "create"), delete=("secret", GUIDE_SECRET))
    write(tmp_path, missing).rename(tmp_path / "Jenkinsfile")
    new_namespace(missing.namespace)
    for output, language in product(("run", "missing"), get_args(Language)):
        if (output, language) == ("missing", "zh"):
            prepare(cluster, missing)
        given = " ".join(options(missing.namespace))
        words = f"{sys.executable} -m kaniko_guide doctor Jenkinsfile --lang={language} {given}"
        answer = cluster.run("sh", "-c", f"cd {tmp_path} && {words}")
        shown = (SNIPPETS / "doctor" / f"{output}.{language}.txt").read_text("utf-8")
        note = OF_THE_GUIDE.format(namespace=missing.namespace)[language]
        printed = answer.stdout.replace(SENTENCES.format(first="", second=note)[language], "")
        printed = printed.replace(missing.namespace, GUIDE_NAMESPACE)
        assert printed.replace(cluster.versions.server, SHOWN_VERSION) == shown


STEPS = {
    "kubectl apply --filename=namespace.yaml": "prerequisites/namespace.yaml",
    "kubectl apply --filename=service-account.yaml": "prerequisites/service-account.yaml",
    "sh create-secret.sh": "quick-start/create-secret.sh",
}
"""The commands that lead to a prepared namespace, each with the file of the guide that it needs."""


def test_the_commands_of_the_answers_lead_to_a_prepared_namespace(
    cluster: Cluster, tmp_path: Path, namespace_to_make: str
) -> None:
    """From no namespace at all, with nothing but the first command of each answer."""
    cluster.require_own("the registry that accepts this login is its own")
    for file in STEPS.values():
        path = tmp_path / Path(file).name
        text = (SNIPPETS / file).read_text("utf-8")
        if path.suffix == ".yaml":
            text = yaml.safe_dump_all(guide_objects(text, namespace_to_make), sort_keys=False)
        path.write_text(text.replace("--namespace=jenkins", f"--namespace={namespace_to_make}"), "utf-8")
    pipeline = write(tmp_path, Broken("walked", "", ""))
    ran = []
    for _ in range(len(STEPS) + 1):
        answer = doctor(cluster, pipeline, *options(namespace_to_make))
        wrong = [one for one in json.loads(answer.stdout)["checks"] if one["status"] in {"failed", "unknown"}]
        if not wrong:
            break
        command = wrong[0]["command"]
        assert command in STEPS, wrong
        cluster.run("sh", "-c", f"cd {tmp_path} && {command}", stdin=f"{Registry().password}\n").expect()
        ran.append(command)
    assert (answer.code, ran) == (0, list(STEPS))


@pytest.fixture
def namespace_to_make(cluster: Cluster) -> Iterator[str]:
    """The name of a namespace that does not exist; it is deleted afterwards."""
    yield "walked"
    cluster.kubectl("delete", "namespace", "walked", "--ignore-not-found", timeout=120).expect()
