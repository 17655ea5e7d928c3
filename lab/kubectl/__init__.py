"""A fake Kubernetes API server, to run kubectl without a cluster.

It proves that kubectl accepts the flags of a command and that the resource names in it exist; it does not prove that
a cluster would admit, schedule or run anything.
"""
