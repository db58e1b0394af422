import Election

/// One step of the tour: something is done, something is expected, and what came is judged and measured.
struct Step: Sendable {
    /// What a step is judged by.
    struct Situation: Sendable {
        let scene: Scene
        /// The place of the process that the step is about.
        let subject: Int
        let began: Instant
        let now: Instant

        var pod: Pod { scene.pods[subject] }
    }

    let title: String
    /// Whom it is about, by the scene in which it begins; nil if there is nobody, which is wrong.
    let subject: @Sendable (Scene) -> Int?
    let actions: @Sendable (Scene, _ subject: Int) -> [Action]
    /// What is waited for, in words for when it does not come.
    let expectation: String
    let isOver: @Sendable (Situation) -> Bool
    let findings: @Sendable (Situation) -> [Finding]
}
