kubectl auth can-i create pods --namespace=jenkins --as=system:serviceaccount:ci:jenkins
kubectl auth can-i delete pods --namespace=jenkins --as=system:serviceaccount:ci:jenkins
kubectl auth can-i get pods --namespace=jenkins --as=system:serviceaccount:ci:jenkins
kubectl auth can-i list pods --namespace=jenkins --as=system:serviceaccount:ci:jenkins
kubectl auth can-i patch pods --namespace=jenkins --as=system:serviceaccount:ci:jenkins
kubectl auth can-i watch pods --namespace=jenkins --as=system:serviceaccount:ci:jenkins
kubectl auth can-i create pods --subresource=exec --namespace=jenkins --as=system:serviceaccount:ci:jenkins
kubectl auth can-i get pods --subresource=exec --namespace=jenkins --as=system:serviceaccount:ci:jenkins
kubectl auth can-i get pods --subresource=log --namespace=jenkins --as=system:serviceaccount:ci:jenkins
kubectl auth can-i list events --namespace=jenkins --as=system:serviceaccount:ci:jenkins
