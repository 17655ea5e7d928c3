"""Pods that a Jenkinsfile describes."""

from __future__ import annotations

from pytest_check import check

from tests.kaniko_guide.sources.pipelines import read, value_of


def test_pod_of_container_templates() -> None:
    found = read(
        """podTemplate(label: 'x', namespace: 'ci', containers: [
          containerTemplate(name: 'kaniko', image: 'k:1', command: '/bin/sh -c "sleep 9"', args: '', ttyEnabled: true,
            envVars: [envVar(key: 'A', value: 'b')]),
        ], volumes: [secretVolume(secretName: 's', mountPath: '/kaniko/.docker'), emptyDirVolume(mountPath: '/t')]) {
          node('x') { container(name: 'kaniko', shell: '/busybox/sh') { sh 'id' } }
          node('y') { sh 'elsewhere' }
        }"""
    )
    (source,) = found.pods
    (pod,) = source.pods
    assert pod.in_jenkinsfile
    assert str(pod.namespace) == "ci"
    (container,) = pod.containers
    assert (str(container.name), str(container.image)) == ("kaniko", "k:1")
    assert [str(word) for word in container.command or ()] == ["/bin/sh", "-c", "sleep 9"]
    assert container.args is None
    assert [(str(v.name), str(v.value)) for v in container.env or ()] == [("A", "b")]
    assert [str(mount.path) for mount in container.mounts] == ["/kaniko/.docker", "/t"]
    assert [(volume.kind, value_of(volume.secret_name)) for volume in pod.volumes] == [
        ("secret", "s"),
        ("emptyDir", None),
    ]
    assert [(step.script.text.value, step.pod) for step in found.steps] == [("id", source), ("elsewhere", None)]


def test_pod_source() -> None:
    for pod, expected in [
        ("yaml: '''a'''", ("a", None, True, False)),
        ('yaml: """a ${env.B}"""', ("a ${env.B}", None, False, False)),
        ("yaml: readTrusted('pod.yaml')", (None, "pod.yaml", True, False)),
        ("yaml: libraryResource('pod.yaml')", (None, None, False, False)),
        ("yaml: '''a''', inheritFrom: 'base'", ("a", None, True, True)),
        ("yaml: '''a''', inheritFrom: ''", ("a", None, True, False)),
        ("yaml: '''a''', containers: [containerTemplate(name: 'b', image: 'c')]", ("a", None, True, True)),
        ("settings", (None, None, False, False)),
    ]:
        with check(f"{pod}, {expected}"):
            (found,) = read(f"podTemplate({pod}) {{ node(POD_LABEL) {{ sh 'id' }} }}").pods
            assert (value_of(found.yaml), value_of(found.path), found.exact, found.inherits) == expected
