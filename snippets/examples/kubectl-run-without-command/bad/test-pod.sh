kubectl run kaniko-test \
  --namespace=jenkins \
  --image=ghcr.io/osscontainertools/kaniko:v1.28.3-debug \
  --restart=Never --rm --stdin --tty \
  -- /busybox/sh
