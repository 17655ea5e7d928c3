"""A fake Kubernetes API server, to run kubectl on machines that can't start a cluster: without root, or without time.

`nox --session cluster` runs the guide's commands in a real cluster, once for each. This one is what two checks of `nox
--session verify` need: `kubectl` runs every command of the snippets, and broken copies of them, to see that kubectl
accepts the flags and that the resource names exist; `secret_command` runs the scripts about the Secret with each shell
and each password. Nothing on a page comes from it, and it proves nothing about a cluster.
"""
