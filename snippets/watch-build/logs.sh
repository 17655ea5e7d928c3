kubectl logs --namespace=jenkins --selector=jenkins/label --all-containers --prefix --tail=-1
