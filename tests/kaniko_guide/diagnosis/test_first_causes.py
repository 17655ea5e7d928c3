"""What a text of several causes says of this build decides which is first: a status, a path, a name, another line."""

from __future__ import annotations

import io

from pytest_check import check

from kaniko_guide.diagnosis.causes import diagnose
from kaniko_guide.facts.diagnosis.signatures import signatures

FAILED = "error building image: "
SCRATCH = "INFO[0001] No base image, nothing to extract\n"
STAGE = f"{FAILED}error building stage: failed to execute command: "
CONTEXT = "Error: error resolving source context: "
PARSING = f"{FAILED}parsing dockerfile: dockerfile parse error on line 7: "
BASE = f"{FAILED}GET https://index.docker.io/v2/library/base/manifests/latest: UNAUTHORIZED: authentication required"
NO_USER = f"{STAGE}getting user group from chown: user frob is not a uid and does not exist on the system"
PANIC = "INFO[0002] Building stage 'a.b/c' [idx: '0', base-idx: '-1']\npanic: runtime error: index out of range [1]\n"

COMPILE = "[ERROR] Failed to execute goal org.apache.maven.plugins:maven-compiler-plugin:3.8.1:compile on project a: "
EXECUTOR = (
    (
        "error building image: error building stage: copying dir: read proc/1/attr/current: invalid argument",
        "`--context` is a relative path",
        "executor",
    ),
    (
        (
            "error pushing image: failed to push to destination harbor.example.com/a/b:1: PATCH "
            "https://harbor.example.com/v2/a/b/blobs/uploads/x: UNAUTHORIZED: un-recognized request: PATCH /v2/a/b"
        ),
        "changes the address of the request",
        "executor-push",
    ),
    (BASE.replace("/base/", "/postgres/"), "Docker Hub has this official image", "executor-base"),
    (
        BASE.replace("base/manifests/latest", "nginx/manifests/1.27"),
        "The credential for Docker Hub",
        "executor-base",
    ),
    (BASE.replace("/base/", "/postgres-tools/"), "a stage that is not defined", "executor-base"),
    (BASE.replace("/base/", "/frob/"), "it is probably that of a stage", "executor-base"),
    (BASE.replace("base/manifests/latest", "frob/manifests/1.2"), "it is probably misspelled", "executor-base"),
    ("Error: unknown shorthand flag: 'o' in -of", "only one `-`", "executor-arguments"),
    ("Error: unknown shorthand flag: 'x' in -x", "has no such flag", "executor-arguments"),
    ("Error: unknown shorthand flag: 't' in -tar-path=a.tar", "a long flag of the executor", "executor-arguments"),
    ("Error: unknown shorthand flag: 't' in -t", "a flag of `docker build`", "executor-arguments"),
    (f"{CONTEXT}storage: bucket name is empty", "No bucket follows", "executor-context"),
    (
        "error pushing image: failed to push to destination r.example.com/a: DENIED: anonymous users are not allowed",
        "Nobody is logged in",
        "executor-push",
    ),
    (NO_USER.replace("frob", "$APP_USER"), "not expanded", "executor-copy"),
    (
        f"{STAGE}resolving src: failed to get fileinfo for /kaniko/a:b/etc/x: lstat /x: no such file or directory",
        "`COPY --from=IMAGE`",
        "executor-copy",
    ),
    (
        (
            "error pushing image: failed to push to destination 1.dkr.ecr.eu-west-1.amazonaws.com/a:1: POST https://1.dkr."
            "ecr.eu-west-1.amazonaws.com/v2/a/blobs/uploads/: DENIED: User: arn:aws:iam::123456789012:user/ci is not "
            "authorized to perform: ecr:InitiateLayerUpload on resource: arn:aws:ecr:eu-west-1:123456789012:repo/a"
        ),
        "The IAM user in the line",
        "executor-push",
    ),
    (
        "INFO[0005] Running: [/bin/sh -c ./mvnw package]\n/bin/sh: ./mvnw: Permission denied",
        "The file that a `RUN` starts",
        "executor-run",
    ),
    (
        "INFO[0005] Running: [/bin/sh -c cat /workspace/x]\ncat: /workspace/x: No such file or directory",
        "A volume is usually mounted",
        "executor-run",
    ),
    (
        "- kaniko -- terminated (127)\n-----Logs-------------\n/bin/sh: executor: not found",
        "the reason is in its log",
        "runtime",
    ),
    ("java.nio.file.AccessDeniedException: /var/jenkins_home/workspace/a@tmp", "of the controller", "jenkins"),
    ("/app/entrypoint.sh: Permission denied", "The file in the image", "shell"),
    ("./scripts/deploy.sh: Permission denied", "Git does not record", "shell"),
    (f"{PARSING}unknown flag: --chwon (did you mean chown?)", "after `did you mean`", "executor-dockerfile"),
    (f"{PARSING}unknown flag: --parents", "does not support the flag", "executor-dockerfile"),
    (f"{STAGE}invalid signal: FROB", "`STOPSIGNAL`", "executor-dockerfile"),
    (f'{STAGE}failed to process "${{A:?frob}}": A: frob', "requires the variable", "executor-dockerfile"),
    (f'{STAGE}failed to process "${{A?}}": A: not set', "requires the variable", "executor-dockerfile"),
    (
        f'{STAGE}failed to process "${{A%%b}}": unsupported modifier (%) in substitution',
        "A form",
        "executor-dockerfile",
    ),
    (f"{PARSING}unknown instruction: COPPY (did you mean COPY?)", "after `did you mean`", "executor-dockerfile"),
    (f"{PARSING}unknown instruction: rm (did you mean run?)", "lacks its `\\`", "executor-dockerfile"),
    (f"{PARSING}unknown instruction: FROB", "lacks its `\\`", "executor-dockerfile"),
    (f"{FAILED}could not parse reference: ", "is empty", "executor-dockerfile"),
    (
        f"INFO[0000] Resolved base name ${{B}} to \n{FAILED}could not parse reference: ",
        "is empty",
        "executor-dockerfile",
    ),
    (f"{STAGE}syntax error: bad substitution", "instead of a name", "executor-dockerfile"),
    (f'{STAGE}failed to process "${{}}": syntax error: bad substitution', "instead of a name", "executor-dockerfile"),
    (f"{STAGE}syntax error: missing '}}'", "is not closed", "executor-dockerfile"),
    ("+ frob\n/script.sh: line 2: ${A.B}: bad substitution", "`sh` does not support", "shell"),
    (f"{STAGE}invalid protocol: http", "`EXPOSE`", "executor-dockerfile"),
    (BASE, "is not defined before it", "executor-base"),
    (f"INFO[0000] Squashing stages: a into base\n{BASE}", "`Squashing stages`", "executor-base"),
    (f"{FAILED}request failed: 404 Not Found", "no such file (404)", "executor-dockerfile"),
    (f"{FAILED}request failed: 403 Forbidden", "A login is needed", "executor-dockerfile"),
    (f"{FAILED}request failed: 502 Bad Gateway", "failed (5xx)", "executor-dockerfile"),
    (
        f"{FAILED}error building stage: failed to get fileinfo for /frob: lstat /frob: no such file or directory",
        "leaves `--context`",
        "executor-copy",
    ),
    (
        f"{FAILED}error building stage: failed to get fileinfo for /w/frob: lstat /w/frob: no such file or directory",
        "not in the build context",
        "executor-copy",
    ),
    (
        f"{SCRATCH}{NO_USER}",
        "`FROM scratch`",
        "executor-copy",
    ),
    (
        NO_USER,
        "added in an earlier stage",
        "executor-copy",
    ),
    ("Error: unknown shorthand flag: 'n' in -no-push", "only one `-`", "executor-arguments"),
    ("Error: unknown shorthand flag: 'x' in -x", "has no such flag", "executor-arguments"),
    (f"{CONTEXT}storage: bucket doesn't exist", "The bucket is misspelled", "executor-context"),
    (f"{CONTEXT}storage: object doesn't exist", "no such object", "executor-context"),
    (f"{CONTEXT}stat /kaniko/buildcontext/a: no such file or directory", "`--context-sub-path`", "executor-context"),
    (
        f'{CONTEXT}Get "https://a.b/c.git/info/refs": x509: certificate signed by unknown authority',
        "only has an effect on registries",
        "executor-context",
    ),
    (
        f"{PANIC}\ngoroutine 1 [running]:\nx.com/kaniko/pkg/dockerfile.frob(...)",
        "parsed the Docker",
        "executor-dockerfile",
    ),
    (f"{PANIC}\ngoroutine 1 [running]:\nx.com/kaniko/pkg/snapshot.frob(...)", "took a snapshot", "executor-snapshot"),
    (
        f"{SCRATCH}{FAILED}error building stage: open /etc/passwd: no such file or directory",
        "has no `/etc/passwd`",
        "executor-dockerfile",
    ),
    (
        f"{FAILED}error building stage: lstat /workspace/node_modules/.staging/frob: no such file or directory",
        "changes the build context",
        "executor-copy",
    ),
    (
        f"{FAILED}deleting file system after stage 0: unlinkat //usr/lib: directory not empty",
        "`ftype=0`",
        "executor-snapshot",
    ),
    (
        f"{FAILED}deleting file system after stage 0: unlinkat //root/.gnupg: directory not empty",
        "still running",
        "executor-snapshot",
    ),
)

