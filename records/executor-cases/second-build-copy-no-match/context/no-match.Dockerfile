FROM base:1
COPY target/*.jar /app/
