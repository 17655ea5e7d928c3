"""The guide to building images with Kaniko in Jenkins on Kubernetes, and the checks that keep it true."""
