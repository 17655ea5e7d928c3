kaniko-guide show Jenkinsfile
