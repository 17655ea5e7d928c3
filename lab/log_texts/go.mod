module kaniko-guide.test/log-texts

go 1.23.0
