using OrleansFederation.Plugins;

namespace OrleansFederation.Evaluation;

/// <summary>How each round's model is evaluated.</summary>
public sealed record EvaluationSpec
{
    /// <summary>The share of the clients that evaluate on their own test part, 0 (none) up to 1.</summary>
    public double Fraction { get; init; }

    /// <summary>The fewest clients that evaluate, where <see cref="Fraction"/> is above 0.</summary>
    public int Minimum { get; init; } = 1;

    /// <summary>Whether the model is evaluated on the central test set.</summary>
    public bool Central { get; init; }

    /// <summary>The site that holds the central test set.</summary>
    public string Site { get; init; } = "local";

    /// <summary>Whether one client alone and pooled training are run for comparison after the last round (simulated clients only).</summary>
    public bool Baselines { get; init; }

    /// <summary>Code that counts figures of its own; empty where there is none.</summary>
    public IReadOnlyList<PluginSpec> Metrics { get; init; } = [];
}
