using System.Text.Json;

namespace OrleansFederation.Federations;

/// <summary>What a client program needs to know of a validated spec.</summary>
/// <param name="CentralSite">The site that holds the central test set.</param>
/// <param name="HasCentral">Whether the model is evaluated on a central test set.</param>
/// <param name="HasBaselines">Whether one client alone and pooled training are run for comparison after the last round.</param>
/// <param name="IsClassification">Whether the loss is a classification's, so that outputs mean classes.</param>
/// <param name="Description">What the federation is for, in its author's words.</param>
public sealed record SpecFacts(string CentralSite, bool HasCentral, bool HasBaselines, bool IsClassification, string? Description)
{
    /// <summary>Whether the federation has data beside its clients', from which its owner may draw examples; data of a plugin is opened by tasks alone.</summary>
    public bool HasExamples { get; init; }

    /// <summary>Reads a spec in its canonical form.</summary>
    /// <param name="spec">The spec of a federation.</param>
    public static SpecFacts Of(SpecDocument spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        using var document = JsonDocument.Parse(spec.Json);
        var root = document.RootElement;
        var evaluation = Child(root, "evaluation");
        var loss = Child(Child(root, "model"), "loss");
        return new SpecFacts(
            Text(Child(evaluation, "site")) ?? "local",
            Text(Child(evaluation, "central")) is "test",
            Child(evaluation, "baselines") is { ValueKind: JsonValueKind.True },
            (Text(loss) ?? Text(Child(loss, "as"))) is "crossEntropy" or "bce",
            Text(Child(root, "description")))
        {
            HasExamples = Child(root, "data") is { ValueKind: JsonValueKind.Object } data && Child(data, "plugin") is null,
        };
    }

    private static JsonElement? Child(JsonElement? parent, string name) =>
        parent is { ValueKind: JsonValueKind.Object } value && value.TryGetProperty(name, out var child) ? child : null;

    private static string? Text(JsonElement? value) => value is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
