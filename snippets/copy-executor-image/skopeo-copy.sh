skopeo login --username='100012345678' ccr.ccs.tencentyun.com &&
  skopeo copy --all \
    docker://ghcr.io/osscontainertools/kaniko:v1.28.3-debug \
    docker://ccr.ccs.tencentyun.com/nms4cloud/kaniko:v1.28.3-debug
