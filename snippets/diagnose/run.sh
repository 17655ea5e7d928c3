kaniko-guide diagnose build.log
