crane export ccr.ccs.tencentyun.com/nms4cloud/myapp:before - |
  tar --list --verbose --numeric-owner --file=- |
  awk '{ print $1, $2, $3, $6, $7, $8 }' | sort > before.txt
crane export ccr.ccs.tencentyun.com/nms4cloud/myapp:after - |
  tar --list --verbose --numeric-owner --file=- |
  awk '{ print $1, $2, $3, $6, $7, $8 }' | sort > after.txt
diff before.txt after.txt
