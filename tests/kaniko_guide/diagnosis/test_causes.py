"""The causes found in logs: every recorded run, texts of Jenkins and Kubernetes, and logs in unusual encodings."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_check import check

from kaniko_guide.diagnosis.causes import Confidence, diagnose
from kaniko_guide.facts import executors
from kaniko_guide.facts.diagnosis import answers, clues, signatures
from kaniko_guide.facts.diagnosis.layers import Part
from kaniko_guide.facts.diagnosis.patterns import Pattern
from tests.kaniko_guide.facts.diagnosis.test_signatures import error
from tests.support import RECORDED, ROOT, expect_none, name, read_yaml

if TYPE_CHECKING:
    from kaniko_guide.diagnosis.causes import Diagnosis, IdentifiedCause
    from kaniko_guide.facts.diagnosis.signatures import Signature


RUNS = RECORDED / "kaniko-runs"
FILES = {
    (build, path.stem): path
    for runs in (RUNS, RECORDED / "environment-runs")
    for build in executors.releases()
    for path in sorted((runs / build).glob("*.txt"))
}
RECORDS = list(FILES)
KNOWN = signatures.signatures()
ENDED_SILENTLY = {"exit-executor-killed", "exit-executor-terminated", "x3-context-not-a-mount"}
"""Cases in which the executor ended without printing an error."""
CODE = "# exit code: "
WRAPPED = {"x3-context-not-a-mount": "0", "t3-login-read-only-secret": "1"}
"""Kaniko's own exit code where the recorded one is that of the shell around it; the log has it as `rc=`."""


def diagnosis_of(log: str | bytes) -> Diagnosis:
    return diagnose(io.BytesIO(log.encode() if isinstance(log, str) else log))


def found_in(log: str | bytes) -> list[IdentifiedCause]:
    """The causes, then the hints."""
    diagnosis = diagnosis_of(log)
    return [*diagnosis.causes, *diagnosis.hints]


def first_signature(log: str | bytes) -> str | None:
    """The first cause, otherwise the first hint."""
    return next((cause.signature.id for cause in found_in(log)), None)


def part_of(log: str | bytes) -> str | None:
    part = diagnosis_of(log).part
    return part.id if part else None


def record(build: str, case: str) -> str:
    return FILES[build, case].read_text("utf-8")


def has_failed(build: str, case: str) -> bool:
    (code,) = [line.removeprefix(CODE) for line in record(build, case).splitlines() if line.startswith(CODE)]
    return WRAPPED.get(case, code) != "0"


def true_cause(build: str, case: str) -> Signature | None:
    """The first signature that names the case in its runs and counts for how the case ended."""
    for one in KNOWN:
        if case in one.runs and (not one.releases or build in one.releases) and (one.silent or has_failed(build, case)):
            return one
    return None


def test_the_page_counts_the_records() -> None:
    failed = [true_cause(*key) for key in RECORDS if has_failed(*key)]
    known = [one for one in failed if one is not None]
    causes = [one for one in known if not one.symptom]
    page = (ROOT / "docs" / "zh" / "diagnose.md").read_text("utf-8")
    assert f"{len(RECORDS)} 次运行里有 {len(failed)} 次失败，{len(causes)} 次把预先判断的原因排在第一条" in page
    assert f"{len(known) - len(causes)} 次只说出 `RUN` 失败了" in page
    assert f"另外 {len(failed) - len(known)} 次" in page


def test_true_cause_of_a_record_is_listed_first() -> None:
    for build, case in RECORDS:
        with check(f"{build}, {case}"):
            expected = true_cause(build, case)
            assert first_signature(record(build, case)) == (expected and expected.id)


def missing_causes(build: str, case: str) -> list[str]:
    """A line if no signature names the record of a failed run."""
    fix = "Add it to runs of the signature whose text it prints, or write that signature."
    place = f"{name(FILES[build, case])}:1:1"
    named = true_cause(build, case) is not None
    return [] if named else [f"{place}: error: no signature names {case} in its runs. {fix} [signature]"]


def test_every_failing_record_has_a_true_cause() -> None:
    for build, case in [one for one in RECORDS if has_failed(*one) and one[1] not in ENDED_SILENTLY]:
        with check(f"{build}, {case}"):
            expect_none(missing_causes(build, case))


@pytest.mark.parametrize("case", WRAPPED)
def test_exit_code_of_the_executor_is_in_the_record(case: str) -> None:
    builds = [build for build, name in RECORDS if name == case]
    assert all(f"rc={WRAPPED[case]}" in record(build, case) for build in builds)


def test_every_record_that_a_signature_names_exists() -> None:
    cases = {case for _, case in RECORDS}
    expect_none(
        [
            error(one.id, f"there is no record {case}. Correct runs, or add the record.")
            for one in KNOWN
            for case in one.runs
            if case not in cases
        ]
    )


def sample(one: Signature) -> str:
    """A log with the signature's first pattern, or the first answer of a registry, below the clues that it requires."""
    required = [clues.clues()[name][0] for name in one.requires]
    required += [Pattern.parse("Running: [")] if one.in_run else []
    if not one.patterns:
        above = "".join("~".join(line) + "\n" for pattern in required for line in pattern)
        return above + answer_of(one)
    patterns = [*required, one.patterns[0]]
    return "\n".join("~".join(line).removeprefix("^") + "~" for pattern in patterns for line in pattern) + "\n"


WRAPPERS = {"push": "error pushing image: failed to push to destination a: ", "base": "error building image: "}


def answer_of(one: Signature) -> str:
    """A line with the first answer of a registry that a signature names."""
    answer = one.answers[0]
    known = {operation.id: operation for operation in answers.operations()}
    operation = known[answer.operations[0] if answer.operations else "put-manifest"]
    host = "a.b" + "".join(part for pattern in answer.hosts[:1] for line in pattern for part in line)
    path = "x".join(part for line in operation.addresses[0] for part in line)
    path = path if path.startswith("/") else f"/?{path}"
    status = next((text for text in answers.statuses() if answer.statuses and text[:3] == str(answer.statuses[0])), "")
    error = f"{answer.codes[0]}: " if answer.codes else f"unexpected status code {status or '500 Internal'}"
    wrapper = WRAPPERS.get(one.phase or operation.phase or "", "")
    return f"{wrapper}{operation.verbs[0]} https://{host}{path}: {error}: {' '.join(answer.says[:1])}\n"


def test_the_text_of_each_signature_is_recognized() -> None:
    """No signature is hidden by an earlier one."""
    first = {one.id: first_signature(sample(one)) for one in KNOWN}
    problem = "it is never reported: the earlier signature {0} matches the same log. Move it above {0}."
    expect_none([error(one, problem.format(listed)) for one, listed in first.items() if listed != one])


KANIKO_ERROR = "error building image: error building stage: failed to get filesystem from image: "
DENIED = KANIKO_ERROR + "chown /etc/shadow: operation not permitted"


LAYOUTS: list[str | bytes] = [
    DENIED,
    f"\x1b[36mINFO\x1b[0m[0000] x\r\n\x1b[31m{DENIED}\x1b[0m\r\n",
    f"[2026-11-22T08:00:00.000Z] {DENIED}\n[Pipeline] }}\nFinished: FAILURE\n",
    f"08:00:00  {DENIED}\n",
    "\x1b[8mha:////4AAAA\x1b[0m" + DENIED,
    ("\ufeff" + DENIED).encode("utf-16"),
    DENIED.encode("utf-16"),
    "\ufeff".encode() + DENIED.encode(),
    "错误：构建失败\n".encode("gb18030") + DENIED.encode("gb18030"),
    "\n".join(DENIED[at : at + 80] for at in range(0, len(DENIED), 80)),
    DENIED.replace("from image", "from\nimage"),
    "x" * 100_000 + "\n" + DENIED,
]


def test_log_is_read_in_any_encoding_and_layout() -> None:
    for log in LAYOUTS:
        with check(f"{log!r}"):
            assert first_signature(log) == "no-permission"


