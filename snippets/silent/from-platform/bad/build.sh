#!/bin/sh
/kaniko/executor \
  --context="$WORKSPACE" \
  --dockerfile="$WORKSPACE/Dockerfile" \
  --destination="ccr.ccs.tencentyun.com/nms4cloud/myapp:$BUILD_NUMBER"