NO_CONDITION = 'WorkflowScript: 3: Invalid condition "script" - valid conditions are'
PUBLISHING = "ERROR: Exception when publishing, exception message ["
DENIED_AGENT = 'Exception in thread "main" java.nio.file.AccessDeniedException: /var/jenkins_agent'
DAEMON = 'Error response from daemon: Get "https://a.b/v2/": '
AT = "[IP: 192.0.2.1 80]"
INDEX = "E: Some index files failed to download. They have been ignored, or old ones used instead."
NUGET = "/a.csproj : error NU1301: Unable to load the service index for source https://a.b/v3/index.json."
CHAIN = "The remote certificate is invalid because of errors in the certificate chain: PartialChain"
JIB = "[ERROR] Build image failed, perhaps you should make sure your credentials for 'a.b/c' are set up correctly."
RUN = "INFO[0001] Running: [/bin/sh -c frob]\n"
CALL = (
    "KubernetesClientException: Operation: [create]  for kind: [Pod]  with name: [null]  in namespace: [ci]  failed.\n"
)
VCS = "go: a.b/c@v1.2.0: reading a.b/c: git ls-remote -q origin in /go/pkg/mod/cache/vcs/0a: exit status 128:\n"
OUTER = "java.lang.Exception: The server rejected the connection: None of the protocols were accepted"
RETRYING = "WARNING: Retrying (Retry(total=0, connect=None)) after connection broken: /simple/frob/\n"
NO_INDEX = "WARNING: fetching https://a.b/main: temporary error (try again later)\n"
NO_RELEASE = "does not have a Release file."
ACCESS = "Configured service account doesn't have access. Service account may have been revoked."
NO_CONSTRAINT = 'pods "a" is forbidden: unable to validate against any security context constraint: '
FORBIDDEN = (
    'pods is forbidden: User "system:serviceaccount:ci:a" cannot list resource "pods" in the namespace "default"'
)
CLASS_FILE = "Unsupported class file major version 65"
SCRIPT_CACHE = "* What went wrong:\nCould not open settings generic class cache\n"
UNPACKING = "dpkg: error processing archive /a.deb (--unpack):\n"
BACKUP = "unable to make backup link of './etc/hosts' before installing new version: Device or resource busy"
NO_VERSION = "ERROR: Could not find a version that satisfies the requirement frob (from versions: none)"
REFUSED = "Expected HTTP 101 response but was '500 Internal Server Error'\n"
BUSTER = "http://deb.debian.org/debian buster Release"

NOT_LISTENING = "Caused by: java.net.ConnectException: Connection refused"
RESOLVING = "> Could not resolve all files for configuration ':a'.\n   > Could not resolve a.b:c:2.3.\n"
PLUGIN = "[ERROR] Plugin a:b:1 or one of its dependencies could not be resolved: "
UNTRUSTED = RETRYING.replace("broken", "broken by '[SSL: CERTIFICATE_VERIFY_FAILED] frob'")

