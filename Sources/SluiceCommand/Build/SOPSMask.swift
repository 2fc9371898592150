internal import DocumentModel
internal import KubernetesModel
internal import Platform

/// Hides what SOPS encrypted: it would be noise in a rendering, and nothing is decrypted here.
enum SOPSMask {
    static let text = "**SOPS**"
    private static let encoded = Base64.encode(Array(text.utf8))
    private static let dockerText = #"{"mask":"**SOPS**"}"#

    /// The object with encrypted values replaced and the `sops` stanza taken out; other kinds stay as they are.
    static func mask(_ object: KubernetesObject) -> KubernetesObject {
        guard object.kind == "Secret", object.groupVersionKind.group.isEmpty else { return object }
        var masked = object
        let isEncrypted = object.content["sops"]?.at("mac")?.string?.hasPrefix("ENC[") ?? false
        let isDocker = object.content["type"]?.string == "kubernetes.io/dockerconfigjson"
        if isEncrypted { masked.content.removeValue(forKey: "sops") }
        if let data = object.content["data"]?.object {
            let mask = isEncrypted && isDocker ? Base64.encode(Array(dockerText.utf8)) : encoded
            masked.content["data"] = .object(replace(data, by: mask) { isEncrypted || holdsEncryptedFile($0) })
        }
        if let data = object.content["stringData"]?.object {
            let mask = isEncrypted && isDocker ? dockerText : text
            masked.content["stringData"] = .object(replace(data, by: mask) { isEncrypted || isEncryptedFile($0) })
        }
        return masked
    }

    private static func replace(_ data: Object, by mask: String, where isHidden: (String) -> Bool) -> Object {
        data.mapValues { value in
            guard let text = value.string, isHidden(text) else { return value }
            return .string(mask)
        }
    }

    /// Whether a base64 value is a whole file that SOPS encrypted, as generators put them into Secrets.
    private static func holdsEncryptedFile(_ text: String) -> Bool {
        guard let bytes = Base64.decode(text) else { return false }
        return isEncryptedFile(String(decoding: bytes, as: UTF8.self))
    }

    private static func isEncryptedFile(_ text: String) -> Bool {
        text.contains("sops") && text.contains("ENC[")
    }
}
