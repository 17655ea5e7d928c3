"""The process that `sandbox` starts: prepares its environment, then runs the builds that it is asked for."""

from __future__ import annotations

import functools
import json
import os
import queue
import sys
import threading
import traceback
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from lab.end_to_end import build, environment
from lab.executor import rig
from lab.tools import UnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from lab.end_to_end.sandbox import BuildStep


def main() -> None:
    """Answer requests until the standard input ends."""
    requests: queue.Queue[dict[str, str]] = queue.Queue()
    threading.Thread(target=_read, args=(requests,), daemon=True).start()
    _send(_result(_prepare))
    while True:
        _send(_result(functools.partial(_answer, requests.get())))


def _read(requests: queue.Queue[dict[str, str]]) -> None:
    """Queue the requests; when the input ends, exit at once, also during a build."""
    for line in sys.stdin:
        requests.put(json.loads(line))
    os._exit(0)


def _prepare() -> dict[str, object]:
    environment.prepare()
    return {"ready": True}


def _answer(request: dict[str, str]) -> dict[str, object]:
    if "case" in request:
        return {"outcome": rig.run_case(request["case"], request["release"]).as_text()}
    return asdict(build.build_recipe(Path(request["build"]), _report))


def _report(step: BuildStep) -> None:
    _send({"step": asdict(step)})


def _result(action: Callable[[], dict[str, object]]) -> dict[str, object]:
    try:
        return action()
    except UnavailableError as error:
        return {"unavailable": error.name, "reason": error.reason}
    except Exception:  # noqa: BLE001 (the parent process raises it)
        return {"crash": traceback.format_exc()}


def _send(message: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