PUSH_FAILED = 'error checking push permissions: creating push check transport for a.b failed: Get "https://a.b/v2/": '
UNVERIFIED = f"{PUSH_FAILED}tls: failed to verify certificate: x509: "


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("certificate signed by unknown authority", "ca-bundle"),
        (
            "certificate has expired or is not yet valid: current time 2026-11-29T03:23:45Z is after 2021-01-01",
            "certificate-expired",
        ),
        ("certificate is valid for other.example, not a.b", "certificate-other-name"),
        ("certificate is not valid for any names, but wanted to match a.b", "certificate-other-name"),
        (
            "cannot validate certificate for 192.0.2.2 because it doesn't contain any IP SANs",
            "certificate-no-ip",
        ),
        (
            "certificate relies on legacy Common Name field, use SANs instead",
            "certificate-common-name",
        ),
    ],
)
def test_only_an_unknown_authority_is_fixed_by_a_ca(text: str, expected: str) -> None:
    cause, *others = diagnosis_of(f"{UNVERIFIED}{text}\n").causes
    proved = expected in {"certificate-no-ip", "certificate-common-name"}
    assert (cause.signature.id, cause.confidence) == (expected, Confidence.CERTAIN if proved else Confidence.LIKELY)
    assert {(other.signature.id, other.confidence) for other in others} <= {(expected, Confidence.POSSIBLE)}
    fixes = [each.fix.en for each in cause.signature.causes]
    assert any("--registry-certificate" in fix for fix in fixes) == (expected == "ca-bundle")


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (
            'Get "https://auth.docker.io/token?service=registry.docker.io": dial tcp 192.0.2.1:443: i/o timeout',
            "client-unreachable",
        ),
        ("unexpected status from GET request to https://auth.docker.io/token: 401 Unauthorized", "client-denied"),
    ],
)
def test_no_token_is_not_always_a_lack_of_permission(end: str, expected: str) -> None:
    text = (
        'failed to resolve reference "docker.io/library/maven:3": failed to authorize: failed to fetch anonymous token'
    )
    assert first_signature(f"{text}: {end}\n") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'failed to do request: Head "https://a.b/v2/": tls: failed to verify certificate: x509: y',
            "node-pull-certificate",
        ),
        ("http: server gave HTTP response to HTTPS client", "node-pull-http"),
        ('failed to authorize: failed to fetch anonymous token: Get "https://a.b/": dial tcp: z', "pull-unreachable"),
        ("manifest unknown", "pull-not-found"),
    ],
)
def test_the_pull_of_a_node_is_not_taken_for_that_of_the_executor(text: str, expected: str) -> None:
    assert first_signature(f'Failed to pull image "a.b/c:1": {text}\n') == expected


@pytest.mark.parametrize("host", ["dial tcp: lookup a.b", "x509: certificate has expired or is not yet valid: y"])
def test_the_note_about_a_variable_is_no_cause(host: str) -> None:
    note = "WARN[0000] note that your DOCKER_AUTH_CONFIG env variable can shadow credentials from configfile\n"
    providers = "INFO[0000] credential providers by priority: [env:DOCKER_AUTH_CONFIG, env]\n"
    assert first_signature(f"{providers}{note}{PUSH_FAILED}{host}\n") != "push-auth-config-variable"


def test_one_of_two_destinations_is_not_a_success() -> None:
    pushed = f"INFO[0000] Pushed docker.io/team/app@sha256:{'0' * 64}"
    error = "error pushing image: failed to push to destination docker.io/team/b:1: HEAD https://index.docker.io/v2/"
    diagnosis = diagnosis_of(f"{pushed}\n{error}: unexpected status code 401 Unauthorized\n")
    assert not diagnosis.succeeded
    assert diagnosis.causes[0].signature.id == "push-unauthorized"


@pytest.mark.parametrize(
    ("before", "part"),
    [
        (PUSH_FAILED, "executor-push"),
        ("INFO[0000] Retrieving image manifest a.b/c:1\nerror building image: ", "executor-base"),
        ("INFO[0000] Building stage 'a.b/c:1' [idx: '0', base-idx: '-1']\nERROR: ", "executor-base"),
        ("INFO[0002] Taking snapshot of files...\nINFO[0003] Running: [/bin/sh -c go build]\n", "executor-run"),
        ("INFO[0002] Taking snapshot of files...\nINFO[0003] Retrieving image manifest a.b/c:2\n", "executor-base"),
        ("", None),
    ],
)
def test_a_text_of_pulls_and_pushes_is_a_push_only_if_its_line_says_so(before: str, part: str | None) -> None:
    log = f"{before}x509: certificate signed by unknown authority\n"
    assert (first_signature(log), part_of(log)) == ("ca-bundle", part)


@pytest.mark.parametrize(
    "text",
    [
        "parsing config file (/kaniko/.docker/config.json): unexpected EOF",
        "parsing config file (/kaniko/.docker/config.json): illegal base64 data at input byte 0",
        'error getting credentials - err: exec: "docker-credential-desktop": executable file not found in $PATH',
    ],
)
def test_an_invalid_config_json_also_fails_a_pull(text: str) -> None:
    attempts = "unable to complete operation after 0 attempts, last error"
    log = f"INFO[0000] Retrieving image manifest a.b/c:1\nerror building image: {attempts}: {text}\n"
    assert part_of(log) == "executor-base"
    assert part_of(f"{PUSH_FAILED}{text}\n") == "executor-push"


@pytest.mark.parametrize(
    ("text", "usual"), [("script returned exit code 137", "runtime"), ("No space left on device", None)]
)
def test_a_text_of_any_part_of_a_build_does_not_show_the_part(text: str, usual: str | None) -> None:
    assert part_of(f"[INFO] Scanning for projects...\n{text}\n") == "tool"
    assert part_of(f"{text}\n") == usual


def test_an_answer_to_a_push_shows_the_phase_where_nothing_else_does() -> None:
    quota = "denied: adding 1 B of storage resource, which when updated to current usage of 1 B "
    quota += "will exceed the configured upper limit of 1 B."
    assert part_of(f"{quota}\n") == "executor-push"
    assert part_of(f"[Pipeline] sh\n{quota}\n") == "shell"
    assert part_of(f"error building image: {quota}\n") == "executor-push"


