using System.Text.Json;
using OrleansFederation.Federations;
using OrleansFederation.Modeling;

namespace OrleansFederation.Registry;

/// <summary>A registration that was found good before its files are there.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="By">Who asks.</param>
/// <param name="Spec">The spec in canonical form.</param>
/// <param name="Model">Its model.</param>
/// <param name="Like">The version whose spec and preprocessing it shares; null where a spec was given.</param>
internal sealed record RegistrationPlan(RegistrationRequest Request, string By, SpecDocument Spec, ModelPlan Model, VersionManifest? Like)
{
    // What a safetensors file has beside its numbers: a name, a shape and offsets a tensor, and metadata of whoever wrote it.
    private const long TensorHeader = 1024;
    private const long Metadata = 1 << 20;

    // What an ONNX file has beside them: its nodes, which for the platform's layers take some hundred bytes each.
    private const long Nodes = 16 << 20;

    /// <summary>What tells this registration from others: the same request of the same principal is the same registration.</summary>
    public string Key { get; } = CanonicalJson.Digest(JsonSerializer.SerializeToUtf8Bytes<string?[]>(
    [
        By, Request.Model, Request.Parameters.Digest, Request.Onnx?.Digest, Spec.Digest, Like is null ? null : $"{Like.Model}@{Like.Version}",
        string.Join(',', Request.Parents), Request.Note,
    ]));

    /// <summary>The most bytes that a file of the model may have.</summary>
    /// <param name="kind">Which file.</param>
    public long Largest(ArtifactKind kind) =>
        (long)Model.Layout.Length * sizeof(float) + Metadata + TensorHeader * Model.Layout.Entries.Count + (kind == ArtifactKind.Onnx ? Nodes : 0);
}
