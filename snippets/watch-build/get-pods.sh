kubectl get pods --namespace=jenkins --selector=jenkins/label
