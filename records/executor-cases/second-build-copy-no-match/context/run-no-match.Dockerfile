FROM base:1
RUN echo second > /second.txt
COPY target/*.jar /app/
