using OrleansFederation.Parameters;

namespace OrleansFederation.Modeling;

/// <summary>Which of a model's parameters stay at the clients.</summary>
public static class KeptNames
{
    /// <summary>
    /// The pattern of every layer with running statistics, as BatchNorm has: weight and bias, mean and variance (FedBN: Li et al. 2021,
    /// "FedBN: Federated Learning on Non-IID Features via Local Batch Normalization").
    /// </summary>
    public const string BatchNorm = "batchnorm";

    private const string Statistics = ".running_mean";

    /// <summary>The names of the parameters that stay. What is frozen is the same everywhere and not among them.</summary>
    /// <param name="layout">The layout of all parameters.</param>
    /// <param name="patterns">The patterns.</param>
    public static IReadOnlySet<string> Of(ParameterLayout layout, IReadOnlyList<string> patterns) => patterns.Count == 0
        ? new HashSet<string>()
        : layout.Entries.Where(entry => entry.Kind != ParameterKind.Frozen && patterns.Any(pattern => Covers(layout, pattern, entry.Name)))
            .Select(entry => entry.Name).ToHashSet(StringComparer.Ordinal);

    /// <summary>Whether a pattern names a parameter.</summary>
    /// <param name="layout">The layout of all parameters.</param>
    /// <param name="pattern">The pattern: <see cref="BatchNorm"/>, or one of <see cref="NamePattern"/>.</param>
    /// <param name="name">The parameter's name.</param>
    public static bool Covers(ParameterLayout layout, string pattern, string name) => pattern == BatchNorm
        ? layout.Entries.Any(entry => entry.Name == LayerOf(name) + Statistics)
        : NamePattern.Covers(pattern, name);

    private static string LayerOf(string name) => name.LastIndexOf('.') is var end and >= 0 ? name[..end] : "";
}