JENKINS = (
    (
        "groovy.lang.MissingPropertyException: No such property: Tools for class: WorkflowScript",
        "as a class",
        "jenkins",
    ),
    ("groovy.lang.MissingPropertyException: No such property: TAG for class: WorkflowScript", "not defined", "jenkins"),
    (
        "java.lang.NoSuchMethodError: org.kohsuke.groovy.sandbox.SandboxTransformer.mightBe(Lorg/codehaus/groovy;)Z",
        "versions do not match",
        "jenkins",
    ),
    ("kubernetes (4029) requires a greater version of Jenkins (2.387.3) than 2.361.1", "a newer Jenkins", "jenkins"),
    (
        "Plugin a:2 depends on b:1171, but there is an older version defined on the top level - b:1144",
        "pins a version",
        "jenkins",
    ),
    (
        "Unable to resolve plugin URL https://updates.jenkins.io/a.hpi, or download plugin a to file: status code: 404",
        "no such version of the plugin",
        "jenkins",
    ),
    (
        "Error getting update center json\nCaused by: java.net.UnknownHostException: updates.jenkins.io",
        "can't resolve",
        "jenkins",
    ),
    ("HandshakeException: Response code was not 101: 403.", "the secret is not the one", "agent"),
    ("HandshakeException: Response code was not 101: 302.", "a redirect", "agent"),
    ("HandshakeException: Response code was not 101: 503.", "does not reach Jenkins", "agent"),
    ("INFO: https://jenkins.example.com/login is not ready: 403", "refuses", "agent"),
    ("fatal: destination path '.' already exists and is not an empty directory.", "has files already", "scm"),
    ("fatal: refusing to merge unrelated histories", "no common commit", "scm"),
    ("TransportException: git@git.example.com:myteam/myapp.git: Auth fail", "does not accept this SSH key", "scm"),
    ("Test reports were found but none of them are new. Did tests run?", "older than this build", "jenkins"),
    (f"{CALL}Caused by: java.net.SocketException: Connection reset", "was reset", "agent"),
    (
        f"{CALL}Caused by: java.net.ConnectException: Failed to connect to /192.0.2.1:443\n{NOT_LISTENING}",
        "can't connect to the API server",
        "agent",
    ),
    (
        f"KubernetesClientException: Message: Unauthorized! {ACCESS} Unauthorized.",
        "does not accept Jenkins' token",
        "agent",
    ),
    (f"KubernetesClientException: Message: Forbidden!{ACCESS} pods is frob", "answered 403", "admission"),
    (f"{CALL}Caused by: java.net.UnknownHostException: a.b", "can't resolve the host of the API server", "agent"),
    (f"{CALL}Caused by: java.net.SocketTimeoutException: connect timed out", "got no answer from the API", "agent"),
    (f"{CALL}Caused by: java.net.ConnectException: Connection refused", "can't connect to the API server", "agent"),
    (
        f'{REFUSED}KubernetesClientException: container not found ("frob")',
        "That container is not running",
        "agent",
    ),
    (
        "INFO: Protocol JNLP4-connect failed\nConnectionRefusalException: Unknown client name: a",
        "has this agent",
        "agent",
    ),
    (
        f"INFO: Trying protocol: JNLP4-connect\nINFO: refused: Unknown client name: a\n{OUTER}",
        "has this agent",
        "agent",
    ),
    (f"Error from server (Forbidden): {FORBIDDEN}", "lacks the right", "admission"),
    (f"{NO_CONSTRAINT}[spec.containers[0].securityContext.privileged: Invalid value: true: ]", "not `p", "admission"),
    (f"{NO_CONSTRAINT}[spec.containers[0].securityContext.runAsUser: Invalid value: 0: ]", "which Kaniko", "admission"),
    (f"Failure executing: POST. Message: {FORBIDDEN}", "in another namespace", "admission"),
    ("ERROR: The key you are authenticating with has been marked as read only.", "deploy key", "scm"),
    ("/usr/local/bin/jenkins-agent: 121: exec: /opt/jdk/bin/java: not found", "`JENKINS_JAVA_BIN`", "agent"),
    ("/usr/local/bin/jenkins-agent: exec: line 132: java: not found", "has no Java", "agent"),
    (
        'ConfigMap "a" is invalid: frob\nerror validating data: []: Too long: must have at most 1048576 bytes',
        "too large",
        "admission",
    ),
    (
        'error validating data: ConfigMap "a" is invalid:\n[]: Too long: must have at most 1048576 bytes',
        "too large",
        "admission",
    ),
    ("[Pipeline] input\nProceed or Abort\nRejected by Frob\nFinished: ABORTED", "chose Abort", "jenkins"),
    (
        'RuntimeException: Failed to parse yaml: "a: b"\nCaused by: mapping values are not allowed here',
        "has a syntax error",
        "agent",
    ),
    (
        "java.lang.NoSuchMethodError: No such DSL method 'httpRequest' found among steps [a, b]",
        "The plugin that provides",
        "jenkins",
    ),
    ("groovy.lang.MissingPropertyException: No such property: docker for class: F", "Docker Pipeline", "jenkins"),
    (
        "Warning: JENKINS-41339 probably bogus PATH=/a:$PATH\nprocess apparently never started in /home/jenkins/a",
        "was overwritten",
        "agent",
    ),
    (
        "Resuming build at Mon after Jenkins restart\nwrapper script does not seem to be touching the log file in /a",
        "was restarted",
        "agent",
    ),
    ("ERROR: Unable to find project for artifact copy: null", "is empty (`null`)", "jenkins"),
    ("ERROR: Unable to find project for artifact copy: frob", "is not found", "jenkins"),
    ("ERROR: Fail: Status code 401 is not in the accepted range: [[100‥399]]", "requires a login", "jenkins"),
    ("ERROR: Fail: Status code 503 is not in the accepted range: [[100‥399]]", "has trouble", "jenkins"),
    (f"{NO_CONDITION} [always, changed, fixed] @ line 3, column 5.", "`post` has steps directly", "jenkins"),
    (
        "FATAL: frob\nERROR: Failed Loading plugin A v2 (a)\n - You must update Jenkins from v2.7 to v2.9 or later",
        "Jenkins itself is older",
        "jenkins",
    ),
    (
        "No signature of method: javaposse.jobdsl.dsl.jobs.FreeStyleJob.frob() is applicable for argument types: ()",
        "release of Job DSL",
        "jenkins",
    ),
    (f"{PUBLISHING}Failed to add SSH key. Message [invalid privatekey: frob]", "private key", "jenkins"),
    (f"{PUBLISHING}Exec exit status not zero. Status [1]]", "remote command", "jenkins"),
    ("INFO: hudson.remoting.Engine startEngine\n" + DENIED_AGENT, "working directory", "agent"),
    ("error: index-pack died of signal 15\nfatal: index-pack failed", "ended by `SIGTERM`", "scm"),
    (" > git rev-parse origin/${B}^{commit}\nERROR: Couldn't find any revision to build. F", "was not expanded", "scm"),
    ("error: unable to write file .git/objects/a: Invalid argument", "260 characters", "scm"),
    ("error: unable to write file .git/objects/a: Permission denied", "may not write", "scm"),
    (
        'Failed(CouldntGetTask)\nCouldn\'t retrieve Task "frob": etcdserver: leader changed',
        "need not be missing",
        "other",
    ),
)

