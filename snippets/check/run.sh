kaniko-guide check Jenkinsfile
