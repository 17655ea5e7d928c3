"""The causes found in logs: every recorded run, texts of Jenkins and Kubernetes, and logs in unusual encodings."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kaniko_guide.diagnosis.causes import Confidence, diagnose
from kaniko_guide.facts import executors, signatures
from tests.kaniko_guide.facts.test_signatures import error
from tests.support import RECORDED, ROOT, expect_none, name

if TYPE_CHECKING:
    from kaniko_guide.diagnosis.causes import Diagnosis
    from kaniko_guide.facts.signatures import Signature


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


def first_signature(log: str | bytes) -> str | None:
    causes = diagnosis_of(log).causes
    return causes[0].signature.id if causes else None


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
    failed = [key for key in RECORDS if has_failed(*key)]
    unknown = [key for key in failed if true_cause(*key) is None]
    counts = f"{len(RECORDS)} 次运行。{len(failed)} 次失败里，{len(failed) - len(unknown)} 次"
    page = (ROOT / "docs" / "zh" / "diagnose.md").read_text("utf-8")
    assert counts in page
    assert f"另外 {len(unknown)} 次" in page


@pytest.mark.parametrize(("build", "case"), RECORDS)
def test_true_cause_of_a_record_is_listed_first(build: str, case: str) -> None:
    expected = true_cause(build, case)
    assert first_signature(record(build, case)) == (expected and expected.id)


@pytest.mark.parametrize(
    ("build", "case"), [one for one in RECORDS if has_failed(*one) and one[1] not in ENDED_SILENTLY]
)
def test_every_failing_record_has_a_true_cause(build: str, case: str) -> None:
    if true_cause(build, case) is None:
        fix = "Add it to runs of the signature whose text it prints, or write that signature."
        expect_none(
            [f"{name(FILES[build, case])}:1:1: error: no signature names {case} in its runs. {fix} [signature]"]
        )


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
    """A log with the signature's first pattern below the clues that it requires."""
    clues = [signatures.clues()[name][0] for name in one.requires]
    patterns = [*clues, one.patterns[0]]
    return "\n".join("x".join(line) + "x" for pattern in patterns for line in pattern) + "\n"


@pytest.mark.parametrize("one", KNOWN, ids=lambda one: one.id)
def test_its_text_is_recognized(one: Signature) -> None:
    """No signature is hidden by an earlier one."""
    listed = first_signature(sample(one))
    if listed != one.id:
        problem = f"the earlier signature {listed} matches the same log. Move it above {listed}."
        expect_none([error(one.id, f"it is never reported: {problem}")])


KANIKO_ERROR = "error building image: error building stage: failed to get filesystem from image: "
DENIED = KANIKO_ERROR + "chown /etc: operation not permitted"


@pytest.mark.parametrize(
    "log",
    [
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
    ],
    ids=[
        "plain",
        "colours",
        "timestamps",
        "timestamper",
        "notes",
        "bom16",
        "utf16",
        "bom8",
        "gb18030",
        "hard",
        "soft",
        "long",
    ],
)
def test_log_is_read_in_any_encoding_and_layout(log: str | bytes) -> None:
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
    (cause,) = diagnosis_of(f"{UNVERIFIED}{text}\n").causes
    assert (cause.signature.id, cause.confidence) == (expected, Confidence.LIKELY)
    fixes = [each.fix.en for each in cause.signature.causes]
    assert any("--registry-certificate" in fix for fix in fixes) == (expected == "ca-bundle")


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (
            'Get "https://auth.docker.io/token?service=registry.docker.io": dial tcp 192.0.2.1:443: i/o timeout',
            "pull-unreachable",
        ),
        ("unexpected status from GET request to https://auth.docker.io/token: 401 Unauthorized", "pull-denied"),
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
        ('failed to do request: Head "https://a.b/v2/": tls: failed to verify certificate: x509: y', "node-pull-tls"),
        ("http: server gave HTTP response to HTTPS client", "node-pull-tls"),
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
    ("before", "stage"),
    [
        (PUSH_FAILED, "push"),
        ("INFO[0000] Retrieving image manifest a.b/c:1\nerror building image: ", "base"),
        ("INFO[0000] Building stage 'a.b/c:1' [idx: '0', base-idx: '-1']\nERROR: ", "build"),
        ("INFO[0002] Taking snapshot of files...\nINFO[0003] Running: [/bin/sh -c go build]\n", "build"),
        ("INFO[0002] Taking snapshot of files...\nINFO[0003] Retrieving image manifest a.b/c:2\n", "base"),
        ("", None),
    ],
)
def test_a_text_of_pulls_and_pushes_is_a_push_only_if_its_line_says_so(before: str, stage: str | None) -> None:
    diagnosis = diagnosis_of(f"{before}x509: certificate signed by unknown authority\n")
    assert (diagnosis.causes[0].signature.id, diagnosis.stage) == ("ca-bundle", stage)


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
    assert diagnosis_of(log).stage == "base"
    assert diagnosis_of(f"{PUSH_FAILED}{text}\n").stage == "push"