TOOLS = (
    (
        "ERROR: Could not find a version that satisfies the requirement torch==1.9 (from versions: none)",
        "wheels",
        "tool",
    ),
    (
        "ERROR: Could not find a version that satisfies the requirement frob==1 (from versions: none)",
        "misspelled",
        "tool",
    ),
    (
        "/home/jenkins/agent/workspace/a@tmp/durable-1/script.sh: 1: /a/script.sh: frob: not found",
        "No directory of `PATH`",
        "shell",
    ),
    ("sh: 1: frob: not found", "is not in the image", "shell"),
    ("Error: INSTALLATION FAILED: cannot re-use a name that is still in use", "for `helm install` exists", "tool"),
    ('Error: UPGRADE FAILED: "myapp" has no deployed releases', "was never deployed", "tool"),
    ('Error: UPGRADE FAILED: jobs.batch "upgrade" already exists', "exists by this name", "tool"),
    ("Error: INSTALLATION FAILED: execution error at (a/templates/b.yaml:3:4): x must be set", "A value", "tool"),
    ("Error: UPGRADE FAILED: pre-upgrade hooks failed: job failed: BackoffLimitExceeded", "A hook", "tool"),
    ('Error: path "./chart" not found', "directory of the chart", "tool"),
    ("Error: repo stable not found", "`helm repo add`", "tool"),
    (
        'error An unexpected error occurred: "https://registry.example.com/a: unable to get local issuer certificate".',
        "does not trust the certificate",
        "tool",
    ),
    (
        'error An unexpected error occurred: "https://registry.yarnpkg.com/a.tgz: Request failed \\"404 Not Found\\"".',
        "lacks this package",
        "tool",
    ),
    (
        'error An unexpected error occurred: "https://registry.yarnpkg.com/a.tgz: ESOCKETTIMEDOUT".',
        "within the time limit",
        "tool",
    ),
    (f"{COMPILE}Fatal error compiling: error: invalid target release: 1.11", "is written like `1.11`", "tool"),
    (f"{COMPILE}Fatal error compiling: invalid flag: --release", "JDK is older", "tool"),
    (f"{COMPILE}Fatal error compiling: CompilerException: NullPointerException", "ended with an exception", "tool"),
    (
        (
            f"{COMPILE}Fatal error compiling: java.lang.ExceptionInInitializerError: Unable to make field accessible: "
            'module jdk.compiler does not "opens com.sun.tools.javac.processing" to unnamed module'
        ),
        "older than this JDK",
        "tool",
    ),
    (
        (
            f"{COMPILE}Compilation failure: Compilation failure:\n[ERROR] Source option 1.5 is no longer supported. "
            "Use 1.6 or later."
        ),
        "too old for the JDK",
        "tool",
    ),
    ("/bin/sh: 1: apk: not found", "of another distribution", "shell"),
    ("/bin/sh: 1: jq: not found", "is not in the image", "shell"),
    (
        'npm error Error: Expected "0.28.0" but got "0.27.3"\nnpm error path /app/node_modules/esbuild',
        "`esbuild`",
        "tool",
    ),
    (
        f"A problem occurred configuring project\n{RESOLVING}> Dependency requires at least JVM runtime version 17",
        "JDK is older than the project",
        "tool",
    ),
    (f"{RUN}go: a.b/c@v1.0.0: missing go.sum entry; to add it:", "`go.sum`", "tool"),
    (f"{RESOLVING}  > Could not GET 'https://a.b/c'. Received status code 401 from server", "requires a login", "tool"),
    (f"{RESOLVING}  > PKIX path building failed: frob", "does not trust the repository's certificate", "tool"),
    (f"{RESOLVING}  > a.b: Name or service not known", "does not resolve in the container", "tool"),
    (f"{PLUGIN}Connect to a.b:443 failed: Connection refused", "can't connect to the repository", "tool"),
    (f"{UNTRUSTED}{NO_VERSION}", "does not trust the certificate of the index", "tool"),
    (f"{UNPACKING} error setting ownership of './usr/bin': Operation not permitted", "change the owner", "tool"),
    (f"{UNPACKING} unable to install new version of './a': Read-only file system", "is mounted there", "tool"),
    (f"{RUN}{VCS}\tremote: Repository not found.", "Go in the `RUN` downloads", "tool"),
    (
        f"{SCRIPT_CACHE}> BUG! exception in phase 'semantic analysis' in source unit '_BuildScript_' {CLASS_FILE}",
        "is older than this JDK",
        "tool",
    ),
    ("BUG! exception in phase 'conversion' in source unit 'WorkflowScript' frob", "The Jenkinsfile", "jenkins"),
    (
        "> Could not resolve all files for configuration ':a'.\n   > Could not find a.b:c:2.3.\n     Searched in:",
        "have no such dependency",
        "tool",
    ),
    ("> Could not find method frob() for arguments [a:b:1] on root project", "script or the code has an error", "tool"),
    (
        "[ERROR] Plugin a:b:1 or one of its dependencies could not be resolved: a.b: Unknown host a.b",
        "does not resolve in the container",
        "tool",
    ),
    (
        f"{UNPACKING} {BACKUP}",
        "something is mounted there",
        "tool",
    ),
    ("[ERROR] COMPILATION ERROR : \n[ERROR] /a/B.java:[14,9] cannot find symbol", "have file, line", "tool"),
    ("> Task :compileJava FAILED\n/app/A.java:3: error: frob\n", "lines with `error:`", "tool"),
    (
        f"{RUN}{VCS}\tfatal: could not read Username for 'https://a.b': terminal prompts disabled",
        "Go in the `RUN` downloads",
        "tool",
    ),
    (f"{NO_INDEX}ERROR: unable to select packages:\n  frob (no such package):", "`WARNING` above", "tool"),
    ("ERROR: unable to select packages:\n  frob (no such package):", "lack the package", "tool"),
    (
        f"{RETRYING}{NO_VERSION}",
        "no retry is left",
        "tool",
    ),
    (
        f"Err:3 {BUSTER}\n  404  Not Found [IP: 192.0.2.1 80]\nE: The repository '{BUSTER}' {NO_RELEASE}",
        "was archived",
        "tool",
    ),
    (f"E: The repository 'https://packages.a.b/apt frob Release' {NO_RELEASE}", "third-party repository", "tool"),
    (f"{RUN}npm error code EACCES\nnpm error path /app/node_modules", "`USER` is not root", "tool"),
    ("+ npm ci\nnpm error code EACCES", "the container's user lacks the right", "tool"),
    (f"{DAEMON}http: server gave HTTP response to HTTPS client", "speaks only HTTP", "tool"),
    (f"{DAEMON}net/http: TLS handshake timeout", "handshake timed out", "tool"),
    (f"{DAEMON}x509: certificate has expired or is not yet valid", "has expired", "tool"),
    (f"{DAEMON}x509: certificate relies on legacy Common Name field", "Common Name", "tool"),
    (f"{DAEMON}x509: certificate signed by unknown authority", "private CA", "tool"),
    (f"{DAEMON}dial tcp: lookup a.b on 192.0.2.1:53: no such host", "does not resolve", "tool"),
    (
        f"Err:1 http://a.b/debian stretch-updates/main\n  404  Not Found {AT}",
        "has ended",
        "tool",
    ),
    (f"E: Failed to fetch https://deb.nodesource.com/node_16.x/a.deb  404  Not Found {AT}", "third-party", "tool"),
    (f"W: Failed to fetch http://a.b/dists/frob/Packages  404  Not Found\n{INDEX}", "no index of this release", "tool"),
    ("E: Unable to locate package software-properties-common", "no longer has the package", "tool"),
    ("E: Version '1.2' for 'frob' was not found", "pinned version", "tool"),
    ("Running: [/bin/sh -c apt-get update && apt-get install frob]\nE: Unable to locate package frob", "lacks", "tool"),
    (f"Looking in links: /a/\n{NO_VERSION}", "only in a local directory", "tool"),
    ('error a@1: The engine "yarn" is incompatible with this module. Expected version "2"', "yarn, npm", "tool"),
    (" ERR_PNPM_LOCKFILE_BREAKING_CHANGE  Lockfile /app/pnpm-lock.yaml not compatible", "pnpm of the image", "tool"),
    ("CondaHTTPError: HTTP 404 NOT FOUND for url <https://a.b/c>", "no longer has this file", "tool"),
    ("CondaHTTPError: HTTP 500 INTERNAL SERVER ERROR for url <https://a.b/c>", "failed (5xx)", "tool"),
    (f"{NUGET}\n  Response status code does not indicate success: 401 (Unauthorized).", "requires a login", "tool"),
    (f"{NUGET}\n/a.csproj : error NU1301:   {CHAIN}", "does not trust the certificate", "tool"),
    ("/bin/sh: 1: set: Illegal option -o pipefail", "`pipefail`", "shell"),
    ("yaml.h not found\n*** extconf.rb failed ***", "libyaml", "tool"),
    ("[ERROR] COMPILATION ERROR : \n[ERROR] Source option 6 is no longer supported. Use 7 or later.", "level", "tool"),
    (f'{JIB}\n[ERROR] {{"details":"access token has insufficient scopes"}}', "no right to push", "tool"),
    (
        "sbt.ResolveException: unresolved dependency: a#b;1: not found\nServer access Error: Connection timed out",
        "failed for a moment",
        "tool",
    ),
    ("invalid from flag value frob: pull access denied for frob, repository does not exist", "`AS` name", "other"),
    ("ADD failed: failed to GET https://a.b/c_ with status 404 Not Found: frob", "is empty", "other"),
    (
        'fatal: [a]: UNREACHABLE! => {"msg": "Failed to connect to the host via ssh: Permission denied (publickey)"}',
        "does not accept the SSH key",
        "tool",
    ),
)
DECISIVE = {
    "Unknown client name": JENKINS,
    "mapping values": JENKINS,
    "container not found": JENKINS,
    "ConnectException: Connection refused": JENKINS,
    "status code 401": TOOLS,
    "PKIX path": TOOLS,
    "Name or service not known": TOOLS,
    "setting ownership": TOOLS,
    "major version 65": TOOLS,
    "Could not find a.b:c": TOOLS,
    "make backup link": TOOLS,
    "cannot find symbol": TOOLS,
    "could not read Username": TOOLS,
    "deb.debian.org": TOOLS,
}


