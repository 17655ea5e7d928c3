printf '{"auths":{"harbor.corp.internal/team-a":{"auth":"%s"},"harbor.corp.internal/team-b":{"auth":"%s"}}}' "$TEAM_A" "$TEAM_B" |
  kubectl create secret docker-registry docker-registry-secret \
    --namespace=jenkins \
    --from-file=.dockerconfigjson=/dev/stdin