RUN = "INFO[0010] Running: [/bin/sh -c x]\n"
RUN_FAILED = "error building image: error building stage: failed to execute command: waiting for process to exit: "
RUN_FAILED += "exit status 1\n"
TOOLS = {
    "error: uninstall-no-record-file": "pip-uninstall",
    "ERROR: Directory '.' is not installable. Neither 'setup.py' nor 'pyproject.toml' found.": "python-project-missing",
    "ERROR: Cannot find command 'git' - do you have 'git' installed and in your PATH?": "python-git-missing",
    "_impl.BackendUnavailable: Cannot import 'setuptools.backends.legacy'": "pip-backend",
    'The option "--no-dev" does not exist': "poetry-option",
    "Error: The current project could not be installed: No file/folder found for package a": "poetry-root",
    "Because a depends on b (^9) which doesn't match any versions, version solving failed.": "dependency-versions",
    "error: Unable to find lockfile at `uv.lock`. To create a lockfile, run `uv lock` or `uv sync`.": "python-lock",
    "ResolvePackageNotFound:": "conda-missing",
    "CondaHTTPError: HTTP 000 CONNECTION FAILED for url <https://a.b>": "conda-network",
    "EnvironmentFileNotFound: '/app/environment.yml' file not found": "conda-file",
    "CondaError: Run 'conda init' before 'conda activate'": "conda-shell",
    "npm error code EBADPLATFORM": "npm-platform",
    "npm ERR! notsup Unsupported platform for fsevents@2.3.2": "npm-platform",
    "npm error code EJSONPARSE": "npm-json",
    'npm error Unsupported URL Type "workspace:": workspace:*': "npm-workspace",
    "npm error An unknown git error occurred": "npm-git",
    "npm ERR! cb() never called!": "npm-crash",
    "npm error code EUSAGE": "npm-usage",
    "Error: initial exceeded maximum budget. Budget 1.00 MB was not met by 2 kB.": "front-end-budget",
    "Error: Environment variable not found: DATABASE_URL.": "build-variable-missing",
    "KeyError: 'DATABASE_URL'": "build-variable-missing",
    "Can't reach database server at `db:5432`": "build-needs-service",
    "Error: connect ECONNREFUSED 127.0.0.1:5432": "build-needs-service",
    "Failed to fetch `Frob` from Google Fonts.": "build-downloads",
    "> Couldn't find any `pages` or `app` directory.": "source-not-copied",
    "✖ 5 problems (5 errors, 0 warnings)": "lint-failed",
    "Please run 'az login' to setup account.": "cloud-cli-login",
    "could not be queried due to a lack of valid authentication credentials (401 Unauthorized).": "python-index-login",
    "rm: can't remove '/opt/a.so': Resource busy": "run-mounted-file",
    "Attempted import error: 'use' is not exported from 'react'": "node-script",
    "error obtaining VCS status: exit status 128": "go-vcs",
    "main.go:9:12: pattern web/dist: no matching files found": "go-embed",
    "stat /app/cmd/server: directory not found": "go-directory",
    "error: failed to parse lock file at: /app/Cargo.lock": "cargo-old",
    "error[E0463]: can't find crate for `std`": "cargo-target",
    "  Could not find `protoc`. If `protoc` is installed, try setting `PROTOC`": "build-library-missing",
    "c++: fatal error: Killed signal terminated program cc1plus": "compiler-killed",
    "Fatal glibc error: CPU does not support x86-64-v2": "cpu-too-old",
    "Aborted (core dumped)": "program-crashed",
    "sh: fork: Cannot allocate memory": "fork-memory",
    "mount: permission denied (are you root?)": "run-needs-privilege",
    "tar (child): xz: Cannot exec: No such file or directory": "archive-program-missing",
    "gpg: no valid OpenPGP data found.": "apt-key-download",
    "rm: cannot remove '/etc/hosts': Device or resource busy": "run-mounted-file",
    "** (Mix) Could not find an SCM for dependency :a": "language-build-failed",
    "error: unexpected argument '--frob' found": "program-option",
    "ValueError: a": "script-exception",
    "fatal: could not read Username for 'https://a.b': terminal prompts disabled": "run-git-login",
    "fatal: unable to access 'https://a.b/': Could not resolve host: a.b": "run-git-network",
    "fatal: not a git repository (or any of the parent directories): .git": "run-git-directory",
}


def test_the_errors_of_tools_in_a_run_are_recognized() -> None:
    for line, signature in TOOLS.items():
        found = diagnosis_of(f"{RUN}{line}\n{RUN_FAILED}")
        assert found.causes[0].signature.id == signature, line
        assert found.part is not None
        assert found.part.layer in {"tool", "shell", "other"}, line


def test_git_of_a_run_is_not_the_checkout() -> None:
    error = "fatal: Authentication failed for 'https://a.b/c'\n"
    assert first_signature(RUN + error) == "run-git-login"
    assert first_signature(f"{RUN}INFO[0011] Taking snapshot of full filesystem...\n{error}") == "git-authentication"
    assert first_signature(f"{RUN}[Pipeline] sh\n{error}") == "git-authentication"


@pytest.mark.parametrize(
    ("line", "signature", "part"),
    [
        ("fork/exec /bin/sh: no such file or directory", "image-without-shell", "executor-run"),
        ("lstat /kaniko/0/app/dist: no such file or directory", "copy-from-missing", "executor-copy"),
        ("lstat /workspace/app.jar: no such file or directory", "copy-source-missing", "executor-copy"),
        ("chown /etc/gshadow: operation not permitted", "no-permission", "executor-base"),
        ("could not parse reference: Frob/b:1", "bad-image-reference", "executor-dockerfile"),
        (
            "getting stage builder for stage 0: could not parse reference: F/b",
            "bad-image-reference",
            "executor-dockerfile",
        ),
        (
            "UNAUTHORIZED: authentication required; [map[Action:pull Class: Name:a/b Type:repository]]",
            "base-unauthorized",
            "executor-base",
        ),
        (
            "UNAUTHORIZED: authentication required; [map[Action:pull Name:a/b] map[Action:push Name:a/b]]",
            "push-unauthorized",
            "executor-push",
        ),
        (
            "UNAUTHORIZED: authentication required; [map[Action:pull Class: Name:library/frob Type:repository]]",
            "unnamed-official-image-missing",
            "executor-base",
        ),
    ],
)
def test_the_end_of_a_chain_shows_its_phase(line: str, signature: str, part: str) -> None:
    assert (first_signature(f"{line}\n"), part_of(f"{line}\n")) == (signature, part)


def test_an_answer_of_a_registry_is_not_one_of_maven() -> None:
    log = 'Failed to copy image a: failed commit on ref "b": unexpected status: 403 Forbidden\n'
    assert first_signature(log) == "client-push-forbidden"


LIMITS = {
    "POST https://us.icr.io/v2/a/b/blobs/uploads/: DENIED: You have exceeded your storage quota.": "registry-quota",
    'unexpected status code 507 Insufficient Storage: {"errors":[{"code":"DENIED"}]}': "registry-quota",
    "POST https://a.tencentyun.com/v2/a/b/blobs/uploads/: DENIED: repository num exceed limit": "repository-limit",
    "PUT https://a.pkg.dev/v2/a/b/manifests/1: FAILED_PRECONDITION: tag immutability is enabled": "push-immutable-tag",
    "POST https://a.pkg.dev/v2/a/b/blobs/uploads/: DENIED: This API method requires billing to be enabled.": (
        "gcp-api-disabled"
    ),
    "POST https://index.docker.io/v2/a/b/blobs/uploads/: DENIED: requested access to the resource is denied": (
        "push-denied"
    ),
}


def test_a_limit_of_the_registry_is_no_lack_of_permission() -> None:
    for answer, signature in LIMITS.items():
        assert first_signature(f"error pushing image: failed to push to destination a/b:1: {answer}\n") == signature


def test_a_rejected_pod_is_no_lack_of_a_role() -> None:
    text = 'Configured service account doesn\'t have access. pods "x" is forbidden: unable to validate against any'
    assert first_signature(f"{text} security context constraint: []\n") == "openshift-constraint"


RIGHTS = read_yaml(RECORDED / "cluster-runs/rights.yml")["without"]
REFUSED_CALLS = [(right, call) for right, found in RIGHTS.items() for call in found["plugin"]]


def test_a_right_that_jenkins_lacks_is_found_in_its_stack_trace() -> None:
    for right, call in REFUSED_CALLS:
        with check(f"{right}, {call}"):
            others = {
                "watch pods": "watch-forbidden",
                "get pods/exec": "exec-forbidden",
                "create pods/exec": "exec-forbidden",
            }
            log = "\nCaused by: ".join(RIGHTS[right]["plugin"][call])
            assert first_signature(f"{log}\n") == others.get(right, "rbac")


def test_another_invalid_certificate_is_a_symptom() -> None:
    text = f"{UNVERIFIED}something new\n"
    assert first_signature(text) == "certificate-invalid"
    assert found_in(text)[0].signature.symptom


@pytest.mark.parametrize(
    ("log", "expected", "certain"),
    [
        ("fatal error: runtime: out of memory\n", "go-out-of-memory", True),
        ("Reason: OOMKilled\n", "out-of-memory", True),
        ("Memory cgroup out of memory: Killed process 7 (java)\n", "out-of-memory", True),
        ("Out of memory: Killed process 7 (java)\n", "node-out-of-memory", True),
        ("script returned exit code 137\n", "killed", False),
        ("command terminated with exit code 137\n", "killed", False),
        ("Taking snapshot of full filesystem...\nKilled\n", "executor-killed", False),
    ],
)
def test_some_texts_prove_that_memory_ran_out(log: str, expected: str, *, certain: bool) -> None:
    cause = diagnosis_of(log).causes[0]
    assert cause.signature.id == expected
    assert (cause.confidence is Confidence.CERTAIN) == certain


def test_a_joined_line_is_less_certain() -> None:
    text = "error building image: unable to complete operation after 0 attempts, last error: "
    text += "parsing config file (/kaniko/.docker/config.json): unexpected EOF"
    whole = diagnosis_of(text).causes[0]
    broken = diagnosis_of("\n".join(text[at : at + 100] for at in range(0, len(text), 100))).causes[0]
    assert (whole.confidence, whole.line) == (Confidence.CERTAIN, 1)
    assert (broken.confidence, broken.line, broken.quote) == (Confidence.LIKELY, 2, text[100:])


