kubectl config view --minify --output=jsonpath='{.clusters[0].cluster.server}{"\n"}'
kubectl get configmap kube-root-ca.crt --namespace=jenkins --output=jsonpath='{.data.ca\.crt}'
kubectl get secret jenkins-token --namespace=jenkins --output=go-template='{{base64decode .data.token}}{{"\n"}}'
