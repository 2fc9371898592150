public import Platform

/// Dates as HTTP writes them: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7).
public enum HTTPDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    public static func format(_ moment: Timestamp) -> String {
        // yyyy-MM-ddTHH:mm:ssZ
        let text = Array(moment.rfc3339())
        let month = Int(String(text[5...6])).flatMap { (1...12).contains($0) ? months[$0 - 1] : nil } ?? "Jan"
        let day = ((moment.seconds / 86_400) % 7 + 7) % 7
        return "\(days[Int(day)]), \(String(text[8...9])) \(month) \(String(text[0...3])) \(String(text[11...18])) GMT"
    }
}