def test_separate_lines_of_a_log_are_not_joined() -> None:
    log = "INFO[0000] Retrieving image manifest internal-registry/client\nerror building image: EOF of something\n"
    (found,) = found_in(log)
    assert (found.line, found.quote) == (2, "error building image: EOF of something")


def test_first_cause_comes_before_the_last_symptom() -> None:
    log = "[ERROR] COMPILATION ERROR :\n" + "error building image: something new\n" + DENIED + "\nFinished: FAILURE\n"
    found = [cause.signature.id for cause in found_in(log)]
    assert list(dict.fromkeys(found)) == ["maven-compile-begins", "no-permission", "build-failed"]


def test_a_problem_before_a_success_is_no_cause() -> None:
    retry = "WARN[0000] Retrying operation after 1s due to http: server gave HTTP response to HTTPS client\n"
    pushed = "INFO[0001] Pushed r/a@sha256:0\n"
    assert first_signature(retry + pushed) is None
    assert first_signature(retry + pushed + "Finished: FAILURE\n") is None
    assert first_signature(pushed + retry + "Finished: FAILURE\n") == "http-registry"


RUN_FAILED = KANIKO_ERROR.replace(
    "failed to get filesystem from image: ", "failed to execute command: waiting for process to exit: exit status 1\n"
)
BASE_FAILED = "error building image: unable to complete operation after 0 attempts, last error: "
CHECK_FAILED = 'error checking push permissions: checking push permission for "a.b/c:1": '
STARTED = "Running on build-1 in /home/jenkins/agent/workspace/a\n"


PASSED_EVENTS = [
    (
        'FailedMount] MountVolume.SetUp failed for volume "a" : failed to sync secret cache: timed out waiting for the '
        "condition"
    ),
    'FailedMount] MountVolume.SetUp failed for volume "a" : mount.nfs: access denied by server while mounting a:/b',
    'FailedMount] MountVolume.SetUp failed for volume "a" : secret "b" not found',
    'FailedMount] MountVolume.SetUp failed for volume "a" : references non-existent secret key: b',
    'FailedAttachVolume] Multi-Attach error for volume "a" Volume is already exclusively attached to one node',
    (
        'FailedCreatePodSandBox] Failed to create pod sandbox: plugin type="calico" failed (add): stat '
        "/var/lib/calico/nodename: no such file or directory"
    ),
    "Unhealthy] Readiness probe failed: dial tcp 10.0.0.9:8080: connect: connection refused",
]


def test_an_event_of_a_pod_that_started_is_no_cause() -> None:
    end = "error pushing image: PUT https://a.test/v2/a/manifests/1: PRECONDITION: 'a:1' configured as immutable.\n"
    for event in PASSED_EVENTS:
        with check(event):
            warning = f"  [Warning][ci/a-1][{event}\n"
            assert diagnosis_of(f"{warning}{end}").causes[0].part == Part("kubelet")
            (cause,) = diagnosis_of(f"{warning}  [Normal][ci/a-1][Started] Started container kaniko\n{end}").causes
            assert (cause.signature.id, cause.confidence) == ("push-immutable-tag", Confidence.CERTAIN)


def test_what_the_pipeline_caught_is_no_cause_of_a_success() -> None:
    caught = "curl: (6) Could not resolve host: a.test\nERROR: script returned exit code 6\n"
    for rest, expected in [("", False), ("Finished: SUCCESS\n", True), ("Finished: FAILURE\n", False)]:
        with check(rest):
            found = diagnosis_of(f"{caught}Pushed a.test/a@sha256:0a\n{rest}")
            assert (found.succeeded, not found.causes, not found.failed) == (expected,) * 3


def test_the_last_attempt_decides() -> None:
    again = "ERROR: script returned exit code 1\nRetrying\n"
    first = "error pushing image: PATCH https://a.test/v2/a/blobs/uploads/1: unexpected status code 502 Bad Gateway\n"
    last = "error pushing image: PUT https://a.test/v2/a/manifests/1: PRECONDITION: 'a:1' configured as immutable.\n"
    (cause,) = diagnosis_of(f"{first}{again}{last}Finished: FAILURE\n").causes
    assert (cause.signature.id, cause.confidence) == ("push-immutable-tag", Confidence.CERTAIN)
    same = diagnosis_of(f"{first}{again}{first}Finished: FAILURE\n").causes[0]
    assert (same.signature.id, same.line) == ("proxy-bad-gateway", 4)
    parallel = diagnosis_of(f"[Pipeline] parallel\n{first}{again}{last}Finished: FAILURE\n").causes
    assert parallel[0].signature.id == "proxy-bad-gateway"
    unknown = diagnosis_of(f"{first}{again}ERROR: something new\nFinished: FAILURE\n")
    assert (unknown.causes, unknown.decisive) == ((), (4, "ERROR: something new"))
    assert diagnosis_of(f"{first}{again}Pushed a.test/a@sha256:0a\n").succeeded


def test_what_the_build_went_on_after_is_only_possible() -> None:
    for before in [
        "WARN[0009] Error uploading layer to cache: failed to push to destination a.b/c:1: POST a: UNAUTHORIZED",
        "WARN[0002] Error while trying to warm image: a:1 GET https://a.b/v2/: MANIFEST_UNKNOWN: manifest unknown",
        "WARN[0000] Failed to retrieve image a.b/c:1: unable to complete operation after 0 attempts: dial tcp: x.",
        "WARN[0000] Retrying operation after 1s due to stream error: stream ID 5; INTERNAL_ERROR",
        'time="2026-11-29T10:00:00Z" level=warning msg="Error uploading layer to cache: DENIED: TOOMANYREQUESTS"',
        '{"level":"warning","msg":"Error uploading layer to cache: failed to push to destination a: UNAUTHORIZED"}',
        "0/3 nodes are available: 3 Insufficient cpu.\nSuccessfully assigned jenkins/build-1 to node-1",
        "INFO: Total container cap of 10 reached\nCreated Pod: kubernetes jenkins/build-1",
        'pods "build-1" is forbidden: exceeded quota: q, requested: pods=1\nCreated Pod: kubernetes jenkins/build-1',
        f'Failed to pull image "a": failed to do request: Head "https://a.b": dial tcp: i/o timeout\n{STARTED}',
        f'MountVolume.SetUp failed for volume "docker" : secret "docker" not found\n{STARTED}',
        f"hudson.remoting.Launcher\njava.net.ConnectException: Connection refused\n{STARTED}",
        f"WARNING: Not using http_proxy environment variable which is invalid\n{STARTED}",
        "Timed out waiting for websocket connection\nINFO[0000] Retrieving image manifest a.b/c:1",
        "[ERROR] Failed to execute goal a:b:1:c: first attempt\n[INFO] BUILD SUCCESS",
        "script.sh: line 2: jq: command not found\nINFO[0000] Retrieving image manifest a.b/c:1",
        "/bin/sh: git: not found\nINFO[0010] Taking snapshot of full filesystem...",
        "/bin/sh: ./tool: exec format error\nINFO[0010] Taking snapshot of full filesystem...",
    ]:
        with check(f"{before}"):
            found = found_in(f"{before}\n{RUN_FAILED}")
            assert found[0].signature.id == "run-failed"
            assert {cause.confidence for cause in found[1:]} <= {Confidence.POSSIBLE}
            assert all(cause.went_on for cause in found[1:])


@pytest.mark.parametrize(
    ("end", "expected"),
    [("something new", "build-failed"), ("GET https://a.b/v2/: unexpected status code 500", "registry-error")],
)
def test_a_missed_cache_is_no_missing_base_image(end: str, expected: str) -> None:
    miss = (
        "DEBU[0002] Failed to retrieve layer: GET https://a.b/v2/cache/manifests/1: MANIFEST_UNKNOWN: manifest unknown"
    )
    assert first_signature(f"{miss}\nerror building image: {end}\n") == expected


