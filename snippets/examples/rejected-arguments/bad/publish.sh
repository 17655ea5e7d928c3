#!/bin/sh
set -eu
docker build --tag=ccr.ccs.tencentyun.com/nms4cloud/myapp:1.0.0
docker push ccr.ccs.tencentyun.com/nms4cloud/myapp:1.0.0
