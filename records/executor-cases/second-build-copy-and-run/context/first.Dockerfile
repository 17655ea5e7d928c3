FROM base:1
RUN echo first > /first.txt
