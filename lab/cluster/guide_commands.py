"""The guide's commands, run in a cluster as a reader runs them: each file unchanged, in the namespace `jenkins`."""

from __future__ import annotations

import json
import re
from base64 import b64decode
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import yaml
from msgspec import to_builtins
from msgspec.structs import replace

from kaniko_guide.doctor import plugin_pod
from kaniko_guide_site import clock
from kaniko_guide_site.evidence.cluster_runs import CommandRow, command_key
from kaniko_guide_site.snippets import library
from lab.cluster import images
from lab.cluster.client import GUIDE_NAMESPACE, GUIDE_SECRET, Answer
from lab.cluster.normalized import without_key
from lab.paths import SNIPPETS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lab.cluster.client import Cluster, Versions

HEAD = """\
# Written by `REFRESH_OUTPUTS=1 nox --session cluster -- tests/lab/cluster/test_guide_commands.py`; the columns are in
# README.md.
"""
BUILD = plugin_pod.Build("myapp", 42, ("x7k2p", "9wq4t", "h5d3z"), "http://jenkins.jenkins.svc.cluster.local:8080/")
"""The build whose pod the pages show."""
POD = "quick-start/Jenkinsfile"
"""The snippet that has this pod."""
AGENT_LOG = r"""
at() { date '+%b %-d, %Y %-I:%M:%S %p'; }
cat <<END
$(at) hudson.remoting.Launcher createEngine
INFO: Setting up agent: $JENKINS_AGENT_NAME
$(at) hudson.remoting.Engine startEngine
INFO: Using Remoting version: 3355.v388858a_47b_33
$(at) org.jenkinsci.remoting.engine.WorkDirManager initializeWorkDir
INFO: Using $JENKINS_AGENT_WORKDIR/remoting as a remoting work directory
$(at) org.jenkinsci.remoting.engine.WorkDirManager setupLogging
INFO: Both error and output logs will be printed to $JENKINS_AGENT_WORKDIR/remoting
$(at) hudson.remoting.Launcher\$CuiListener status
INFO: WebSocket connection open
$(at) hudson.remoting.Launcher\$CuiListener status
INFO: Connected
END
exec tail -f /dev/null
"""
"""What the stub of the agent runs: it prints what the agent prints when it connects.

The lines are from the source of jenkinsci/remoting (Launcher, Engine, WorkDirManager, April 2026), in the order of a
real log, jenkinsci/docker-inbound-agent#172.
"""
LAST_LINE = "INFO: Connected"
ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
"""What a shell prints to move the cursor of a terminal."""
GREETING = ("BusyBox v", "Enter 'help' for a list")
TRAILING = re.compile(r" +$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class GuideCommand:
    """A file of the guide that is run or applied.

    Attributes:
        snippet: the file, below `snippets/`.
        outputs: the files that show what it printed.
        sees_pod: whether it shows the pod of a build.
        typed: what is typed at its prompts, a line each.
    """

    snippet: str
    outputs: tuple[str, ...] = ()
    sees_pod: bool = False
    typed: tuple[str, ...] = ()

    @property
    def is_manifest(self) -> bool:
        """Whether it is applied, not run."""
        return self.snippet.endswith(".yaml")

    @property
    def command(self) -> str:
        """How it is run, in its own directory."""
        name = self.snippet.rpartition("/")[2]
        return f"kubectl apply --filename={name}" if self.is_manifest else f"sh {name}"


SPECIAL = 'it\'s "quoted" \\ $HOME `id` 100%s 密码：;|<>* ~#'
MANIFESTS = tuple(GuideCommand(f"prerequisites/{name}.yaml") for name in ("namespace", "service-account"))
PERMISSIONS = GuideCommand("prerequisites/check-permissions.sh", ("prerequisites/check-permissions.txt",))
CREATE = GuideCommand("quick-start/create-secret.sh", typed=(SPECIAL,))
SHOW = GuideCommand("registry-secret/show.sh", ("registry-secret/show.txt",))
REPLACE = GuideCommand("registry-secret/replace.sh", typed=(SPECIAL[::-1],))
SEVERAL = GuideCommand("several-registries/replace.sh", typed=(SPECIAL, SPECIAL[::-1]))
LISTED = ("watch-build/get-pods.txt", "watch-build/get-pods-after.txt")
GET = GuideCommand("watch-build/get-pods.sh", LISTED, sees_pod=True)
DESCRIBE = GuideCommand("watch-build/describe-pod.sh", ("watch-build/describe-pod.txt",), sees_pod=True)
LOGS = GuideCommand("watch-build/logs.sh", ("watch-build/logs.txt",), sees_pod=True)
TEST_POD = GuideCommand("test-pod/run.sh", ("test-pod/run.txt",))
PRIVATE_TEST_POD = GuideCommand("test-pod/own-registry.sh")
ELSEWHERE = GuideCommand("controller-elsewhere/role-binding.yaml")
TOKEN = GuideCommand("controller-outside/token.yaml")
OUTSIDE = GuideCommand("controller-outside/show.sh")
COMMANDS = (
    *(*MANIFESTS, ELSEWHERE, TOKEN, OUTSIDE, PERMISSIONS, CREATE, SHOW, REPLACE, SEVERAL),
    *(GET, DESCRIBE, LOGS, TEST_POD, PRIVATE_TEST_POD),
)


def agent() -> images.Image:
    """The stub of the agent that prints what an agent prints."""
    layer = images.started_shell_layer()
    layer.file("/agent", AGENT_LOG.encode(), 0o755)
    return images.Image(
        images.AGENT, layer.finish(), images.agent(images.AGENT).config | {"Entrypoint": ["sh", "/agent"]}
    )


def run(cluster: Cluster, command: GuideCommand, shell: str = "sh", *, verbose: bool = False) -> Answer:
    """Run or apply a file in its own directory; both streams of its output are in `stdout`.

    Args:
        cluster: in which it runs.
        command: the file.
        shell: that runs it.
        verbose: whether each command is printed before its output.
    """
    directory, _, name = command.snippet.rpartition("/")
    words = f"kubectl apply --filename={name}" if command.is_manifest else f"{shell} {'-v ' * verbose}{name}"
    typed = "".join(f"{line}\n" for line in command.typed)
    return cluster.run("sh", "-c", f"cd {SNIPPETS / directory} && exec {words} 2>&1", stdin=typed)


def shown(output: str) -> str:
    """An output as pages show it: without the agent's key, carriage returns, and spaces at the ends of lines."""
    return TRAILING.sub("", without_key(output.replace("\r", "")))


def session(screen: str, command: GuideCommand) -> str:
    """What a terminal showed while a command ran, without the greeting of the shell in the container and its prompts.

    Whether these are on the screen depends on how fast kubectl attaches to the container.

    Args:
        screen: all that was printed.
        command: that was printed before it ran.
    """
    text = (SNIPPETS / command.snippet).read_text("utf-8")
    lines = shown(ESCAPES.sub("", screen)).partition(text)[2].splitlines()
    kept = [
        line for line in lines if not (line in {"", "/workspace #"} or line.startswith(("BusyBox v", "Enter 'help'")))
    ]
    return text + "".join(f"{line}\n" for line in kept)


def credentials(cluster: Cluster) -> dict[str, str]:
    """`user:password` by registry in the Secret that the guide's commands write.

    Raises:
        CommandError: there is none.
    """
    secret = cluster.within(GUIDE_NAMESPACE).get("secret", GUIDE_SECRET)
    config: dict[str, Any] = json.loads(b64decode(secret["data"][".dockerconfigjson"]))
    return {registry: b64decode(entry["auth"]).decode() for registry, entry in config["auths"].items()}


def rows(commands: Iterable[GuideCommand], stub_images: tuple[str, ...]) -> list[CommandRow]:
    """The rows of the record: each file, then its outputs.

    Args:
        commands: those that ran.
        stub_images: of the pod that they saw.
    """
    return [row for command in commands for row in _rows(command, stub_images)]


def _rows(command: GuideCommand, stub_images: tuple[str, ...]) -> list[CommandRow]:
    check = "cluster-applied" if command.is_manifest else "cluster-command"
    seen = (POD,) if command.sees_pod else ()
    stubs = stub_images if command.sees_pod else ()
    row = CommandRow(command.snippet, check, command.command, (), seen, stubs, "")
    outputs = [
        replace(row, snippet=output, check="cluster-output", reads=(command.snippet,)) for output in command.outputs
    ]
    snippets = library.load(SNIPPETS)
    return [replace(entry, key=command_key(entry, snippets)) for entry in (row, *outputs)]


def record(table: Iterable[CommandRow], versions: Versions) -> str:
    """The text of the record.

    Args:
        table: its rows.
        versions: of the cluster.
    """
    content = {"date": clock.today(), "versions": asdict(versions), "commands": [to_builtins(row) for row in table]}
    return HEAD + yaml.safe_dump(content, sort_keys=False, width=120, allow_unicode=True)
