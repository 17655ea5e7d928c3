"""What pages quote of a run in the cluster is in its record."""

from __future__ import annotations

import yaml

from kaniko_guide_site.markdown import Fence, blocks
from tests.support import RECORDED, ROOT


def test_the_error_of_missing_rights_is_what_the_clients_library_reported() -> None:
    page = (ROOT / "docs" / "zh" / "prerequisites.md").read_text("utf-8")
    (quoted,) = [
        block.body[0].text
        for block in blocks(page)
        if isinstance(block, Fence) and "Jenkins 日志" in block.opening.text
    ]
    masked = quoted.replace("https://…", "https://SERVER").replace("/namespaces/jenkins/", "/namespaces/NAMESPACE/")
    masked = masked.replace("serviceaccount:jenkins:", "serviceaccount:NAMESPACE:")
    masked = masked.replace('the namespace "jenkins"', 'the namespace "NAMESPACE"')
    record = yaml.safe_load((RECORDED / "cluster-runs" / "rights.yml").read_text("utf-8"))
    assert masked.startswith("Failure executing: POST at: ")
    assert masked in yaml.safe_dump(record, width=10_000, allow_unicode=True)
