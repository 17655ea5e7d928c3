"""The report of `doctor` in each format."""

from __future__ import annotations

import json

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.report import doctor as report
from kaniko_guide.report.doctor import Cluster, DoctorReport
from tests.kaniko_guide.doctor.fake import examine, forbidden, jenkinsfile, missing, pipeline, row

CLUSTER = Cluster(
    "admin\x1b[31m",
    "https://user:hunter2@10.0.0.1:6443",
    "v1.37.2",
    "jenkins",
    Bilingual("--namespace", "--namespace"),
    "",
    Bilingual("Jenkinsfile", "Jenkinsfile"),
)
OUTCOMES = examine(
    pipeline(Jenkinsfile=jenkinsfile()),
    {"get secrets": missing('secrets "registry --password=hunter2"'), "get nodes": forbidden("nodes")},
)
MASKED = 'secrets "registry --password=***" not found'


def test_head_names_the_cluster_without_secrets_and_control_characters() -> None:
    assert list(report.head(CLUSTER, "en")) == [
        "context: admin<U+001B>[31m",
        "server: https://***@10.0.0.1:6443, v1.37.2",
        "namespace: jenkins (--namespace)",
        "Jenkins' account: not given",
        "pipeline: Jenkinsfile",
        "",
    ]


def test_text_has_failures_first_with_words_fix_and_command_and_the_counts_last() -> None:
    lines = list(report.text(DoctorReport("en", CLUSTER, OUTCOMES)))
    assert lines[:4] == [
        "Jenkinsfile:7:7: failed: The namespace `jenkins` has no Secret `registry`. [secret]",
        f"  server: {MASKED}",
        "  fix: Check the name; if it is right, create the Secret as the page says.",
        "  command: sh create-secret.sh",
    ]
    assert lines[-1] == "Checks: 1 failed, 1 not known, 7 passed."
    assert "passed: The namespace `jenkins` exists. [namespace]" in lines
    chinese = list(report.text(DoctorReport("zh", CLUSTER, OUTCOMES)))
    assert chinese[0] == "Jenkinsfile:7:7: failed: 命名空间 `jenkins` 里没有 Secret `registry`。 [secret]"
    assert chinese[-1] == "检查结果：1 项失败，1 项不知道，7 项通过。"


def test_commands_are_shown_only_if_wanted() -> None:
    lines = list(report.text(DoctorReport("en", CLUSTER, [], ["kubectl a <<'EOF'\n{}\nEOF", "kubectl b"])))
    assert lines[-5:] == ["Commands that were run:", "kubectl a <<'EOF'", "{}", "EOF", "kubectl b"]


def test_json_has_all_outcomes() -> None:
    data = json.loads("".join(report.as_json(DoctorReport("en", CLUSTER, OUTCOMES))))
    assert (data["failed"], data["account"], data["commands"]) == (True, None, [])
    assert "hunter2" not in json.dumps(data)
    first = data["checks"][0]
    assert {key: first[key] for key in ("check", "status", "fails", "path", "line", "column", "answer", "command")} == {
        "check": "secret",
        "status": "failed",
        "fails": True,
        "path": "Jenkinsfile",
        "line": 7,
        "column": 7,
        "answer": MASKED,
        "command": "sh create-secret.sh",
    }
    assert [entry["status"] for entry in data["checks"]] == ["failed", "unknown", *["passed"] * 7]


def test_github_shows_what_did_not_pass() -> None:
    lines = list(report.github(DoctorReport("en", CLUSTER, OUTCOMES)))
    assert [line.partition("::")[2].partition(" ")[0] for line in lines] == ["error", "notice", "notice"]
    assert lines[0].startswith(
        "::error file=Jenkinsfile,line=7,col=7,title=kaniko-guide%3A secret::The namespace `jenkins` has no Secret"
    )
    essential = examine(pipeline(Jenkinsfile=jenkinsfile()), {"get secrets": row("Opaque")})
    assert next(iter(report.github(DoctorReport("en", CLUSTER, essential)))).startswith("::error ")
