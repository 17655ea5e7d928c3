"""Runs the real executor on recorded cases, in both releases.

A case is a directory in `records/executor-cases/`: `case.yml` says what is run and what must come out, `context/` is
the build context, and `RELEASE.txt` is the recorded outcome. `cases` and `outcome` read and compare these files and
need no executor. `programs` builds the executor; `rig` runs a case in the sandbox of `lab.end_to_end`.
"""
