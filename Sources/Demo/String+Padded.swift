extension String {
    /// The text cut or filled up with spaces to a width in characters: behind it, or before it for a negative width.
    func padded(to width: Int) -> String {
        let spaces = String(repeating: " ", count: max(0, abs(width) - count))
        return String((width < 0 ? spaces + self : self + spaces).prefix(abs(width)))
    }
}