@pytest.mark.parametrize("text", ["script returned exit code 137", "Reason: OOMKilled", "No space left on device"])
@pytest.mark.parametrize(("before", "stage"), [("[INFO] Scanning for projects...\n", "maven"), ("", None)])
def test_a_text_of_any_part_of_a_build_does_not_show_the_stage(before: str, stage: str | None, text: str) -> None:
    assert diagnosis_of(f"{before}{text}\n").stage == stage


def test_a_rejected_pod_is_no_lack_of_a_role() -> None:
    text = 'Configured service account doesn\'t have access. pods "x" is forbidden: unable to validate against any'
    assert first_signature(f"{text} security context constraint: []\n") == "openshift-constraint"


RIGHTS = yaml.safe_load((RECORDED / "cluster-runs/rights.yml").read_text("utf-8"))["without"]
REFUSED_CALLS = [(right, call) for right, found in RIGHTS.items() for call in found["plugin"]]


@pytest.mark.parametrize(("right", "call"), REFUSED_CALLS, ids=[f"{right}: {call}" for right, call in REFUSED_CALLS])
def test_a_right_that_jenkins_lacks_is_found_in_its_stack_trace(right: str, call: str) -> None:
    others = {"watch pods": "watch-forbidden", "get pods/exec": "exec-forbidden", "create pods/exec": "exec-forbidden"}
    log = "\nCaused by: ".join(RIGHTS[right]["plugin"][call])
    assert first_signature(f"{log}\n") == others.get(right, "rbac")


def test_another_invalid_certificate_is_a_symptom() -> None:
    text = f"{UNVERIFIED}certificate is not authorized to sign other certificates\n"
    assert first_signature(text) == "certificate-invalid"


@pytest.mark.parametrize(
    ("log", "expected", "certain"),
    [
        ("fatal error: runtime: out of memory\n", "out-of-memory", True),
        ("Reason: OOMKilled\n", "out-of-memory", True),
        ("script returned exit code 137\n", "killed", False),
        ("command terminated with exit code 137\n", "killed", False),
        ("Taking snapshot of full filesystem...\nKilled\n", "killed", False),
    ],
)
def test_only_two_texts_prove_that_memory_ran_out(log: str, expected: str, *, certain: bool) -> None:
    cause = diagnosis_of(log).causes[0]
    assert cause.signature.id == expected
    assert (cause.confidence is Confidence.CERTAIN) == certain


def test_a_joined_line_is_less_certain() -> None:
    text = "error building image: error building stage: when specifying multiple sources in a COPY command, "
    text += "destination must be a directory and end in '/'"
    whole = diagnosis_of(text).causes[0]
    broken = diagnosis_of("\n".join(text[at : at + 80] for at in range(0, len(text), 80))).causes[0]
    assert (whole.confidence, whole.line) == (Confidence.CERTAIN, 1)
    assert (broken.confidence, broken.line) == (Confidence.LIKELY, 1)


def test_separate_lines_of_a_log_are_not_joined() -> None:
    log = "INFO[0000] Retrieving image manifest internal-registry/client\nerror building image: EOF of something\n"
    (found,) = diagnosis_of(log).causes
    assert (found.line, found.quote) == (2, "error building image: EOF of something")


