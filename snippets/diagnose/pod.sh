kaniko-guide diagnose --pod=myapp-42-x7k2p-9wq4t-h5d3z --namespace=jenkins