@pytest.mark.parametrize("level", ["INFO[0000] Retrieving image manifest a", "WARN[0000] Retrying operation"])
def test_an_error_counts_in_a_line_without_line_ends(level: str) -> None:
    cause, *_ = found_in(f'"message": "{level}\\n{DENIED}\\n"\n')
    assert (cause.signature.id, cause.went_on) == ("no-permission", False)


def test_a_problem_that_comes_again_is_not_resolved() -> None:
    pull = 'Failed to pull image "a": failed to do request: Head "https://a.b": dial tcp: i/o timeout\n'
    first, *_ = diagnosis_of(pull + STARTED + pull).causes
    assert (first.signature.id, first.line, first.went_on) == ("pull-unreachable", 3, False)


def test_an_error_comes_before_the_warning_of_its_retry() -> None:
    text = "stream error: stream ID 5; INTERNAL_ERROR"
    log = f"WARN[0000] Retrying operation after 1s due to {text}\n{KANIKO_ERROR}{text}\n"
    first, *_ = diagnosis_of(log).causes
    assert (first.signature.id, first.line, first.confidence) == ("http2-stream-error", 2, Confidence.LIKELY)


def test_a_text_of_other_programs_is_not_said_to_be_only_the_executors() -> None:
    for line, expected, part, said in [
        ('Get "https://a.b/": x509: certificate signed by unknown authority', "ca-bundle", None, "`RUN`"),
        (
            'go: a@v1: Get "https://a.b/": x509: certificate signed by unknown authority',
            "go-unknown-ca",
            "tool",
            "`RUN`",
        ),
        (
            'level=fatal msg="pinging registry a.b: x509: certificate has expired or is not yet valid: y"',
            "certificate-expired",
            None,
            "server",
        ),
        (
            "Error response from daemon: a.b: http: server gave HTTP response to HTTPS client",
            "http-registry",
            "tool",
            "docker",
        ),
        ('Error response from daemon: Get "https://a.b/v2/": EOF', "client-unreachable", "tool", "docker"),
        (
            "Error: failed to authorize: failed to fetch oauth token: unexpected status from GET: 401 Unauthorized",
            "client-denied",
            "tool",
            "helm",
        ),
        (
            'ERROR: failed to resolve reference "a.b/c:1": a.b/c:1: not found',
            "client-not-found",
            "tool",
            "misspelled",
        ),
        ("FATAL GET https://ghcr.io/v2/: TOOMANYREQUESTS: retry-after: 1ms", "request-limit-pull", None, "trivy"),
        (
            "Error: GET https://a.b/v2/c/manifests/1: MANIFEST_UNKNOWN: manifest unknown",
            "base-missing",
            "executor-base",
            "crane",
        ),
        (
            f'{BASE_FAILED}Get "https://auth.a.b/token": dial tcp 192.0.2.1:443: i/o timeout',
            "connection-timeout",
            "executor-base",
            "token service",
        ),
        (
            f"{BASE_FAILED}GET https://a.b/v2/: UNAUTHORIZED: project c not found: project c not found",
            "harbor-no-project",
            "executor-base",
            "`FROM`",
        ),
        (
            f"{CHECK_FAILED}creating push check transport for a failed: GET a: unexpected status code 401 Unauthorized",
            "push-token-refused",
            "executor-push",
            "token service",
        ),
        (
            f"{BASE_FAILED}GET a: unexpected status code 401 Unauthorized",
            "base-unauthorized",
            "executor-base",
            "token service",
        ),
        (f"{CHECK_FAILED}NAME_UNKNOWN: repository name not known", "push-repository-missing", "executor-push", "push"),
        ("error failed to push to destination a: MANIFEST_UNKNOWN", "push-manifest-unknown", "executor-push", "push"),
        (f"{CHECK_FAILED}TOOMANYREQUESTS: Too Many Requests", "request-limit-push", "executor-push", "pushes"),
        (
            "error building image: parsing config file (/kaniko/.docker/config.json): unexpected EOF",
            "push-config-not-json",
            "executor-base",
            "in the parentheses",
        ),
        ('ERROR: failed to do request: Head "https://a.b/v2/": x509: y', "client-tls", "tool", "BuildKit"),
        (
            'Error response from daemon: Get "https://a.b/v2/": x509: certificate signed by unknown authority',
            "client-tls",
            "tool",
            "docker",
        ),
        ('Error response from daemon: Get "https://a.b/v2/": unauthorized: a', "client-denied", "tool", "docker"),
        (f"{CHECK_FAILED}unexpected status code 403 Forbidden", "push-denied", "executor-push", "permission"),
        ("exec /bin/sh: exec format error", "command-other-platform", "runtime", "program"),
        ("/bin/sh: tool: not found", "run-program-missing", "shell", "outside of `RUN`"),
        ("tail: inotify cannot be used: No space left on device", "inotify-limit", "tool", "inotify"),
        (
            "error building image: downloading remote source file: x509: certificate signed by unknown authority",
            "ca-bundle",
            "executor-copy",
            "`ADD`",
        ),
        (
            'OCI runtime exec failed: chdir to cwd ("/app") set in config.json failed: no such file or directory',
            "workspace-deleted",
            "runtime",
            "in the quotes",
        ),
        ("write /var/lib/docker/tmp/a: no space left on device", "disk-full", None, "node"),
        (
            "[INFO] Scanning for projects...\nERROR: script returned exit code 137",
            "killed",
            "tool",
            "`SIGKILL`",
        ),
        (
            "error building image: error building stage: lstat /kaniko/buildcontext/a: no such file or directory",
            "copy-from-image",
            "executor-copy",
            "`--context`",
        ),
        ("Error: unknown flag: --atomic", "unknown-flag", "executor-arguments", "helm"),
        ("./build.sh: line 3: tool: command not found", "program-missing", "shell", "`RUN`"),
        (
            "dockerfile parse error line 5: Unknown flag: mount",
            "dockerfile-unknown-flag",
            "executor-dockerfile",
            "docker",
        ),
        (
            "image not found on any configured mapped registries for a",
            "mirror-without-fallback",
            "executor-base",
            "above",
        ),
        ('Error: secrets "sh.helm.release.v1.a" not found', "object-missing", "admission", "in quotes"),
    ]:
        with check(f"{line}, {expected}"):
            assert (first_signature(f"{line}\n"), part_of(f"{line}\n")) == (expected, part)
            causes = [found.cause for found in found_in(f"{line}\n")]
            assert any(said in f"{cause.cause.en} {cause.fix.en}" for cause in causes)


@pytest.mark.parametrize(
    "line",
    [
        "rm: unlinkat a: directory not empty",
        "jps: /tmp/hsperfdata_root/12: no such file or directory",
        "parsing config file (/etc/tool.yml): invalid character 'a'",
        "[Pipeline] sh\nhudson.remoting.Channel\njava.net.ConnectException: Connection refused",
        "tcpSlaveAgentListener\n[INFO] Scanning for projects...\njava.net.UnknownHostException: db.test",
    ],
)
def test_a_text_of_a_program_in_the_build_is_no_cause(line: str) -> None:
    assert first_signature(f"{line}\n") is None


def test_success_of_one_image_does_not_hide_the_failure_of_another() -> None:
    assert first_signature(DENIED + "\nINFO[0001] Pushed r/a@sha256:0\nFinished: FAILURE\n") == "no-permission"


@given(st.binary() | st.text().map(str.encode))
def test_any_bytes_are_read(log: bytes) -> None:
    found = diagnosis_of(log)
    assert all(1 <= cause.line <= max(found.lines, 1) for cause in found.causes)


@pytest.mark.slow
@given(
    st.lists(
        st.sampled_from(["".join(line) for one in KNOWN for pattern in one.patterns for line in pattern]), max_size=30
    )
)
def test_any_mixture_of_known_texts_has_a_first_cause(lines: list[str]) -> None:
    found = found_in("\n".join(lines))
    explained = {name for cause in found for name in cause.signature.explains}
    order = [
        (cause.went_on, cause.signature.symptom or cause.example or cause.signature.id in explained)
        for cause in found
        if not cause.signature.silent
    ]
    assert order == sorted(order)
    assert all(cause.quote.split()[0] in lines[cause.line - 1] for cause in found)


