"""Answers `kubectl auth can-i`: by the roles in the store for a service account, with yes for anyone else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lab.kubectl.world import Object

SERVICE_ACCOUNT = "system:serviceaccount:"


def review(asked: Object, user: str | None, objects: Mapping[tuple[str, str, str, str], Object]) -> Object:
    """The review with its `status`.

    Args:
        asked: a SelfSubjectAccessReview or SelfSubjectRulesReview.
        user: whom kubectl's `--as` names, None without it.
        objects: the store, for its roles and bindings.
    """
    spec = asked["spec"]
    namespace = spec.get("namespace") or spec.get("resourceAttributes", {}).get("namespace", "")
    everything = {"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}
    rules = [everything]
    if user is not None and user.startswith(SERVICE_ACCOUNT):
        rules = list(_rules(user, namespace, objects))
    if asked["kind"] == "SelfSubjectRulesReview":
        status: Object = {"resourceRules": rules, "nonResourceRules": [], "incomplete": False}
    else:
        status = {"allowed": any(_allows(rule, spec["resourceAttributes"]) for rule in rules)}
    return {**asked, "status": status}


def _rules(user: str, namespace: str, objects: Mapping[tuple[str, str, str, str], Object]) -> Iterator[Object]:
    home, _, name = user.removeprefix(SERVICE_ACCOUNT).partition(":")
    for (_, resource, place, _), binding in objects.items():
        if resource == "clusterrolebindings" or (resource == "rolebindings" and place == namespace):
            subjects = binding.get("subjects", [])
            wanted = {"kind": "ServiceAccount", "name": name, "namespace": home}
            if any(wanted.items() <= {"namespace": place, **subject}.items() for subject in subjects):
                ref = binding["roleRef"]
                at = "" if ref["kind"] == "ClusterRole" else place
                role = objects.get(("rbac.authorization.k8s.io", f"{ref['kind'].lower()}s", at, ref["name"]), {})
                yield from role.get("rules", [])


def _allows(rule: Object, asked: dict[str, Any]) -> bool:
    resource = "/".join(filter(None, [asked["resource"], asked.get("subresource")]))
    names = rule.get("resourceNames")
    return (
        _has(rule["verbs"], asked["verb"])
        and _has(rule.get("apiGroups", []), asked.get("group", ""))
        and _has(rule.get("resources", []), resource)
        and (not names or asked.get("name") in names)
    )


def _has(listed: list[str], wanted: str) -> bool:
    return "*" in listed or wanted in listed
