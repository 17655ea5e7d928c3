"""Answers `kubectl auth can-i`: by the stored roles for a service account, and yes for any other user."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lab.kubectl.cluster_state import Object

SERVICE_ACCOUNT = "system:serviceaccount:"


def review(request: Object, user: str | None, objects: Mapping[tuple[str, str, str, str], Object]) -> Object:
    """The review with its `status`.

    Args:
        request: a SelfSubjectAccessReview or SelfSubjectRulesReview.
        user: the value of kubectl's `--as`; None without it.
        objects: the stored objects.
    """
    spec = request["spec"]
    namespace = spec.get("namespace") or spec.get("resourceAttributes", {}).get("namespace", "")
    everything = {"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}
    rules = [everything]
    if user is not None and user.startswith(SERVICE_ACCOUNT):
        rules = list(_rules(user, namespace, objects))
    if request["kind"] == "SelfSubjectRulesReview":
        status: Object = {"resourceRules": rules, "nonResourceRules": [], "incomplete": False}
    else:
        status = {"allowed": any(_allows(rule, spec["resourceAttributes"]) for rule in rules)}
    return {**request, "status": status}


def _rules(user: str, namespace: str, objects: Mapping[tuple[str, str, str, str], Object]) -> Iterator[Object]:
    home, _, name = user.removeprefix(SERVICE_ACCOUNT).partition(":")
    for (_, resource, location, _), binding in objects.items():
        if resource == "clusterrolebindings" or (resource == "rolebindings" and location == namespace):
            subjects = binding.get("subjects", [])
            subject_of_user = {"kind": "ServiceAccount", "name": name, "namespace": home}
            if any(subject_of_user.items() <= {"namespace": location, **subject}.items() for subject in subjects):
                ref = binding["roleRef"]
                role_namespace = "" if ref["kind"] == "ClusterRole" else location
                role = objects.get(
                    ("rbac.authorization.k8s.io", f"{ref['kind'].lower()}s", role_namespace, ref["name"]), {}
                )
                yield from role.get("rules", [])


def _allows(rule: Object, attributes: dict[str, Any]) -> bool:
    resource = "/".join(filter(None, [attributes["resource"], attributes.get("subresource")]))
    names = rule.get("resourceNames")
    return (
        _has(rule["verbs"], attributes["verb"])
        and _has(rule.get("apiGroups", []), attributes.get("group", ""))
        and _has(rule.get("resources", []), resource)
        and (not names or attributes.get("name") in names)
    )


def _has(listed: list[str], value: str) -> bool:
    return "*" in listed or value in listed
