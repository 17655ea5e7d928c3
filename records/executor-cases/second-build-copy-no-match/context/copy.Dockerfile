FROM base:1
COPY copy.Dockerfile /app/
