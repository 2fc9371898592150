/// The version of this product.
public enum ProductVersion {
    /// Such as `0.1.0`.
    public static let current = "0.1.0"
}
