import Election
import Glibc
import Runtime
import StatusAPI

extension Scrape.Process {
    /// What this process has taken of the machine until now.
    static func now(started: WallTime) -> Scrape.Process {
        var usage = rusage()
        getrusage(RUSAGE_SELF.rawValue, &usage)
        return Scrape.Process(
            processorTime: Duration(usage.ru_utime) + Duration(usage.ru_stime),
            residentBytes: residentBytes,
            started: started
        )
    }

    /// From the second number of /proc/self/statm, in pages (proc(5)).
    private static var residentBytes: Int? {
        do throws(RuntimeError) {
            let text = String(decoding: try readFile("/proc/self/statm", limitBytes: 256), as: UTF8.self)
            let numbers = text.split(separator: " ")
            return numbers.count > 1 ? Int(numbers[1]).map { $0 * Int(getpagesize()) } : nil
        } catch {
            return nil
        }
    }
}

extension Duration {
    fileprivate init(_ time: timeval) {
        self = .seconds(time.tv_sec) + .microseconds(time.tv_usec)
    }
}
