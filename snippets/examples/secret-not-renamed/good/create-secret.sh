printf '{"auths":{"ccr.ccs.tencentyun.com":{"auth":"%s"}}}' "$REGISTRY_AUTH" |
  kubectl create secret docker-registry docker-registry-secret \
    --namespace=jenkins \
    --from-file=.dockerconfigjson=/dev/stdin
