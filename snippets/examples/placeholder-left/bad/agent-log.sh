kubectl logs <pod-name> --namespace=jenkins --container=jnlp --follow
