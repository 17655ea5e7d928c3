kubectl logs --namespace=jenkins --selector=jenkins=slave --all-containers --prefix --tail=-1
