kubectl get pods \
  --namespace=jenkins \
  --selector=jenkins=slave \
  --output=wide
