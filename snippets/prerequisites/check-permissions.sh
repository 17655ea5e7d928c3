kubectl auth can-i create pods --namespace=jenkins --as=system:serviceaccount:jenkins:jenkins
kubectl auth can-i delete pods --namespace=jenkins --as=system:serviceaccount:jenkins:jenkins
kubectl auth can-i create pods --subresource=exec --namespace=jenkins --as=system:serviceaccount:jenkins:jenkins
kubectl auth can-i get pods --subresource=exec --namespace=jenkins --as=system:serviceaccount:jenkins:jenkins
kubectl auth can-i get pods --subresource=log --namespace=jenkins --as=system:serviceaccount:jenkins:jenkins
kubectl auth can-i watch events --namespace=jenkins --as=system:serviceaccount:jenkins:jenkins
kubectl auth can-i get secrets --namespace=jenkins --as=system:serviceaccount:jenkins:jenkins
