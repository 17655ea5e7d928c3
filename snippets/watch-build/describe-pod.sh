kubectl describe pods --namespace=jenkins --selector=jenkins/label
