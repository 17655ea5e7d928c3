"""ShellCheck on shell scripts and the scripts of `sh` steps, hadolint on Dockerfiles.

The extra `kaniko-guide[linters]` installs both programs. They get the text on their standard input, and read neither
configuration nor any other file of the checked repository. A finding has its position in the file that contains the
text, such as a Jenkinsfile.
"""
