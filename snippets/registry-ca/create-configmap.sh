kubectl create configmap registry-ca --namespace=jenkins --from-file=ca.crt
