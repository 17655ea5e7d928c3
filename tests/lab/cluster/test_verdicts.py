"""How answers of the API server and findings of `check` become verdicts that can be compared."""

from __future__ import annotations

import pytest

from lab.cluster import verdicts
from lab.cluster.dry_run import Answer
from lab.cluster.verdicts import Claim, Verdict

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: a}
spec:
  containers:
  - name: "A_"
    image: busybox
    image: busybox
    resources: {limits: {memory: 1GB}}
"""
ACCEPTED = Verdict(refused=False, claims=(), complete=True, dropped=frozenset())


def invalid(*causes: tuple[str, str, str]) -> Answer:
    return Answer(verdicts.INVALID, "", causes, ())


def refused(*claims: Claim, complete: bool = True) -> Verdict:
    return Verdict(refused=True, claims=claims, complete=complete, dropped=frozenset())


def test_findings_of_check_have_the_path_of_their_field() -> None:
    found = verdicts.of_check(POD)
    assert {(claim.fields, claim.reasons) for claim in found.claims} == {
        (("spec.containers[0].name",), ("invalid",)),
        (("spec.containers[0].resources.limits.memory",), ("type",)),
    }
    assert found.dropped == {"spec.containers[0].image"}


def test_causes_of_the_server_have_dotted_paths() -> None:
    answer = invalid(("spec.containers[0].resources.limits[memory]", "FieldValueInvalid", "x"))
    assert verdicts.of_server(answer, POD).claims == (
        Claim(("spec.containers[0].resources.limits.memory",), ("invalid",)),
    )


def test_message_about_a_type_names_the_field_without_go_structs() -> None:
    message = "json: cannot unmarshal number into Go struct field A.spec.volumes.VolumeSource.secret.items of type b"
    found = verdicts.of_server(Answer(verdicts.NOT_UNDERSTOOD, message, (), ()), POD)
    assert found.claims == (Claim(("spec.volumes.secret.items",), ("type",)),)
    assert not found.complete


def test_mount_of_an_invalid_volume_is_only_a_consequence() -> None:
    volume, mount = ("spec.volumes[0].name", "FieldValueRequired", ""), ("spec.x", "FieldValueNotFound", "Not found")
    assert [claim.fields for claim in verdicts.of_server(invalid(volume, mount), POD).claims] == [(volume[0],)]
    assert [claim.fields for claim in verdicts.of_server(invalid(mount), POD).claims] == [("spec.x",)]


def test_invalid_empty_value_is_a_required_one_too() -> None:
    (claim,) = verdicts.of_server(invalid(("a", "FieldValueInvalid", 'Invalid value: "": must be')), POD).claims
    assert claim.reasons == ("invalid", "required")


def test_dropped_fields_of_warnings() -> None:
    warnings = ('unknown field "spec.a"', 'line 8: key "image" already set in map', "other")
    found = verdicts.of_server(Answer(verdicts.CREATED, "", (), warnings), POD)
    assert found.dropped == {"spec.a", "spec.containers[0].image"}
    assert not found.refused


NAME, KIND = Claim(("spec.containers[0].name",), ("invalid",)), Claim(("spec.containers[0].name",), ("type",))


@pytest.mark.parametrize(
    ("server", "check", "expected"),
    [
        (ACCEPTED, ACCEPTED, "both accept"),
        (refused(NAME), ACCEPTED, "server only"),
        (ACCEPTED, refused(NAME), "check only"),
        (refused(NAME), refused(NAME), "same reason"),
        (refused(NAME), refused(KIND), "other reason"),
        (refused(NAME), refused(NAME, KIND), "other reason"),
        (refused(NAME, complete=False), refused(NAME, KIND), "same reason"),
        (refused(Claim(("spec.containers.name",), ("invalid",))), refused(NAME), "same reason"),
        (refused(Claim(("spec.containers[0]",), ("invalid",))), refused(NAME), "same reason"),
        (refused(Claim(("spec",), ("invalid",))), refused(NAME), "other reason"),
        (refused(Claim(("spec.containers[1].name",), ("invalid",))), refused(NAME), "other reason"),
    ],
)
def test_outcome(server: Verdict, check: Verdict, expected: str) -> None:
    assert verdicts.outcome(server, check) == expected


def test_controls_are_named_as_in_our_data() -> None:
    message = (
        'pods "a" is forbidden: violates PodSecurity "restricted:latest": host namespaces (hostNetwork=true), '
        'unrestricted capabilities (container "a" must set securityContext.capabilities.drop=["ALL"]), '
        "runAsNonRoot != true (pod or container must set it), seccompProfile (pod or containers must set it)"
    )
    found = verdicts.controls_of_server(Answer(verdicts.FORBIDDEN, message, (), ()))
    assert found == {"hostNamespaces", "capabilities_restricted", "runAsNonRoot", "seccompProfile"}
    assert verdicts.controls_of_server(Answer(verdicts.FORBIDDEN, "no account", (), ())) == frozenset()


def controls(text: str) -> dict[str, frozenset[str]]:
    return verdicts.controls_of_check(verdicts.read_manifest(text), "1.37")


def test_controls_of_check_by_level() -> None:
    found = controls(POD.replace("spec:\n", "spec:\n  hostPID: true\n"))
    assert found == {"baseline": {"hostNamespaces"}, "restricted": frozenset()}
    assert "runAsNonRoot" in controls(POD)["restricted"]
    assert controls("kind: List\n") == {"baseline": frozenset(), "restricted": frozenset()}
