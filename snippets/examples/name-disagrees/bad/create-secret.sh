(
  printf 'Registry password: ' >&2
  trap 'stty echo' EXIT
  stty -echo
  IFS= read -r password
  auth=$(printf '%s:%s' '100012345678' "$password" | base64 | tr -d '\n')
  printf '{"auths":{"ccr.ccs.tencentyun.com":{"auth":"%s"}}}' "$auth" |
    kubectl create secret docker-registry docker-registry-secret \
      --namespace=jenkins \
      --from-file=.dockerconfigjson=/dev/stdin
)
