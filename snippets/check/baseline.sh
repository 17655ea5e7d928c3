kaniko-guide check --write-baseline=kaniko-guide-baseline.json
kaniko-guide check --baseline=kaniko-guide-baseline.json
