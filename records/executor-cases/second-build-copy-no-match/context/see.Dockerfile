FROM base:1
RUN test -e /first.txt && echo seen > /seen.txt
