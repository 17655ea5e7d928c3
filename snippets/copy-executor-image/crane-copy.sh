crane copy \
  ghcr.io/osscontainertools/kaniko:v1.28.3-debug \
  ccr.ccs.tencentyun.com/nms4cloud/kaniko:v1.28.3-debug