PUSHING = "error pushing image: failed to push to destination a/b:1: POST https://"
REFUSED = "/v2/a/b/blobs/uploads/: UNAUTHORIZED: authentication required"
PREPARING = "ERROR: Job failed (system failure): "
SANDBOX = "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "
FETCH = 'hudson.plugins.git.GitException: Command "git fetch '

SYSTEMS = (
    (
        (
            '  Warning  Failed  5s  kubelet  Failed to pull image "web.example.com/a:1": rpc error: code = Unknown '
            "desc = pinging container registry web.example.com: invalid status code from registry 404 (Not Found)"
        ),
        "no registry",
        "kubelet",
    ),
    (f"{PUSHING}image-registry.openshift-image-registry.svc:5000{REFUSED}", "system:image-builder", "executor-push"),
    (f"{PUSHING}frob.example{REFUSED}", "There is no credential", "executor-push"),
    (f"{PREPARING}prepare environment: exit status 1. Check https://docs.gitlab.com/runner/shells/", "login", "other"),
    (
        f'{PREPARING}prepare environment: failed to start process: exec: "frob": executable file not found in $PATH',
        "shell",
        "other",
    ),
    (f"{PREPARING}resolving secrets: secret not found: FROB", "no such path", "other"),
    (
        f"{PREPARING}resolving secrets: reading secret: reading from Vault: api error: status code 403",
        "policy",
        "other",
    ),
    (f"{PREPARING}resolving secrets: authenticating Vault client: api error: status code 400", "not accept", "other"),
    (f"{PREPARING}invalid reference format (executor_docker.go:168:0s)", "is empty", "other"),
    (
        f"{PREPARING}getting Kubernetes config: invalid configuration: no configuration has been provided",
        "no credential",
        "other",
    ),
    (
        f"{PREPARING}the configured PullPolicies ([always]) are not allowed by AllowedPullPolicies ([never])",
        "`pull_policy`",
        "other",
    ),
    (
        "ERROR: failed to export: failed to write image to the following tags: [frob: PUT https://a.b/v2/: DENIED",
        "Buildpacks",
        "other",
    ),
    (
        f'{SANDBOX}"1f": error getting ClusterInformation: Get "https://[10.96.0.1]:443/apis/frob": dial tcp: timeout',
        "API server",
        "kubelet",
    ),
    (
        f'{SANDBOX}"1f": plugin type="frob" failed (add): dial tcp 127.0.0.1:6784: connect: connection refused',
        "its daemon",
        "kubelet",
    ),
    (
        f'{SANDBOX}"1f": plugin type="frob" failed (add): no IP addresses available in range set',
        "is used up",
        "kubelet",
    ),
    (
        "Failed to create pod sandbox: open /run/systemd/resolve/resolv.conf: no such file or directory",
        "`resolvConf`",
        "kubelet",
    ),
    ("Unable to connect to the server: x509: certificate has expired or is not yet valid: frob", "has expired", "tool"),
    ("Unable to connect to the server: x509: certificate is valid for a.b, not c.d", "lacks the address", "tool"),
    ("Unable to connect to the server: x509: certificate signed by unknown authority", "The authority", "tool"),
    ("Error response from daemon: pull access denied for frob, repository does not exist", "one part only", "tool"),
    (
        "Error response from daemon: pull access denied for a/frob, repository does not exist",
        "not logged in",
        "tool",
    ),
    (
        f'{FETCH}origin +refs/heads/${{A}}:refs/remotes/origin/${{A}}" returned status code 128:',
        "Lightweight checkout",
        "scm",
    ),
    (
        "Warning: the ED25519 host key for 'a.b' differs from the key for the IP address '1.2.3.4'",
        "this IP address",
        "scm",
    ),
)

