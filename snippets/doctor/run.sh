kaniko-guide doctor Jenkinsfile --namespace=jenkins --service-account=jenkins:jenkins
