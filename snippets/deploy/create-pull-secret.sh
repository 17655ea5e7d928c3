(
  if [ -t 0 ]; then
    trap 'stty echo -echonl' EXIT
    trap 'exit 130' INT
    stty -echo echonl
    printf 'Registry password: ' >&2
  fi
  IFS= read -r password
  [ -n "$password" ] || exit 1
  auth=$(printf '%s:%s' '100012345678' "$password" | base64 | tr -d '\n')
  printf '{"auths":{"ccr.ccs.tencentyun.com":{"auth":"%s"}}}' "$auth" |
    kubectl create secret docker-registry docker-registry-secret \
      --namespace=myapp \
      --from-file=.dockerconfigjson=/dev/stdin
)
