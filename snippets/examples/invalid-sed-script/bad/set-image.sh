#!/bin/sh
set -eu
sed -i "s/image: .*/image: ccr.ccs.tencentyun.com/nms4cloud/myapp:1.0.0/" deploy.yaml
