kubectl get secret docker-registry-secret --namespace=jenkins \
  --output=go-template='{{with index .data ".dockerconfigjson"}}{{base64decode .}}{{end}}' |
  paste -s - |
  sed -E 's/:[[:space:]]*"([^"\\]|\\.)*"/: "***"/g'
