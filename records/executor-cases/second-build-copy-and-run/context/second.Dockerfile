FROM base:1
COPY second.Dockerfile /app/
RUN echo second > /second.txt