@pytest.mark.parametrize(
    ("text", "signature"),
    [
        (
            (
                'Failed to pull image "gcr.io/kaniko-project/executor:debug":\n'
                "rpc error: code = Unknown desc = Error response from daemon:\n"
                "Get https://gcr.io/v2/: net/http: request canceled\n"
            ),
            "pull-unreachable",
        ),
        (
            (
                "error checking push permissions -- make sure you entered the correct tag name,\n"
                "and that you are authenticated correctly\n"
            ),
            "push-failed",
        ),
        (
            (
                "error building image: getting stage builder for stage 0:\n"
                "Get Dockerfile: stat /workspace/Dockerfile: no such file or directory\n"
            ),
            "dockerfile-not-found-invented",
        ),
    ],
)
def test_errors_as_an_older_tutorial_writes_them_are_recognized(text: str, signature: str) -> None:
    assert first_signature(text) == signature


REFUSED = "stderr: remote: HTTP Basic: Access denied\n"
NO_CREDENTIAL = "No credentials specified\n"


def test_a_cause_that_the_log_excludes_is_not_listed() -> None:
    usual = [one.cause for one in diagnosis_of(REFUSED).causes]
    missing, *others = (one.cause for one in diagnosis_of(NO_CREDENTIAL + REFUSED).causes)
    assert missing.when
    assert missing not in usual
    assert [cause for cause in usual if not cause.unless] == others != usual


def test_a_cause_that_the_log_makes_likely_comes_first() -> None:
    unknown = "fatal: repository 'https://git.corp.test/a/b.git/' not found\n"
    usual = [one.cause for one in diagnosis_of(unknown).causes]
    assert [one.cause for one in diagnosis_of(NO_CREDENTIAL + unknown).causes] == usual[::-1]


