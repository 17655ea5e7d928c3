kubectl describe pods --namespace=jenkins --selector=jenkins=slave | kaniko-guide diagnose
