import Glibc

/// How many descriptors this process and those that it starts may have.
enum DescriptorLimit {
    /// As many as it may give itself, up to what tens of thousands of connections need.
    static func raise() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = min(limit.rlim_max, 65_536)
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
