kubectl describe pods --namespace=jenkins --selector=jenkins/label | kaniko-guide diagnose
