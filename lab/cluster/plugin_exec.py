"""Runs `sh` steps in the containers of a pod as Jenkins does: the agent writes the script, an exec starts it.

Read in the source, not run: jenkinsci/kubernetes-plugin 4423.vb_59f230b_ce53, `pipeline/ContainerExecDecorator.java`
(what goes to the standard input of the shell), and jenkinsci/durable-task 686.v80ff80875b_82, `BourneShellScript.java`
(the command that it starts) and `FileMonitoringTask.java` (the files of a step).
"""

from __future__ import annotations

import base64
import io
import re
import tarfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kaniko_guide.doctor.plugin_pod import AGENT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from lab.cluster.client import Answer, Cluster

NAME = re.compile("[a-zA-Z_][a-zA-Z0-9_]*")
"""The variables that are exported; others are left out."""
COOKIE = "JENKINS_SERVER_COOKIE"
RESULT = re.compile(r"^==> (-?\d+)\n(.*?)\n<==$", re.MULTILINE | re.DOTALL)
STEP_TIMEOUT = 300.0
"""For how many seconds a step may run."""
LOG_TIMEOUT = 15
"""After how many seconds a step without a log did not start; Jenkins waits 300 (`HEARTBEAT_CHECK_INTERVAL`)."""


@dataclass(frozen=True, slots=True)
class Step:
    """An `sh` step that runs in a container.

    Attributes:
        container: the name of the container.
        script: the text of the step.
        directory: the workspace.
        number: makes the directory of its files unlike that of other steps.
        environment: what Jenkins exports.
    """

    container: str
    script: str
    directory: str
    number: int
    environment: Mapping[str, str]

    @property
    def control_directory(self) -> str:
        """The directory of the script, its log and its exit code."""
        return f"{self.directory}@tmp/durable-{self.number:08x}"

    @property
    def command(self) -> list[str]:
        """The command that starts the script in the background (`scriptLauncherCmd`)."""
        files = self.control_directory
        script, log, result = f"{files}/script.sh", f"{files}/jenkins-log.txt", f"{files}/jenkins-result.txt"
        interpreter = "" if self.script.startswith("#!") else "'sh' -xe "
        line = (
            f"cp '{script}' '{script}.copy'; "
            rf"{{ while [ -d '{files}' -a \! -f '{result}' ]; do touch '{log}'; sleep 3; done }} & "
            f"jsc=durable-{self.number:08x}; {COOKIE}=$jsc {interpreter}'{script}.copy' > '{log}' 2>&1; "
            f"echo $? > '{result}.tmp'; mv '{result}.tmp' '{result}'; wait"
        )
        return ["nohup", "sh", "-c", f"({line}) >&- 2>&- &"]

    @property
    def shell_input(self) -> str:
        """What the shell in the container reads (`doLaunch`, `setupEnvironmentVariable`, `doExec`)."""
        variables = {**self.environment, COOKIE: "please-do-not-kill-me"}
        exports = [
            "export {}='{}'".format(name, value.replace("'", r"'\''"))
            for name, value in variables.items()
            if NAME.fullmatch(name)
        ]
        words = [word.replace("$", r"\$").replace('"', r"\"") for word in self.command]
        return "\n".join([f'cd "{self.directory}"', *exports, "".join(f'"{word}" ' for word in words), "exit", ""])


@dataclass(frozen=True, slots=True)
class Result:
    """The end of a step: its exit code and its log."""

    code: int
    log: str


def check_out(cluster: Cluster, pod: str, source: Path, target: str) -> None:
    """Copy a directory into the workspace, as the agent does when it checks out a repository.

    Args:
        cluster: with the namespace of the pod.
        pod: its name.
        source: the directory.
        target: the workspace, which need not exist.

    Raises:
        CommandError: the agent's container can not write there.
    """
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        archive.add(source, ".")
    script = f"mkdir -p '{target}' && base64 -d | tar -x -f - -o -C '{target}'"
    text = base64.encodebytes(content.getvalue()).decode()
    cluster.kubectl("exec", "--stdin", pod, f"--container={AGENT}", "--", "sh", "-c", script, stdin=text).expect()


def run(cluster: Cluster, pod: str, *steps: Step) -> list[Result]:
    """Run steps, all at once, and wait for their ends.

    Args:
        cluster: with the namespace of the pod.
        pod: its name.
        steps: with numbers that no other step of this pod has.

    Raises:
        CommandError: the agent can not write a script, or a container can not be entered.
        TimeoutExpired: a step did not end in time.
    """
    _in_shell(cluster, pod, AGENT, "".join(_writing(step) for step in steps)).expect()
    for step in steps:
        _in_shell(cluster, pod, step.container, step.shell_input).expect()
    waiting = "".join(_waiting(step) for step in steps)
    text = _in_shell(cluster, pod, AGENT, waiting, STEP_TIMEOUT).expect().stdout
    found = [Result(int(code), log) for code, log in RESULT.findall(text)]
    assert len(found) == len(steps), text
    return found


def _in_shell(cluster: Cluster, pod: str, container: str, text: str, timeout: float = 60.0) -> Answer:
    """Enter a container with `sh` as its only argument, which reads its commands from the standard input."""
    return cluster.kubectl("exec", "--stdin", pod, f"--container={container}", "--", "sh", stdin=text, timeout=timeout)


def _writing(step: Step) -> str:
    """The commands by which the agent writes a script; it is encoded, whatever quotes it has."""
    script = f"{step.control_directory}/script.sh"
    encoded = base64.b64encode(step.script.encode()).decode()
    executable = f" && chmod 755 '{script}'" if step.script.startswith("#!") else ""
    return (
        f"mkdir -p '{step.directory}' '{step.control_directory}' && echo {encoded} | base64 -d > '{script}'"
        f"{executable} || exit 1\n"
    )


def _waiting(step: Step) -> str:
    """The commands by which the agent waits for the end of a step, and reads its exit code and log (`exitStatus`)."""
    files = step.control_directory
    result, log = f"{files}/jenkins-result.txt", f"{files}/jenkins-log.txt"
    never = f"{{ echo 'process apparently never started in {files}' > '{log}'; echo -2 > '{result}'; }}"
    return (
        f"n=0; until [ -f '{log}' ] || [ $n -ge {LOG_TIMEOUT * 10} ]; do sleep 0.1; n=$((n + 1)); done\n"
        f"[ -f '{log}' ] || {never}\n"
        f"until [ -f '{result}' ]; do sleep 0.1; done\n"
        f"echo \"==> $(cat '{result}')\"\ncat '{log}'\nprintf '\\n<==\\n'\n"
    )
