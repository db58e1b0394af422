import StatusAPI

/// Where all parts of the process count what they do, for whoever scrapes it.
final class Meter {
    var metrics = Metrics()
}
