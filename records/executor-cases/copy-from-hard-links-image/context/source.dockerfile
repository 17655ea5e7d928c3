FROM base:1
RUN mkdir /links && echo x > /links/a && ln /links/a /links/b && stat -c %h /links/a > /before.txt