PROGRAMS = (
    ("+ docker build .\n/w@tmp/durable-1/script.sh: 1: docker: not found", "has no `docker` program", "shell"),
    (
        "Cannot connect to the Docker daemon at tcp://docker:2375. Is the docker daemon running?",
        "`DOCKER_HOST`",
        "shell",
    ),
    ("Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is it running?", "no Docker daemon", "shell"),
    ('Cannot run program "nohup" (in directory "/w"): error=13, Permission denied', "enter the directory", "shell"),
    ("/bin/sh: 1: [[: not found", "bash syntax", "shell"),
    (
        "[ERROR] Failed to execute goal a:sonar-maven-plugin:3:sonar on project b: Not authorized. Frob",
        "SonarQube",
        "tool",
    ),
    ("[ERROR] frob: Could not find artifact a:b:jar:1-SNAPSHOT -> [Help 1]", "of your own", "tool"),
    ("[ERROR] frob: Could not find artifact a:b:jar:1-SNAPSHOT in c (https://a.b) -> [Help 1]", "lacks this", "tool"),
    (
        "ERROR: unable to select packages:\n  /bin/sh (virtual):\n    provided by: busybox-1",
        "exclude each other",
        "tool",
    ),
    ("ERROR: unable to select packages:\n  frob (no such package):\n    conflicts: a", "lack the package", "tool"),
    ("go: a.b/c@v1: module lookup disabled by GOPROXY=off", "may not download", "tool"),
    ("sed: -e expression #1, char 9: unknown option to `s'", "the delimiter", "shell"),
    ("/w@tmp/durable-1/script.sh: 3: export: frob: bad variable name", "no quotes", "shell"),
    ("/w@tmp/durable-1/script.sh: 3: [: frob: unexpected operator", "`==`", "shell"),
    ("/w@tmp/durable-1/script.sh: line 3: [: ==: unary operator expected", "is not quoted", "shell"),
    ("base64: invalid input", "is no base64", "shell"),
    ("cat: can't open '/kaniko/.docker/config.json': No such file or directory", "does not exist", "shell"),
    ("/bin/sh: can't create /kaniko/.docker/config.json: nonexistent directory", "no directory", "shell"),
    ("sh: can't open '/home/a@tmp/durable-1/script.sh': Permission denied", "may not read", "agent"),
    ("sh: can't open '/home/a@tmp/durable-1/script.sh': No such file or directory", "does not see", "agent"),
)