NO_DOCKERFILE = "please provide a valid path to a Dockerfile within the build context with --dockerfile"
NO_SOURCE = "error building image: error building stage: failed to get files used from context: copy failed: no source"
NO_SOURCE += " files specified"
CONTAIN = "can only contain the characters `abcdefghijklmnopqrstuvwxyz0123456789_-.`: "
NO_TAG = f"error pushing image: getting tag for destination: tag {CONTAIN}"
STAGE = "error building image: error building stage: "
NO_REPOSITORY = f"error pushing image: getting tag for destination: repository {CONTAIN}"
BLOB = "error pushing image: failed to push to destination a: PATCH https://a.test/v2/a/blobs/uploads/1?_state=REDACTED"
ECR = "DENIED: User: arn:aws:sts::1:assumed-role/a/b is not authorized to perform: ecr:"
LISTENER = "java.io.IOException: Failed to connect to https://jenkins.corp.test/tcpSlaveAgentListener/"
ORDERS = {
    f"Skipping Git repository setup\n{NO_DOCKERFILE}": "not checked out",
    f"+ /kaniko/executor --context=s3://a/b.tar.gz\n{NO_DOCKERFILE}": "an archive",
    f"INFO[0001] COPY --from=a /b /c\n{NO_SOURCE}": "COPY --from=",
    f"INFO[0001] COPY --from=a /b /c\nINFO[0001] COPY /b /c\n{NO_SOURCE}": "pattern in `COPY`",
    "INFO[0001] Executing 1 build triggers\nerror building image: error building stage: lstat /kaniko/a: no such file "
    "or directory": "`ONBUILD` of the base image",
    "INFO[0000] Downloading base image alpine:${A}\nerror building image: getting stage builder for stage 0: could not "
    "parse reference": "was not expanded",
    "dial tcp: lookup harbor.local on 10.0.0.10:53: server misbehaving": "internal name",
    "dial tcp: lookup quay.io on 10.0.0.10:53: server misbehaving": "SERVFAIL",
    "dial tcp: lookup harbor.corp on 10.0.0.10:53: no such host": "internal name",
    "Unknown flag --registry-certificate a.b": "in one word",
    "process apparently never started in /home/jenkins/go/src/a@tmp/durable-1": "outside the workspace",
    'pods is forbidden: User "system:serviceaccount:jenkins:ci" cannot list resource "pods" in API group "" in the '
    'namespace "default"': "in another namespace",
    "error building image: GET https://index.docker.io/v2/library/openjdk/manifests/21: MANIFEST_UNKNOWN: manifest "
    "unknown": "was deleted",
    'Get "https://index.docker.io/v2/": x509: certificate has expired or is not yet valid': "The CA or an intermediate",
    "+ /kaniko/executor --registry-mirror=a.b/c\nerror building image: could not parse reference: a.b/c": "mirror",
    "failed to initialize build cache at /root/.cache/go-build: mkdir /root/.cache: read-only file system": "read-only",
    'Error: unknown command "true" for "executor"\nERROR: build step 0 "a" failed: exit status 1': "gcloud",
    f"{NO_TAG}1.4.2": "invisible",
    f'"{NO_TAG}1.4.2"': "invisible",
    f"{NO_TAG}1.4.2\\n": "invisible",
    "error building image: could not parse reference: registry.corp.test:5000/team/base:1.2": "invisible",
    f"{NO_TAG}1.4.2+7": "`+` of a version",
    f"{NO_REPOSITORY}team/web:feature/a": "of a branch",
    f"{NO_REPOSITORY}Team/web": "upper-case letter",
    f"{NO_REPOSITORY}team/a,registry.corp.test/team/b": "separated by a comma",
    f"{NO_REPOSITORY}team/$app": "not expanded",
    "error building image: could not parse reference: webBuild": "a stage with upper-case letters",
    f"{STAGE}lstat /kaniko/webBuild/out: no such file or directory": "upper-case",
    f"{STAGE}failed to execute command: lstat /workspace/a/b: no such file or directory": "a symbolic link to a file",
    f'{STAGE}failed to execute command: starting command: exec: "mkdir": executable file not found in $PATH': " own",
    f"INFO[0001] Adding remote URL https://a.test/releases//b.tgz to /b.tgz\n{STAGE}"
    "failed to execute command: downloading remote source file: invalid response status 404": "is empty",
    "INFO[0001] Retrieving image manifest /team/base:1\nERRO[0002] Error while retrieving image from cache: "
    "/team/base:1 UNAUTHORIZED: authentication required": "begins with `/`",
    'error building image: failed to process "RUN : ${A:?b}": unsupported modifier (?) in substitution': "A form",
    'error building image: failed to process "a": unexpected end of statement while looking for matching '
    "single-quote": "is not closed",
    f"{STAGE}failed to execute command: creating file: open /kaniko/executor: text file busy": "its own directory",
    f"INFO[0003] COPY a /a/b\nERRO[0003] Couldn't eval /a/b with link /a/b\n{STAGE}failed to take snapshot: "
    "EvalSymlinks: too many links": "A bug of Kaniko",
    "WARNING: Incorrect acknowledgement sequence, expected 0x000341434b got 0x485454502f\n"
    "ConnectionRefusalException: Connection closed before acknowledgement sent": "not Jenkins but HTTP",
    "reading git.corp.test/a/go.mod at revision v1: git ls-remote -q origin in /go/pkg/mod/cache/vcs/3c: exit status "
    "128:\nfatal: could not read Username for 'https://git.corp.test': terminal prompts disabled": "Go in the `RUN`",
    "prepare environment: setting up build pod: Timeout: request did not complete within requested timeout": "webhook",
    'prepare environment: setting up credentials: secrets is forbidden: User "system:serviceaccount:a:b" cannot create '
    'resource "secrets" in API group "" in the namespace "a"': "lacks the right",
    "java.lang.NoClassDefFoundError: io/fabric8/kubernetes/api/builder/Predicate\n\tat org.jenkinsci.plugins."
    "kubernetes.cli.kubeconfig.KubeConfigWriter.hasContext(KubeConfigWriter.java:88)": "The plugin Kubernetes CLI",
    "java.lang.NoSuchMethodError: 'io.fabric8.kubernetes.client.Config a()'\n\tat com.cloudbees.jenkins.plugins."
    "kubernetes_credentials_provider.KubernetesCredentialProvider.start(A.java:1)": "Another plugin that uses",
    "java.lang.NoSuchMethodError: No such DSL method 'nodeSelector' found among steps [a]": "a field of a pod's YAML",
    "java.nio.file.AccessDeniedException: /home/jenkins/agent/workspace/a": "Another container wrote",
    "java.nio.file.AccessDeniedException: /home/jenkins/agent/workspace/a/b/c.class": "Another container wrote",
    f"sleep: invalid time interval ‘{'0a' * 32}’": "was replaced by `sleep`",
    "java.io.IOException: Invalid DER: object is not integer": "not one of RSA",
    "java.io.IOException: Invalid DER: stream too short, missing value": "is incomplete",
    "Error testing connection https://a.test: java.net.UnknownHostException: a.test": "can't reach the API server",
    "Error testing connection https://a.test: code: 403": "lacks a right",
    'failed to pull image "a.test/kaniko:-debug" with specified policies []: invalid reference format': "is empty",
    "error building image: could not parse reference: a.test/b:-alpine": "is empty",
    "error building image: could not parse reference: a.test//b:1": "is empty",
    f"{NO_REPOSITORY}a.test:5000": "only host and port",
    f"error building image: getting cache destination: repository {CONTAIN}a.test:5000": "`--cache-repo` is only host",
    'ERROR: Job failed (system failure): exec failed: chdir to cwd ("/workspace") set in config.json failed: no such '
    "file or directory": "GitLab Runner",
    "npm ERR! code EROFS": "read-only mount",
    f"{LISTENER}: PKIX path building failed": "does not trust",
    f"{LISTENER}: jenkins.corp.test": "can't resolve",
    f"{LISTENER}: connect timed out": "is blocked",
    f"{LISTENER}: Connection refused": "can't be reached at",
    "npm ERR! code ENOTFOUND": "does not resolve",
    "verifying git.corp.test/a@v1: checksum mismatch": "moved to another commit",
    f"{STAGE}failed to execute command: retrieving image layers: MANIFEST_UNKNOWN: a": "was deleted from",
    "error resolving source context: InvalidAccessKeyId: a": "The key is wrong",
    "Error: HTTPSTar bad status from server: 403": "A login is needed",
    "GET https://index.docker.io/v2/library/golang/manifests/-alpine: MANIFEST_UNKNOWN: manifest unknown": "is empty",
    f'{STAGE}failed to optimize instructions: failed to process "a": unsupported modifier (?) in substitution': "With",
    f"{STAGE}failed to get files used from context: lstat /home/jenkins/workspace/a/workspace/b: no such file or "
    "directory": "is relative",
    'error getting credentials - err: exec: "docker-credential-acr-env": executable file not found': "older than v1.8",
    'error getting credentials - err: exec: "docker-credential-acr": executable file not found': "was renamed",
    f"{STAGE}failed to get files used from context: failed to get fileinfo for /a/.jar: lstat /a/.jar: no such file or "
    "directory": "is empty",
    'Get "https://index.docker.io/v2/": dial tcp 10.0.0.1:443: connect: connection refused': "firewall",
    f"{BLOB}: BLOB_UPLOAD_INVALID: blob upload invalid": "several replicas",
    f"{BLOB}: BLOB_UPLOAD_INVALID: 'First byte of the layer part is 1 instead of 2'": "does not follow",
    "failed to push to destination a: PUT https://a.test/v2/a/manifests/1: MANIFEST_BLOB_UNKNOWN: a": "lacks",
    "failed to push to destination a: PUT https://a.jfrog.io/v2/a/b/manifests/1: UNAUTHORIZED: The client does not "
    "have permission for manifest": "permission to deploy",
    "POST https://ghcr.io/v2/a/b/blobs/uploads/: DENIED: permission_denied: write_package": "The package does not let",
    "POST https://ghcr.io/v2/a/b/blobs/uploads/: DENIED: permission_denied: The token provided does not match expected "
    "scopes": "lacks `write:packages`",
    "POST https://fra.ocir.io/v2/a/b/blobs/uploads/: DENIED: Anonymous users are only allowed read access on public "
    "repos": "Nobody is logged in",
    f"{ECR}BatchGetImage on resource: a because no resource-based policy allows the action": "another AWS account's",
    f"{ECR}BatchGetImage on resource: a because no identity-based policy allows the action": "may not pull",
    f"{ECR}PutImage on resource: a because no identity-based policy allows the action": "lacks this right",
    f"{ECR}PutImage on resource: a with an explicit deny in an identity-based policy": "An explicit deny",
    "resolving authorization for a.test/a failed: loading config file: /kaniko/.docker/config.json: illegal base64 "
    "data at input byte 5": "is not the base64 of",
    "loading config file: /kaniko/.docker/config.json: permission denied": "may not read",
    "loading config file: /kaniko/.docker/config.json: is a directory": "is a directory",
    "error building image: GET https://a.s3.test/docker/registry/v2/blobs/sha256/0a/data?X-Amz-Expires=1200: "
    "unexpected status code 403 Forbidden": "an object storage",
    "error building image: GET https://a.test/v2/a/blobs/sha256:0a: unexpected status code 403 Forbidden": "is private",
    f"{STAGE}failed to get filesystem from image: open /bin/bash: permission denied": "is root's",
    f"{STAGE}failed to execute command: creating workdir /srv/a: mkdir /srv: permission denied": "is root's",
    f"{STAGE}failed to execute command: copying file: open /home/a/b: permission denied": "`DAC_OVERRIDE`",
    f"{STAGE}failed to execute command: copying file: open /workspace/a: too many levels of symbolic links": "context",
    "error building image: deleting file system after stage 0: unlinkat /etc/hosts: device or resource busy": "clean",
    f"{STAGE}failed to get filesystem from image: unlinkat //etc/hosts: device or resource busy": "A `COPY` or `RUN`",
    "error pushing image: writing digest to file failed: open /a/b: permission denied": "has no right",
    "error pushing image: writing digest to file failed: open /a/b: no such file or directory": "does not exist",
    "error pushing image: writing digest to file failed: open /a/b: is a directory": "expects a file",
    f"{STAGE}failed to execute command: starting command: fork/exec /bin/sh: cannot allocate memory": "Memory ran out",
    f"{STAGE}failed to execute command: starting command: fork/exec /bin/sh: resource temporarily unavailable": "limit",
    f"{STAGE}failed to get filesystem from image: write /a: disk quota exceeded": "A quota",
    f"{STAGE}failed to get filesystem from image: write /a: no space left on device": "Kaniko unpacks",
    "cp: write error: No space left on device": "where the program writes",
    "getting tag for destination: registries must be valid RFC 3986 URI authorities: a:b@harbor.test": "has user and",
    "getting tag for destination: registries must be valid RFC 3986 URI authorities:  harbor.test": "a space",
    'invalid proxy address "http://a:b#c@proxy.test:3128": parse "http://a:b#c@proxy.test:3128": invalid port ":b" '
    "after host": "its password has a character",
    'invalid proxy address "http://proxy.test:x": parse "http://proxy.test:x": invalid port ":x" after host': "proxy",
    'parse "http://a.test:x": invalid port ":x" after host': "The address is not valid",
    "GET https://a.s3.test/docker/registry/v2/blobs/sha256/0a/data?X-Amz-Expires=1: unexpected status code 403 "
    "Forbidden: <?xml ?>\n<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>": "no longer",
    f"{STAGE}failed to get filesystem from image: GET https://a.s3.test/5a/0b?X-Amz-Expires=REDACTED: unexpected "
    "status code 403 Forbidden": "an object storage",
    f"{STAGE}failed to get filesystem from image: open /usr/lib/a/b.so: permission denied": "is root's",
    "GET https://a.jfrog.io/v2/a/manifests/1: UNAUTHORIZED: The client does not have permission for manifest": "read",
    'Failed to pull image "fra.ocir.io/a/b:1": denied: Anonymous users are only allowed read access on public '
    "repos": "node",
    'plugin type="calico" failed (add): error getting ClusterInformation: Get "https://10.96.0.1:443/a": x509: '
    "certificate signed by unknown authority": "an earlier cluster",
    'plugin type="flannel" failed (add): failed to set bridge addr: "cni0" already has an IP address different from '
    "10.244.1.1/24": "an earlier range",
    'failed to setup network for sandbox "0a": plugin type="calico" failed (add): error getting '
    "ClusterInformation: connection is unauthorized: Unauthorized": "does not accept the credential",
    'failed to setup network for sandbox "0a": plugin type="calico" failed (add): error getting '
    'ClusterInformation: Get "https://10.96.0.1:443/a": dial tcp 10.96.0.1:443: i/o timeout': "can't reach the API",
}


