kubectl set serviceaccount deployment jenkins jenkins --namespace=jenkins
