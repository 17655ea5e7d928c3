skopeo login --username='100012345678' ccr.ccs.tencentyun.com &&
  skopeo copy --all \
    docker://docker.io/library/node:24-slim \
    docker://ccr.ccs.tencentyun.com/nms4cloud/node:24-slim &&
  skopeo copy --all \
    docker://docker.io/library/nginx:1.30-alpine \
    docker://ccr.ccs.tencentyun.com/nms4cloud/nginx:1.30-alpine
