printf '{"auths":{"harbor.corp.internal":{"auth":"%s"}}}' "$BOTH_TEAMS" |
  kubectl create secret docker-registry docker-registry-secret \
    --namespace=jenkins \
    --from-file=.dockerconfigjson=/dev/stdin
