skopeo login --username='100012345678' ccr.ccs.tencentyun.com &&
  skopeo copy --all \
    oci-archive:kaniko.tar \
    docker://ccr.ccs.tencentyun.com/nms4cloud/kaniko:v1.28.3-debug
