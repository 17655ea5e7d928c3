#!/bin/sh
/kaniko/executor \
  --context="$WORKSPACE" \
  --dockerfile="$WORKSPACE/Dockerfile" \
  --custom-platform=linux/arm64 \
  --destination="ccr.ccs.tencentyun.com/nms4cloud/myapp:$BUILD_NUMBER"
