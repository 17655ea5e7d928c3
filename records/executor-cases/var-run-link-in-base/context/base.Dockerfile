FROM base:1
RUN mv /var/run /var/run2 && ln -s /run /var/run
