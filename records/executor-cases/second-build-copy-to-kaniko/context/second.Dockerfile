FROM base:1
COPY second.Dockerfile /kaniko/
