skopeo login --username='100012345678' ccr.ccs.tencentyun.com &&
  skopeo copy --all \
    docker://ghcr.io/osscontainertools/kaniko:v1.28.3-debug \
    docker://ccr.ccs.tencentyun.com/nms4cloud/kaniko:v1.28.3-debug &&
  skopeo copy --all \
    docker://docker.io/library/maven:3.9-eclipse-temurin-21 \
    docker://ccr.ccs.tencentyun.com/nms4cloud/maven:3.9-eclipse-temurin-21 &&
  skopeo copy --all \
    docker://docker.io/library/eclipse-temurin:21-jre-noble \
    docker://ccr.ccs.tencentyun.com/nms4cloud/eclipse-temurin:21-jre &&
  skopeo copy --all \
    docker://docker.io/jenkins/inbound-agent:3355.v388858a_47b_33-3-jdk21 \
    docker://ccr.ccs.tencentyun.com/nms4cloud/inbound-agent:3355.v388858a_47b_33-3-jdk21
