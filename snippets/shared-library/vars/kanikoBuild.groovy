String call(Map options) {
    container('kaniko') {
        withEnv(["IMAGE=${options.image}", "CONTEXT=${options.context ?: '.'}"]) {
            sh '''
                set -- "$CONTEXT"/target/*.jar
                test "$#" -eq 1 && test -f "$1"
                /kaniko/executor \
                  --context="$WORKSPACE/$CONTEXT" \
                  --dockerfile="$WORKSPACE/$CONTEXT/Dockerfile" \
                  --compressed-caching=false \
                  --image-name-with-digest-file="$WORKSPACE/image.txt" \
                  --destination="ccr.ccs.tencentyun.com/nms4cloud/$IMAGE:$BUILD_NUMBER"
            '''
        }
    }
    return readFile(file: 'image.txt').trim()
}
