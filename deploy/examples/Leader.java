// Works while this pod leads, in slices that end before the last yes does. Java 17 or later: java Leader.java
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.regex.Pattern;

public class Leader {
    static final String elector = System.getenv().getOrDefault("ELECTOR", "http://localhost:4040");
    static final String store = System.getenv("STORE");
    static final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** The status, and the System.nanoTime() at which its yes ends. */
    record Answer(String status, long end) {
        String get(String key) { // A JSON library does it as well.
            var value = Pattern.compile("\"" + key + "\":\"?([^,\"}]*)").matcher(status);
            return value.find() ? value.group(1) : "";
        }
        Duration left() { return Duration.ofNanos(end - System.nanoTime()); }
        boolean isLeader() { return get("isLeader").equals("true"); }
    }

    static Answer ask(String query, int patienceSeconds) throws Exception {
        long asked = System.nanoTime(); // A yes counts from the question: the answer may have waited somewhere.
        var request = HttpRequest.newBuilder(URI.create(elector + "/leader" + query))
            .timeout(Duration.ofSeconds(patienceSeconds)).build();
        var status = client.send(request, BodyHandlers.ofString()).body();
        long valid = Long.parseLong(new Answer(status, 0).get("validForMilliseconds"));
        return new Answer(status, asked + valid * 1_000_000);
    }

    // One slice; the store refuses a token that is smaller than one that it has seen.
    static void work(Answer answer) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(store + "/" + answer.get("identity")))
            .PUT(HttpRequest.BodyPublishers.noBody()).header("Fencing-Token", answer.get("fencingToken"))
            .timeout(answer.left()).build();
        client.send(request, BodyHandlers.discarding());
        Thread.sleep(50);
    }

    public static void main(String[] arguments) throws Exception {
        while (true) {
            try {
                var answer = ask("", 1);
                if (answer.isLeader() && answer.left().toMillis() > 0) work(answer);
                // Answered as soon as that changes; a yes that was waited for is not acted on, but asked for again.
                if (!answer.isLeader()) ask("?wait=30s&revision=" + answer.get("revision"), 31);
            } catch (java.io.IOException | IllegalArgumentException error) {
                System.err.println(error); // No answer is a no.
                Thread.sleep(200);
            }
        }
    }
}
