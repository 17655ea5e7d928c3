(
  if [ -t 0 ]; then
    trap 'stty echo -echonl' EXIT
    trap 'exit 130' INT
    stty -echo echonl
    printf 'Registry password: ' >&2
  fi
  IFS= read -r password
  [ -n "$password" ] || exit 1
  printf '%s' "$password" |
    crane auth login --username='100012345678' --password-stdin ccr.ccs.tencentyun.com
) &&
  crane copy \
    ghcr.io/osscontainertools/kaniko:v1.28.3-debug \
    ccr.ccs.tencentyun.com/nms4cloud/kaniko:v1.28.3-debug &&
  crane copy \
    docker.io/library/maven:3.9-eclipse-temurin-21 \
    ccr.ccs.tencentyun.com/nms4cloud/maven:3.9-eclipse-temurin-21 &&
  crane copy \
    docker.io/library/eclipse-temurin:21-jre-noble \
    ccr.ccs.tencentyun.com/nms4cloud/eclipse-temurin:21-jre &&
  crane copy \
    docker.io/jenkins/inbound-agent:3355.v388858a_47b_33-3-jdk21 \
    ccr.ccs.tencentyun.com/nms4cloud/inbound-agent:3355.v388858a_47b_33-3-jdk21