def test_first_cause_comes_before_the_last_symptom() -> None:
    log = "[ERROR] COMPILATION ERROR :\n" + "error building image: something new\n" + DENIED + "\nFinished: FAILURE\n"
    found = [cause.signature.id for cause in diagnosis_of(log).causes]
    assert found == ["maven-failed", "no-permission", "build-failed"]


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


@pytest.mark.parametrize(
    "before",
    [
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
    ],
)
def test_what_the_build_went_on_after_is_only_possible(before: str) -> None:
    found = diagnosis_of(f"{before}\n{RUN_FAILED}").causes
    assert found[0].signature.id == "run-failed"
    assert {cause.confidence for cause in found[1:]} <= {Confidence.POSSIBLE}
    assert all(cause.went_on for cause in found[1:])


@pytest.mark.parametrize("end", ["something new", "GET https://a.b/v2/: unexpected status code 500"])
def test_a_missed_cache_is_no_missing_base_image(end: str) -> None:
    miss = (
        "DEBU[0002] Failed to retrieve layer: GET https://a.b/v2/cache/manifests/1: MANIFEST_UNKNOWN: manifest unknown"
    )
    assert first_signature(f"{miss}\nerror building image: {end}\n") == "build-failed"


@pytest.mark.parametrize("level", ["INFO[0000] Retrieving image manifest a", "WARN[0000] Retrying operation"])
def test_an_error_counts_in_a_line_without_line_ends(level: str) -> None:
    (cause,) = diagnosis_of(f'"message": "{level}\\n{DENIED}\\n"\n').causes
    assert (cause.signature.id, cause.went_on) == ("no-permission", False)


def test_a_problem_that_comes_again_is_not_resolved() -> None:
    pull = 'Failed to pull image "a": failed to do request: Head "https://a.b": dial tcp: i/o timeout\n'
    first, *_ = diagnosis_of(pull + STARTED + pull).causes
    assert (first.signature.id, first.line, first.went_on) == ("pull-unreachable", 3, False)


def test_an_error_comes_before_the_warning_of_its_retry() -> None:
    text = "stream error: stream ID 5; INTERNAL_ERROR"
    log = f"WARN[0000] Retrying operation after 1s due to {text}\n{KANIKO_ERROR}{text}\n"
    first, *_ = diagnosis_of(log).causes
    assert (first.signature.id, first.line, first.confidence) == ("pull-interrupted", 2, Confidence.LIKELY)


