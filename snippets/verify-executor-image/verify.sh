cosign verify \
  --certificate-identity-regexp='^https://github\.com/osscontainertools/kaniko/\.github/workflows/images\.yaml@.*$' \
  --certificate-oidc-issuer=https://token.actions.githubusercontent.com \
  ghcr.io/osscontainertools/kaniko:v1.28.3-debug