def test_files_in_a_chain_are_no_shell() -> None:
    for line in [
        "open /bin/bash: permission denied",
        "couldn't modify times: a: chtimes /sys: operation not permitted",
    ]:
        assert part_of(f"{STAGE}failed to get filesystem from image: {line}\n") == "executor-base"


def test_what_the_log_shows_orders_the_causes() -> None:
    for log, expected in ORDERS.items():
        assert expected in found_in(f"{log}\n")[0].cause.cause.en, log


def test_a_line_excludes_causes() -> None:
    """What the line has decides between a tag and a repository; where it has neither, the cause is not known."""
    causes = [one.cause.cause.en for one in diagnosis_of(f"{NO_TAG}1.4.2+7\n").causes]
    assert not any("upper-case" in cause or "comma" in cause for cause in causes)
    unknown = diagnosis_of("error pushing image: getting tag for destination: could not parse\n")
    assert (unknown.causes, {hint.example for hint in unknown.hints}) == ((), {True})


def test_an_open_cause_is_no_error_of_the_build_itself() -> None:
    """The container's rights may be the reason why the package manager failed."""
    found = diagnosis_of("error: Error -1 running transaction\n")
    assert (found.causes, found.own_error) == ((), False)


PUSHED = "INFO[0053] Pushing image to registry.kube-system/web:1\nINFO[0054] Pushed image to 1 destinations\n"


def test_an_error_after_the_push_is_no_success() -> None:
    lookup = (
        'getting image: Get "https://registry.kube-system/v2/": dial tcp: lookup registry.kube-system: no such host'
    )
    found = diagnosis_of(f"{PUSHED}{lookup}\n")
    assert (found.succeeded, found.causes[0].signature.id) == (False, "digest-lookup-after-push")


def test_a_credential_that_is_not_copied_is_no_error() -> None:
    for head in ("", "warning: "):
        line = (
            f'{head}unsuccessful cred copy: ".docker" from "/tekton/creds" to "/tekton/home": open /tekton/home/.docker'
        )
        found = diagnosis_of(f"INFO[0025] Taking snapshot of files...\n{line}/config.json: permission denied\n")
        assert (found.failed, found.causes, found.hints) == (False, (), ())


def test_values_of_the_log_are_masked() -> None:
    (first, *_) = diagnosis_of(
        "unable to access 'https://me:s3cret@git.corp.test/a.git/': Empty reply from server\n"
    ).causes
    assert first.cause.confirm is not None
    assert first.cause.confirm.command == "git ls-remote https://***@git.corp.test/a.git/"


def test_the_layer_of_a_wrapped_entry_is_that_of_the_symptom_above() -> None:
    wrapper, leaf = "error building image: a:\n", "  dial tcp: lookup a.test: no such host\n"
    assert part_of(wrapper + leaf) == "executor"
    assert part_of(f"{wrapper}\n\n{leaf}") is None


def test_a_boolean_as_a_subcommand_may_come_from_a_wrapper() -> None:
    causes = diagnosis_of('Error: unknown command "true" for "executor"\n').causes
    assert [(cause.confidence, "gcloud" in cause.cause.cause.en) for cause in causes] == [
        (Confidence.LIKELY, False),
        (Confidence.POSSIBLE, True),
    ]


PANIC = "panic: runtime error: index out of range [0] with length 0\n"
FRAMES = {
    "github.com/GoogleContainerTools/kaniko/pkg/executor.DoBuild(0x1)": ("A bug of the executor", "executor"),
    "github.com/a/devspace/pkg/devspace/build/builder/kaniko.(*Builder).BuildImage(0x0)": ("Not Kaniko", "other"),
    "github.com/google/go-containerregistry/pkg/v1/mutate.Time({0x1})": ("`--reproducible`", "executor-push"),
    "github.com/GoogleContainerTools/kaniko/pkg/util.mkdirAllWithPermissions(0x1)": ("unpacked", "executor-base"),
    "github.com/osscontainertools/kaniko/pkg/dockerfile.MakeKanikoStages(0x1)": ("COPY --from=", "executor-dockerfile"),
    "github.com/GoogleContainerTools/kaniko/pkg/cache.WarmCache(0x1)": ("warmer", "executor-cache"),
}


def test_the_stack_trace_shows_which_program_crashed() -> None:
    for frame, (expected, part) in FRAMES.items():
        log = f"{PANIC}goroutine 1 [running]:\n{frame}\n"
        found = diagnosis_of(log)
        assert (expected in found.causes[0].cause.cause.en, part_of(log)) == (True, part), frame


def test_the_causes_of_a_text_with_many_are_only_examples() -> None:
    """Where the log shows none of them, the cause is not known."""
    found = diagnosis_of(PANIC)
    assert (found.causes, found.failed, found.decisive) == ((), True, (1, PANIC.strip()))
    assert {(hint.example, hint.confidence) for hint in found.hints} == {(True, Confidence.POSSIBLE)}
    assert diagnosis_of(f"INFO[0001] Taking snapshot of files...\n{PANIC}").causes[0].confidence is Confidence.LIKELY


def test_an_example_above_another_error_does_not_name_it() -> None:
    found = diagnosis_of(f"{PANIC}done\nError: boom\n")
    assert (found.causes, found.decisive) == ((), (3, "Error: boom"))
    assert found.hints[0].example


def test_a_crash_in_a_run_is_one_of_the_build() -> None:
    log = f"INFO[0001] Running: [/bin/sh -c app]\n{PANIC}"
    assert (first_signature(log), part_of(log)) == ("run-go-panic", "tool")


def test_the_phase_of_a_wrapped_entry_is_that_of_the_symptom_above() -> None:
    log = 'error checking push permissions: a:\nGet "https://a.b/v2/": x509: certificate has expired\n'
    assert part_of(log) == "executor-push"


def test_the_layer_is_that_of_the_symptom_that_the_line_has_too() -> None:
    found = diagnosis_of("Slave went offline during the build\nERROR: Connection was broken: java.io.EOFException\n")
    assert (found.part and found.part.id, found.decisive[0]) == ("agent", 2)
    assert {hint.example for hint in found.hints} == {True}


POST = """[Pipeline] { (Declarative: Post Actions)
[Pipeline] sh
+ docker rmi app:1
script.sh: 1: docker: not found
Error when executing always post condition:
hudson.AbortException: script returned exit code 127
[Pipeline] }
[Pipeline] // stage
ERROR: script returned exit code 1
Finished: FAILURE
"""


def test_what_post_actions_report_after_a_failure_is_its_consequence() -> None:
    """After a step without an error their own error is what the build failed with."""
    found = diagnosis_of(f"[Pipeline] sh\n+ ./deploy\nError: boom\n{POST}")
    assert (found.causes, found.decisive) == ((), (3, "Error: boom"))
    assert first_signature(f"[Pipeline] sh\n+ ./deploy\n{POST}") == "program-docker-missing"
    assert first_signature(f"[Pipeline] sh\nError: boom\n[Pipeline] sh\n+ ./retry\n{POST}") == "program-docker-missing"


def test_the_end_of_a_step_is_not_its_error() -> None:
    log = (
        "INFO[0001] Running: [/bin/sh -c make]\n"
        "error building image: error building stage: failed to execute command: "
        "waiting for process to exit: exit status 1\n"
        "[Pipeline] }\n[Pipeline] // container\n[Pipeline] End of Pipeline\n"
        "ERROR: script returned exit code 1\nFinished: FAILURE\n"
    )
    assert part_of(log) == "executor-run"
    cloud_build = 'ERROR\nERROR: build step 0 "kaniko" failed: step exited with non-zero status: 1\n'
    assert part_of(f"{log.partition('[Pipeline]')[0]}{cloud_build}") == "executor-run"