NODE_PULL = 'Failed to pull image "harbor.frob.local/a/b:1": '
RUNC = "OCI runtime create failed: starting container process caused \"getting the final child's pid from pipe caused "
PULLS = (
    (f"{NODE_PULL}dial tcp: lookup harbor.frob.local: Try again", "gave no address", "kubelet"),
    (f"{NODE_PULL}\n... dial tcp: lookup harbor.frob.local: Try again", "gave no address", "kubelet"),
    (f"{NODE_PULL}dial tcp: lookup a.b: i/o timeout", "gave no address", "kubelet"),
    (f"{NODE_PULL}dial tcp: lookup harbor.frob.local: no such host", "misspelled", "kubelet"),
    (f"{NODE_PULL}dial tcp 10.0.0.7:443: connect: connection refused", "by https", "kubelet"),
    (f"{NODE_PULL}dial tcp 10.0.0.7:5000: connect: connection refused", "Nothing listens", "kubelet"),
    (f"{NODE_PULL}pull access denied for harbor.frob.local/a/b, repository does not exist", "private", "kubelet"),
    ('Failed to pull image "frob/b:1": pull access denied for frob/b, repository does not', "misspelled", "kubelet"),
    (
        'failed to pull image "a.b/c:1":\nrpc error:\nx509: certificate signed by unknown authority',
        "runtime",
        "kubelet",
    ),
    (
        f"{NODE_PULL}x509: certificate is valid for ingress.local, not harbor.frob.local",
        "default certificate",
        "kubelet",
    ),
    (f"{NODE_PULL}\n412 Precondition Failed - unknown: The image is not signed by cosign.", "signed images", "kubelet"),
    (f'{RUNC}\\"read init-p: connection reset by peer\\""', "memory limit", "runtime"),
    ("fork/exec /proc/self/exe: resource temporarily unavailable", "limit of processes", "runtime"),
    (
        'Post "https://api.github.com/graphql": x509: certificate signed by unknown authority',
        "A client in a container",
        "scm",
    ),
    (
        "fatal: unable to access 'https://github.com/a/b.git/': server certificate verification failed. CAfile: none",
        "no certificates of public CAs",
        "scm",
    ),
)

CHANGED = "@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @"
REFUSED_POD = (
    "Message: Forbidden!Configured service account doesn't have access. Service account may have been revoked. "
)
RWX = "The specified working directory should be fully accessible to the remoting executable (RWX)"
PUSHING_UNKNOWN = "error pushing image: failed to push to destination a.b/c:1: UNKNOWN: unknown error"
STEPS = (
    (f"Pseudo-terminal will not be allocated because stdin is not a terminal.\n{CHANGED}", "`ssh` connects", "shell"),
    (CHANGED, "The Git server", "scm"),
    ("Cloning into '/w/a'...\nHost key verification failed.", "on a command line", "scm"),
    ("Host key verification failed.", "(for a checkout: the Git server)", "scm"),
    ("+ git push origin HEAD:\nfatal: invalid refspec 'HEAD:'", "is empty", "scm"),
    ("fatal: invalid refspec 'a b'", "malformed", "scm"),
    ("fatal: repository 'https://github.com/a/b/blob/main/c.tf/' not found", "web page", "scm"),
    ("fatal: repository 'https://github.com/a/b/' not found", "was moved or renamed", "scm"),
    ("/usr/bin/cp: /usr/bin/cp: cannot execute binary file", "given to a shell", "runtime"),
    ("./tool: cannot execute binary file: Exec format error", "different CPU architecture", "runtime"),
    ('fatal: [a]: FAILED! => {"module_stderr": "sudo: a password is required\\n"}', "asks for a password", "tool"),
    ("sudo: a terminal is required to read the password; either", "asks for a password", "shell"),
    ("The virtual environment was not created successfully because ensurepip is not\navailable.", "`venv`", "tool"),
    ("/w/src/a.ts:220:16: ERROR: Multiple exports with the same name", "exports the same name twice", "tool"),
    ('/w/src/a.ts:2:16: ERROR: Expected ";" but found "b"', "can't process a source file", "tool"),
    ("#9 35.78 Error: Turbopack build failed with 1 errors:", "can't process a source file", "tool"),
    ('TypeError [ERR_UNKNOWN_FILE_EXTENSION]: Unknown file extension "" for /a/b', "too old", "tool"),
    ('TypeError [ERR_UNKNOWN_FILE_EXTENSION]: Unknown file extension ".ts" for /a/b.ts', "TypeScript", "tool"),
    ("go: cannot load module ../frob listed in go.work file: open ../frob/go.mod: no such file", "was not, so", "tool"),
    ("go: module . listed in go.work file requires go >= 1.26.1, but go.work lists go 1.26", "higher version", "tool"),
    (f"{FAILED}copying dir: symlink ../a /b/.bin/c: no such file or directory", "symbolic link", "executor-copy"),
    (f'{REFUSED_POD}admission webhook "resourcesquotas.', "quota service", "admission"),
    (f'{REFUSED_POD}admission webhook "frob.', "policy of the cluster", "admission"),
    (f'{REFUSED_POD}pods is forbidden: User "a"', "lacks a right", "admission"),
    (f"{RWX}: /", "work directory is `/`", "agent"),
    (f"{RWX}: /home/jenkins/agent", "belongs to another user", "agent"),
    (
        f"InvalidPart: All non-trailing parts must have the same length.\n{PUSHING_UNKNOWN}",
        "object storage of the registry",
        "executor-push",
    ),
    (PUSHING_UNKNOWN, "The registry failed", "executor-push"),
)


def check_rows(rows: tuple[tuple[str, str, str], ...]) -> None:
    """Each log has a first cause with these words, and the part that failed."""
    for log, words, part in rows:
        found = diagnose(io.BytesIO(f"{log}\n".encode()))
        with check(log):
            assert words in found.causes[0].cause.cause.en
            assert found.part is not None
            assert found.part.id == part


def test_first_cause_of_the_executor() -> None:
    check_rows(EXECUTOR)


def test_first_cause_of_jenkins_and_its_agents() -> None:
    check_rows(JENKINS)


def test_first_cause_of_tools() -> None:
    check_rows(TOOLS)


def test_first_cause_of_clusters_and_other_systems() -> None:
    check_rows(SYSTEMS)


def test_first_cause_of_missing_programs_and_packages() -> None:
    check_rows(PROGRAMS)


def test_first_cause_of_the_pulls_of_nodes_and_of_clients() -> None:
    check_rows(PULLS)


