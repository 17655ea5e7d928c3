(
  ask() {
    [ ! -t 0 ] || printf '%s password: ' "$1" >&2
    IFS= read -r password
    [ -n "$password" ] || exit 1
  }
  if [ -t 0 ]; then
    trap 'stty echo -echonl' EXIT
    trap 'exit 130' INT
    stty -echo echonl
  fi
  ask Registry
  registry=$(printf '%s:%s' '100012345678' "$password" | base64 | tr -d '\n')
  ask 'Docker Hub'
  hub=$(printf '%s:%s' 'my-docker-id' "$password" | base64 | tr -d '\n')
  printf '{"auths":{"ccr.ccs.tencentyun.com":{"auth":"%s"},"https://index.docker.io/v1/":{"auth":"%s"}}}' "$registry" "$hub" |
    kubectl create secret docker-registry docker-registry-secret \
      --namespace=jenkins \
      --from-file=.dockerconfigjson=/dev/stdin \
      --dry-run=client --output=yaml |
    kubectl replace --filename=-
)
