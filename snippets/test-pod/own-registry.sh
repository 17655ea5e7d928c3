kubectl run kaniko-test \
  --namespace=jenkins \
  --image=ccr.ccs.tencentyun.com/nms4cloud/kaniko:v1.28.3-debug \
  --overrides='{"spec":{"imagePullSecrets":[{"name":"docker-registry-secret"}]}}' \
  --restart=Never --rm --stdin --tty \
  --command -- /busybox/sh
