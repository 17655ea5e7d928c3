kaniko-guide diagnose --format=json build.log