@pytest.mark.parametrize(
    ("line", "expected", "stage", "said"),
    [
        ('go: a@v1: Get "https://a.b/": x509: certificate signed by unknown authority', "ca-bundle", None, "`RUN`"),
        (
            'level=fatal msg="pinging registry a.b: x509: certificate has expired or is not yet valid: y"',
            "certificate-expired",
            None,
            "server",
        ),
        (
            "Error response from daemon: a.b: http: server gave HTTP response to HTTPS client",
            "http-registry",
            None,
            "docker",
        ),
        ('Error response from daemon: Get "https://a.b/v2/": EOF', "pull-unreachable", None, "docker"),
        (
            "Error: failed to authorize: failed to fetch oauth token: unexpected status from GET: 401 Unauthorized",
            "pull-denied",
            None,
            "helm",
        ),
        (
            'ERROR: failed to resolve reference "a.b/c:1": a.b/c:1: not found',
            "pull-not-found",
            None,
            "BuildKit",
        ),
        ("FATAL GET https://ghcr.io/v2/: TOOMANYREQUESTS: retry-after: 1ms", "pull-rate-limit", None, "trivy"),
        ("Error: GET https://a.b/v2/c/manifests/1: MANIFEST_UNKNOWN: manifest unknown", "base-missing", None, "crane"),
        (
            f'{BASE_FAILED}Get "https://auth.a.b/token": dial tcp 192.0.2.1:443: i/o timeout',
            "base-unreachable",
            "base",
            "token service",
        ),
        (
            f"{BASE_FAILED}GET https://a.b/v2/: UNAUTHORIZED: project c not found: project c not found",
            "harbor-no-project",
            None,
            "`FROM`",
        ),
        (
            f"{CHECK_FAILED}creating push check transport for a failed: GET a: unexpected status code 401 Unauthorized",
            "push-token-refused",
            "push",
            "token service",
        ),
        (f"{BASE_FAILED}GET a: unexpected status code 401 Unauthorized", "base-unauthorized", "base", "token service"),
        (f"{CHECK_FAILED}NAME_UNKNOWN: repository name not known", "push-repository-missing", "push", "push"),
        ("error failed to push to destination a: MANIFEST_UNKNOWN", "push-manifest-unknown", "push", "push"),
        (f"{CHECK_FAILED}TOOMANYREQUESTS: Too Many Requests", "pull-rate-limit", None, "pushes"),
        (
            "error building image: parsing config file (/kaniko/.docker/config.json): unexpected EOF",
            "push-config-not-json",
            None,
            "in the parentheses",
        ),
        ('ERROR: failed to do request: Head "https://a.b/v2/": x509: y', "node-pull-tls", None, "BuildKit"),
        (
            'Error response from daemon: Get "https://a.b/v2/": x509: certificate signed by unknown authority',
            "ca-bundle",
            None,
            "another container",
        ),
        ('Error response from daemon: Get "https://a.b/v2/": unauthorized: a', "pull-denied", None, "docker"),
        (f"{CHECK_FAILED}unexpected status code 403 Forbidden", "push-denied", "push", "permission"),
        ("exec /bin/sh: exec format error", "exec-format", None, "program"),
        ("/bin/sh: tool: not found", "run-program-missing", "build", "outside of `RUN`"),
        ("tail: inotify cannot be used: No space left on device", "disk-full", None, "inotify"),
        (
            "error building image: downloading remote source file: x509: certificate signed by unknown authority",
            "ca-bundle",
            None,
            "`ADD`",
        ),
        (
            'OCI runtime exec failed: chdir to cwd ("/app") set in config.json failed: no such file or directory',
            "workspace-deleted",
            "step",
            "in the quotes",
        ),
        ("write /var/lib/docker/tmp/a: no space left on device", "disk-full", None, "node"),
        (
            "[INFO] Scanning for projects...\nERROR: script returned exit code 137",
            "killed",
            "maven",
            "`SIGKILL`",
        ),
        (
            "error building image: error building stage: lstat /kaniko/buildcontext/a: no such file or directory",
            "copy-from-image",
            "build",
            "`--context`",
        ),
        ("Error: unknown flag: --atomic", "unknown-flag", "arguments", "helm"),
        ("./build.sh: line 3: tool: command not found", "program-missing", None, "`RUN`"),
        ("dockerfile parse error line 5: Unknown flag: mount", "dockerfile-unknown-flag", "context", "docker"),
        ("image not found on any configured mapped registries for a", "mirror-without-fallback", "base", "above"),
        ('Error: secrets "sh.helm.release.v1.a" not found', "secret-missing", "pod", "`helm`"),
    ],
)
def test_a_text_of_other_programs_is_not_said_to_be_only_the_executors(
    line: str, expected: str, stage: str | None, said: str
) -> None:
    found = diagnosis_of(f"{line}\n")
    assert (found.causes[0].signature.id, found.stage) == (expected, stage)
    cause = found.causes[0].cause
    assert said in f"{cause.cause.en} {cause.fix.en}"


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


@given(
    st.lists(
        st.sampled_from(["".join(line) for one in KNOWN for pattern in one.patterns for line in pattern]), max_size=30
    )
)
def test_any_mixture_of_known_texts_has_a_first_cause(lines: list[str]) -> None:
    found = diagnosis_of("\n".join(lines))
    order = [(cause.went_on, cause.signature.symptom) for cause in found.causes]
    assert order == sorted(order)
    assert all(cause.quote.split()[0] in lines[cause.line - 1] for cause in found.causes)


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
