"""Writes fixed files: all of a file or nothing, and only if it is still what was checked."""

from __future__ import annotations

import codecs
import contextlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.project import NotCheckedCause, UncheckedFile
from kaniko_guide.project.files import reject_link_outside
from kaniko_guide.text import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kaniko_guide.text import Source

CHANGED = Bilingual(
    zh="没有修改：文件在检查期间变了；请重新运行",
    en="not fixed, as it changed while it was checked; run the command again",
)
READ_ONLY = Bilingual(
    zh="没有修改：没有写入权限；给运行命令的用户加上写入权限",
    en="not fixed, as it is not writable; give the user who runs the command write access",
)
NOT_WRITTEN = Bilingual(
    zh="没有修改：无法写入（{error}）；解决后重新运行",
    en="not fixed, as it can't be written ({error}); solve that and run the command again",
)


def write_all(sources: Mapping[str, Source], texts: Mapping[str, str]) -> list[UncheckedFile]:
    """Write the new texts of files.

    Args:
        sources: the files as they were checked, by the path that findings show.
        texts: the new text of each changed file, by the same path.

    Returns:
        The files that were left as they are, each with the reason.
    """
    problems = []
    for path, text in texts.items():
        try:
            reason = _write(sources[path], text)
        except UnreadableError as error:
            reason = error.reason
        except OSError as error:
            reason = NOT_WRITTEN.format(error=error.strerror or type(error).__name__)
        if reason is not None:
            problems.append(UncheckedFile(path, reason, NotCheckedCause.NOT_FIXED))
    return problems


def _write(source: Source, text: str) -> Bilingual | None:
    """Replace a file, with its byte order mark, permissions and owner; a link stays one.

    Returns:
        Why it was left as it is; None if it was written.

    Raises:
        OSError, UnreadableError: it was left as it is for this reason.
    """
    reject_link_outside(source.path)
    target = Path(source.path).resolve(strict=True)
    content = target.read_bytes()
    mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    if content != mark + source.text.encode():
        return CHANGED
    if not os.access(target, os.W_OK):
        return READ_ONLY
    status = target.stat()
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with open(handle, "wb") as file:  # noqa: PTH123 (an open descriptor)
            file.write(mark + text.encode())
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(target, name)
        with contextlib.suppress(OSError, AttributeError):
            os.chown(name, status.st_uid, status.st_gid)
        os.replace(name, target)  # noqa: PTH105 (`name` is a string)
    except BaseException:
        os.unlink(name)  # noqa: PTH108 (as above)
        raise
    return None
