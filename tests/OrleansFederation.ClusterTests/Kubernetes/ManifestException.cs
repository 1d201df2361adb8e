namespace OrleansFederation.Kubernetes;

/// <summary>A manifest or kustomization that is wrong, or that asks for what the renderer does not know.</summary>
internal sealed class ManifestException(string message) : Exception(message);
