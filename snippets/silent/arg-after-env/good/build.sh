#!/bin/sh
/kaniko/executor \
  --context="$WORKSPACE" \
  --dockerfile="$WORKSPACE/Dockerfile" \
  --build-arg=PROFILE=prod \
  --destination="ccr.ccs.tencentyun.com/nms4cloud/myapp:$BUILD_NUMBER"
