import Election

extension Timing {
    /// The same durations for records that tell whole seconds.
    var coarse: Timing {
        get throws(TimingError) {
            try Timing(
                leaseDuration: leaseDuration,
                renewDeadline: renewDeadline,
                retryPeriod: retryPeriod,
                handoverGrace: handoverGrace,
                timePrecision: .seconds
            )
        }
    }
}
