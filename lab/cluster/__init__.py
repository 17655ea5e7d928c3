"""A one-node Kubernetes of the real programs, in namespaces of this machine: `python -m lab.cluster --help`."""
