kubectl exec --stdin --tty --namespace=jenkins myapp-42-x7k2p-9wq4t-h5d3z --container=kaniko -- /busybox/sh
