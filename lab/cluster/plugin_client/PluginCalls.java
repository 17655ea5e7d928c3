import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.ExecListener;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.fabric8.kubernetes.client.dsl.LogWatch;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Makes the calls that the Jenkins Kubernetes plugin 4423.vb_59f230b_ce53 makes with its client library (fabric8 7.3.1
 * over OkHttp), and prints what each gives. rights.py names the plugin's file for each call.
 *
 * Arguments: address of the API server, file of its CA, token, namespace, name of a running pod with a container "main"
 * that printed "hello". Each line of standard input is a pod, as JSON, that a round of calls creates; its round prints
 * a line: a JSON object with the name of each call, its result or its errors (the exception and its causes), and its
 * requests.
 */
final class PluginCalls {
    private static final int SECONDS = 20;
    private static final List<String> REQUESTS = Collections.synchronizedList(new ArrayList<>());

    private interface Call {
        Object run() throws Exception;
    }

    private static List<String> withCauses(Throwable error) {
        List<String> found = new ArrayList<>();
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            found.add(cause.toString());
        }
        return found;
    }

    private static KubernetesClient client(String[] arguments) {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl(arguments[0])
                .withCaCertFile(arguments[1])
                .withOauthToken(arguments[2])
                .withNamespace(arguments[3])
                .withAutoConfigure(false)
                .build();
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientBuilderConsumer(builder -> builder.addOrReplaceInterceptor("record", new Interceptor() {
                    @Override
                    public void before(BasicBuilder headers, HttpRequest request, RequestTags tags) {
                        boolean watch = String.valueOf(request.uri().getQuery()).contains("watch=true");
                        REQUESTS.add(request.method() + " " + request.uri().getPath() + (watch ? "?watch=true" : ""));
                    }
                }))
                .build();
    }

    private static String watch(KubernetesClient client, String namespace) throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (var ignored = client.pods().inNamespace(namespace).watch(new Watcher<Pod>() {
            @Override
            public void eventReceived(Action action, Pod pod) {}

            @Override
            public void onClose(WatcherException error) {
                closed.countDown();
            }
        })) {
            return closed.await(200, TimeUnit.MILLISECONDS) ? "closed" : "open";
        }
    }

    private static String informer(KubernetesClient client, String namespace) throws Exception {
        try (var informer = client.pods().inNamespace(namespace).inform(new ResourceEventHandler<Pod>() {
            @Override
            public void onAdd(Pod pod) {}

            @Override
            public void onUpdate(Pod old, Pod pod) {}

            @Override
            public void onDelete(Pod pod, boolean unknown) {}
        }, 30000)) {
            return informer.isWatching() ? "watching" : "not watching";
        }
    }

    private static String exec(PodResource pod) throws Exception {
        CountDownLatch opened = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        ExecListener listener = new ExecListener() {
            @Override
            public void onOpen() {
                opened.countDown();
            }

            @Override
            public void onFailure(Throwable error, Response response) {
                failures.add(error);
                opened.countDown();
                closed.countDown();
            }

            @Override
            public void onClose(int code, String reason) {
                opened.countDown();
                closed.countDown();
            }
        };
        try (ExecWatch watch = pod.inContainer("main")
                .redirectingInput(16384)
                .writingOutput(output)
                .writingError(output)
                .usingListener(listener)
                .exec("sh")) {
            opened.await(SECONDS, TimeUnit.SECONDS);
            if (failures.isEmpty()) {
                OutputStream input = watch.getInput();
                input.write("echo from-exec; exit\n".getBytes(StandardCharsets.UTF_8));
                input.flush();
                closed.await(SECONDS, TimeUnit.SECONDS);
            }
        }
        if (!failures.isEmpty()) {
            throw new ExecutionException("onFailure", failures.get(0));
        }
        return output.toString(StandardCharsets.UTF_8).trim();
    }

    private static String watchLog(PodResource pod) throws Exception {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (LogWatch ignored = pod.inContainer("main").tailingLines(20).watchLog(output)) {
            for (int i = 0; i < 20 && output.size() == 0; i++) {
                Thread.sleep(50);
            }
        }
        return output.toString(StandardCharsets.UTF_8).trim();
    }

    private static Map<String, Call> calls(KubernetesClient client, String namespace, String running, Pod pod) {
        Map<String, Call> calls = new LinkedHashMap<>();
        PodResource old = client.pods().inNamespace(namespace).withName(running);
        PodResource added = client.pods().inNamespace(namespace).withName(pod.getMetadata().getName());
        String annotation = "kubernetes.jenkins.io/last-refresh";
        calls.put("test connection", () -> client.pods().list().getItems().isEmpty() ? "no pods" : "pods");
        calls.put("informer", () -> informer(client, namespace));
        calls.put("reaper", () -> watch(client, namespace));
        calls.put("get", () -> added.get() == null ? "no such pod" : "pod");
        calls.put("create", () -> client.pods().inNamespace(namespace).create(pod).getKind());
        calls.put("wait until ready", () -> added.waitUntilReady(SECONDS, TimeUnit.SECONDS).getStatus().getPhase());
        calls.put("exec", () -> exec(old));
        calls.put("log", () -> old.inContainer("main").getLog().trim());
        calls.put("followed log", () -> watchLog(old));
        calls.put("events", () -> client.v1().events().inNamespace(namespace)
                .withFields(Map.of("involvedObject.name", running)).list().getItems().isEmpty() ? "no events" : "events");
        calls.put("annotate", () -> old.patch("{\"metadata\":{\"annotations\":{\"" + annotation + "\":\"1\"}}}")
                .getMetadata().getAnnotations().get(annotation));
        calls.put("delete", () -> added.delete().size() + " deleted");
        return calls;
    }

    private static Map<String, Object> outcome(Future<Object> future) throws InterruptedException {
        try {
            return new LinkedHashMap<>(Map.of("result", String.valueOf(future.get(2 * SECONDS, TimeUnit.SECONDS))));
        } catch (TimeoutException error) {
            return new LinkedHashMap<>(Map.of("errors", List.of("no end after " + 2 * SECONDS + " s")));
        } catch (ExecutionException error) {
            return new LinkedHashMap<>(Map.of("errors", withCauses(error.getCause())));
        }
    }

    public static void main(String[] arguments) throws Exception {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        ExecutorService threads = Executors.newCachedThreadPool();
        try (KubernetesClient client = client(arguments)) {
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                Pod pod = Serialization.unmarshal(line, Pod.class);
                Map<String, Map<String, Object>> outcomes = new LinkedHashMap<>();
                for (var entry : calls(client, arguments[3], arguments[4], pod).entrySet()) {
                    boolean needsPod = List.of("wait until ready", "delete").contains(entry.getKey());
                    if (needsPod && outcomes.get("create").containsKey("errors")) {
                        continue;
                    }
                    REQUESTS.clear();
                    Map<String, Object> outcome = outcome(threads.submit(() -> entry.getValue().run()));
                    outcome.put("requests", new ArrayList<>(REQUESTS));
                    outcomes.put(entry.getKey(), outcome);
                }
                System.out.println(Serialization.jsonMapper().writeValueAsString(outcomes));
            }
        }
        System.exit(0);
    }
}
