docker login --username='100012345678' ccr.ccs.tencentyun.com &&
  docker pull ghcr.io/osscontainertools/kaniko:v1.28.3-debug &&
  docker tag ghcr.io/osscontainertools/kaniko:v1.28.3-debug ccr.ccs.tencentyun.com/nms4cloud/kaniko:v1.28.3-debug &&
  docker push ccr.ccs.tencentyun.com/nms4cloud/kaniko:v1.28.3-debug &&
  docker pull maven:3.9-eclipse-temurin-21 &&
  docker tag maven:3.9-eclipse-temurin-21 ccr.ccs.tencentyun.com/nms4cloud/maven:3.9-eclipse-temurin-21 &&
  docker push ccr.ccs.tencentyun.com/nms4cloud/maven:3.9-eclipse-temurin-21 &&
  docker pull eclipse-temurin:21-jre &&
  docker tag eclipse-temurin:21-jre ccr.ccs.tencentyun.com/nms4cloud/eclipse-temurin:21-jre &&
  docker push ccr.ccs.tencentyun.com/nms4cloud/eclipse-temurin:21-jre &&
  docker pull jenkins/inbound-agent:3355.v388858a_47b_33-3-jdk21 &&
  docker tag jenkins/inbound-agent:3355.v388858a_47b_33-3-jdk21 ccr.ccs.tencentyun.com/nms4cloud/inbound-agent:3355.v388858a_47b_33-3-jdk21 &&
  docker push ccr.ccs.tencentyun.com/nms4cloud/inbound-agent:3355.v388858a_47b_33-3-jdk21
