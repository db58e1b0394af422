// Works while this pod leads, in slices that end before the last yes does. Java 17 or later, on Linux: java Leader.java
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

public class Leader {
    static final String elector = System.getenv().getOrDefault("ELECTOR", "http://localhost:4040");
    static final String store = System.getenv("STORE");
    static final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Milliseconds on the clock that counts suspend, cut to tens: it can be 10 ms later than this. */
    static long uptime() throws IOException {
        return Long.parseLong(Files.readString(Path.of("/proc/uptime")).split(" ")[0].replace(".", "")) * 10;
    }

    /** The status, and the uptime() at which its yes ends. */
    record Answer(String status, long end) {
        String get(String key) { // A JSON library does it as well.
            var value = Pattern.compile("\"" + key + "\":\"?([^,\"}]*)").matcher(status);
            return value.find() ? value.group(1) : "";
        }
        Duration left() throws IOException { return Duration.ofMillis(end - uptime() - 10); }
        boolean isLeader() { return get("isLeader").equals("true"); }
    }

    static String send(HttpRequest request) throws Exception {
        var response = client.send(request, BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) throw new IOException(request.uri() + " answers " + response.statusCode());
        return response.body();
    }

    static Answer ask(String query, int patienceSeconds) throws Exception {
        long asked = uptime(); // A yes counts from the question: the answer may have waited somewhere.
        var status = send(HttpRequest.newBuilder(URI.create(elector + "/leader" + query))
            .timeout(Duration.ofSeconds(patienceSeconds)).build());
        return new Answer(status, asked + Long.parseLong(new Answer(status, 0).get("validForMilliseconds")));
    }

    // One slice; the store refuses a token that is smaller than one that it has seen.
    static void work(Answer answer) throws Exception {
        if (answer.get("fencingToken").equals("null")) throw new IOException("no fencing token, so no work");
        send(HttpRequest.newBuilder(URI.create(store + "/" + answer.get("identity")))
            .PUT(HttpRequest.BodyPublishers.noBody()).header("Fencing-Token", answer.get("fencingToken"))
            .timeout(answer.left()).build());
        Thread.sleep(50);
    }

    public static void main(String[] arguments) throws Exception {
        while (true) {
            try {
                var answer = ask("", 1);
                // Answered as soon as that changes; a yes that was waited for is not acted on, but asked for again.
                if (!answer.isLeader()) ask("?wait=30s&revision=" + answer.get("revision"), 31);
                else if (answer.left().toMillis() > 0) work(answer);
                else Thread.sleep(200);
            } catch (IOException | IllegalArgumentException error) {
                System.err.println(error); // No answer is a no, and so is a refusal.
                Thread.sleep(200);
            }
        }
    }
}
