FROM base:1
COPY target/ /app/
