skopeo copy --all \
  docker://ghcr.io/osscontainertools/kaniko:v1.28.3-debug \
  oci-archive:kaniko.tar
