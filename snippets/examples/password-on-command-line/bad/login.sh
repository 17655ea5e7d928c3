crane auth login ccr.ccs.tencentyun.com \
  --username='100012345678' \
  --password=correct-horse-battery
