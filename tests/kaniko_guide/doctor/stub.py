"""A script in place of kubectl, which answers from files beside it, and records what it was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.doctor.checks import rights
from tests.kaniko_guide.command import write
from tests.kaniko_guide.doctor.fake import JENKINS, PREPARED, reviewed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SCRIPT = """\
#!/bin/sh
cd "$(dirname "$0")"
for word; do
  case $word in --context=*|--request-timeout=*) ;; --filename=*) file=${word#*=};; *) set -- "$@" "$word";; esac
  shift
done
name=$1; case $1 in get) name=get-$2;; create) name=create; case $* in *dry-run*) name=dry-run;; esac;; esac
case $* in *--selector*) name=earlier;; esac
echo "$name" >> asked
test -e "$name.late" && sleep 60
test -e "$name.error" && { cat "$name.error" >&2; exit 1; }
test "$name" = dry-run && exec cat "$file"
test "$name" = delete && echo 'Error from server (NotFound): pods "p" not found' >get-pods.error
test "$name" = create && rm -f get-pods.error
exec cat "$name"
"""
FILES: Mapping[str, str] = {
    "config": "prod\nhttps://10.0.0.1:6443\n",
    "earlier": '{"items": []}',
    "create": reviewed(rights.about_account(JENKINS, "jenkins").content).output,
    **{key.replace(" ", "-"): answer.output for key, answer in PREPARED.items()},
}


def install(directory: Path) -> None:
    """Write the script and the answers of a prepared cluster into a directory."""
    write(directory, FILES)
    (directory / "kubectl").write_text(SCRIPT, "utf-8")
    (directory / "kubectl").chmod(0o755)
