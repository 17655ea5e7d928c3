kubectl events --namespace=jenkins --for=pod/myapp-42-x7k2p-9wq4t-h5d3z
