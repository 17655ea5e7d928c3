keytool -importcert -noprompt -alias corp -file /registry-ca/ca.crt -keystore /tmp/corp.p12 -storepass changeit
export MAVEN_OPTS='-Djavax.net.ssl.trustStore=/tmp/corp.p12 -Djavax.net.ssl.trustStorePassword=changeit'
mvn --batch-mode --settings settings.xml clean package -DskipTests
