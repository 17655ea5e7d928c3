kubectl set image deployment/myapp --namespace=myapp \
  myapp=ccr.ccs.tencentyun.com/nms4cloud/myapp@sha256:a646f173a2654de7ea19964a481ac4569bdd9fad6c3dd37044beca6abbc84084 &&
  kubectl rollout status deployment/myapp --namespace=myapp --timeout=2m