def test_first_cause_of_commands_in_steps() -> None:
    check_rows(STEPS)


def test_the_end_of_a_step_is_not_decisive() -> None:
    log = "[Pipeline] sh\nfrob: 1 of 2\n[Pipeline] // timeout\nERROR: script returned exit code 1\n"
    assert "timeout" not in diagnose(io.BytesIO(log.encode())).decisive[1]


def test_the_line_with_the_leaf_is_decisive() -> None:
    for leaf, rows in DECISIVE.items():
        for log in [log for log, *_ in rows if leaf in log]:
            with check(log):
                assert leaf in diagnose(io.BytesIO(f"{log}\n".encode())).decisive[1]


def test_an_agent_that_a_command_may_replace_is_not_known_to_be_out_of_reach() -> None:
    template = (
        "Error in provisioning; agent=KubernetesSlave name: a, containers=[ContainerTemplate{name='jnlp', image='b'"
    )
    silent = "java.lang.IllegalStateException: Agent is not connected after 100 seconds, status: Running\n"
    found = diagnose(io.BytesIO(f"{template}, command='sleep'}}]\n{silent}".encode()))
    assert [cause.signature.id for cause in found.causes] == []
    found = diagnose(io.BytesIO(f"{template}}}]\n{silent}".encode()))
    assert [cause.signature.id for cause in found.causes[:1]] == ["agent-timeout"]


def test_an_agent_that_has_not_connected_yet_is_where_the_build_waits() -> None:
    waiting = "INFO: KubernetesLauncher#launch: Waiting for agent to connect (208/1,000): app-1\n"
    found = diagnose(io.BytesIO(waiting.encode()))
    assert found.causes == ()
    assert found.part is not None
    assert found.part.id == "agent"
    assert [hint.went_on for hint in found.hints] == [False]
    found = diagnose(io.BytesIO(f"{waiting}Running on app-1 in /home/jenkins/agent/workspace/app\n".encode()))
    assert [hint.went_on for hint in found.hints] == [True]


def test_a_notification_after_a_failed_step_is_no_cause() -> None:
    mail = "com.sun.mail.util.MailConnectException: Couldn't connect to host, port: localhost, 25; timeout 60000\n"
    found = diagnose(io.BytesIO(mail.encode()))
    assert [cause.signature.id for cause in found.causes[:1]] == ["mail-server"]
    found = diagnose(io.BytesIO(f"ERROR: script returned exit code 1\n{mail}Finished: FAILURE\n".encode()))
    assert found.causes == ()


def test_a_space_at_the_end_of_a_name_is_named() -> None:
    for log in (
        "cat: 'VERSION ': No such file or directory",
        "cp: cannot stat 'app.jar ': No such file or directory",
        "bash: x.sh : No such file or directory",
        "/bin/bash: 'deploy.sh ': No such file or directory",
        "python3: can't open file '/a/b.py ': [Errno 2] No such file or directory",
    ):
        with check(log):
            assert _ids(log) == ["shell-file-space"]
    for log in ("cat: 'my file': No such file or directory", "cat: ' a': No such file or directory", "sh: x.sh: a : b"):
        with check(log):
            assert "shell-file-space" not in _ids(log)


def test_an_anonymous_push_is_not_one_without_a_right() -> None:
    for words in ("Anonymous access is not permitted", "anonymous push is disabled", "anonymous uploads are forbidden"):
        with check(words):
            assert _ids(f"DENIED: {words}") == ["anonymous-push"]
    assert _ids("npm notice anonymous telemetry is disabled") == []


def test_the_exit_code_of_a_container_tells_what_ended_it() -> None:
    for code, words in ((1, "`command` finished"), (137, "killed by `SIGKILL`"), (143, "ended from outside")):
        found = diagnose(io.BytesIO(f"- maven -- terminated ({code})\n".encode()))
        with check(str(code)):
            assert words in found.causes[0].cause.cause.en


def test_a_directory_of_a_job_that_exists_has_files_of_another_user() -> None:
    denied = "java.nio.file.AccessDeniedException: /home/jenkins/agent/workspace"
    for log, words in (
        (f"{denied}/demo", "Another container wrote files"),
        (f"{denied}/demo/a", "Another container wrote files"),
        (denied, "the mounted volume"),
        ("java.io.IOException: Failed to mkdirs: /home/jenkins/agent/workspace/demo", "the mounted volume"),
    ):
        with check(log):
            assert words in diagnose(io.BytesIO(f"{log}\n".encode())).causes[0].cause.cause.en


def test_the_word_of_a_flag_with_its_value_is_the_readers() -> None:
    found = diagnose(io.BytesIO(b"unknown flag: --dockerfile ./docker/Dockerfile\n"))
    assert [value.en for value in found.causes[0].values] == ["the one word is `--dockerfile ./docker/Dockerfile`"]
    assert "x.tar" not in found.causes[0].cause.cause.en


def test_a_command_for_logs_has_no_answers_of_the_state() -> None:
    for signature in signatures():
        for cause in signature.causes:
            if cause.confirm and cause.confirm.command.startswith("kubectl logs"):
                with check(signature.id):
                    assert not any("Reason: " in answer.shows.en for answer in cause.confirm.answers)


def _ids(log: str) -> list[str]:
    return [cause.signature.id for cause in diagnose(io.BytesIO(f"{log}\n".encode())).causes]


def test_the_reason_at_the_end_of_a_line_decides() -> None:
    """A DNS server, an HTTP status or a limit of pods in the line is the first cause."""
    for line, cause in (
        (
            "go: a.b/c@v1.0.0: Get https://proxy.golang.org/a: dial tcp 192.0.2.1:443: i/o timeout",
            "module proxy `proxy.",
        ),
        (
            "stderr: error: RPC failed; HTTP 401 curl 22 The requested URL returned error: 401",
            "token of the credential",
        ),
        ("0/2 nodes are available: 2 Insufficient pods.", "`maxPods`"),
        ("mount.nfs4: access denied by server while mounting 127.0.0.1:/", "AWS EFS"),
    ):
        first = diagnose(io.BytesIO(line.encode())).causes[0]
        with check:
            assert cause in str(first), line
