import Election
import HTTP
import JSON

/// Translates what is to be done about the leader's label into requests to the Kubernetes API, and answers back.
///
/// A pod is changed by a JSON merge patch that names its uid where that is known, so that a later pod of the same name is
/// left alone, and only metadata is read. The election that a label is about is told by the annotation
/// `leader-elector/election`, since one label may serve many elections in a namespace.
package struct PodSession: Sendable {
    /// A pod as a list shows it.
    package struct Pod: Hashable, Sendable {
        package var name: String
        package var uid: String
        /// Nil for whatever version there is.
        package var resourceVersion: String?

        package init(name: String, uid: String, resourceVersion: String? = nil) {
            self.name = name
            self.uid = uid
            self.resourceVersion = resourceVersion
        }
    }

    static let annotation = "leader-elector/election"
    private static let mergePatch = "application/merge-patch+json"

    /// Our own; its uid is empty where the downward API does not give it.
    package let pod: Pod
    package let namespace: Namespace
    package let label: PodLabel
    private let election: String
    private let userAgent: String

    package init(pod: Pod, namespace: Namespace, label: PodLabel, election: ObjectName, version: String) {
        self.pod = pod
        self.namespace = namespace
        self.label = label
        self.election = election.text
        userAgent = "leader-elector/\(version)"
    }

    /// Puts the label on our own pod.
    package func markRequest() -> HTTPRequest {
        patch(pod, ["labels": [label.key: .string(label.value)], "annotations": [Self.annotation: .string(election)]])
    }

    /// Takes the label off a pod; off another one only as it was listed, since it may be the leader by now.
    package func clearRequest(_ pod: Pod) -> HTTPRequest {
        patch(pod, ["labels": [label.key: .null]])
    }

    /// Asks which pods carry the label; as many as can be there for any reason but a mistake.
    package func listRequest() -> HTTPRequest {
        request("GET", "\(collection)?labelSelector=\(percentEncoded(label.text))&limit=50", accept: "List")
    }

    /// The other pods that carry the label for this election.
    package func others(_ result: Result<HTTPResponse, RequestFailure>) -> Result<[Pod], RequestFailure> {
        result.flatMap { response in
            guard response.status == 200 else { return .failure(Refusal(response).failure) }
            do throws(JSONError) {
                guard let items = try JSONValue(parsing: response.body)["items"]?.array else {
                    return .failure(.nonsense("the answer is no list of pods"))
                }
                return .success(items.compactMap(other))
            } catch {
                return .failure(.nonsense("the answer is no list of pods: \(error.cause)"))
            }
        }
    }

    /// What became of a patch; a pod that is gone carries no label.
    package func patched(
        _ pod: Pod,
        _ result: Result<HTTPResponse, RequestFailure>
    ) -> Result<Bool, RequestFailure> {
        result.flatMap { response in
            if response.status == 200 { return .success(true) }
            let refusal = Refusal(response)
            // 409: the uid is another pod's, or the pod has changed since it was listed.
            if refusal.isMissing("pods", named: pod.name) || refusal.code == 409 { return .success(false) }
            return .failure(refusal.failure)
        }
    }

    private func other(_ item: JSONValue) -> Pod? {
        let metadata = item["metadata"]
        guard let name = metadata?["name"]?.string, name != pod.name, let uid = metadata?["uid"]?.string,
            metadata?["annotations"]?[Self.annotation]?.string == election
        else { return nil }
        return Pod(name: name, uid: uid, resourceVersion: metadata?["resourceVersion"]?.string)
    }

    private var collection: String { "/api/v1/namespaces/\(percentEncoded(namespace.text))/pods" }

    private func patch(_ pod: Pod, _ metadata: JSONValue) -> HTTPRequest {
        var metadata = metadata
        if !pod.uid.isEmpty { metadata["uid"] = .string(pod.uid) }
        if let version = pod.resourceVersion { metadata["resourceVersion"] = .string(version) }
        var request = request("PATCH", "\(collection)/\(percentEncoded(pod.name))", accept: "")
        request.headers["Content-Type"] = Self.mergePatch
        request.body = JSONValue.object(["metadata": metadata]).bytes
        return request
    }

    /// - Parameter accept: what the metadata is of: one object, or a `List`.
    private func request(_ method: String, _ target: String, accept: String) -> HTTPRequest {
        let type = "application/json;as=PartialObjectMetadata\(accept);v=v1;g=meta.k8s.io,application/json"
        return HTTPRequest(method: method, target: target, headers: ["Accept": type, "User-Agent": userAgent])
    }
}
