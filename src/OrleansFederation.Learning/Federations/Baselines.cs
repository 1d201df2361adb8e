using OrleansFederation.Aggregation;
using OrleansFederation.Training;

namespace OrleansFederation.Federations;

/// <summary>What a federation's result is compared with, as federations of their own with the same model, seeds and rounds.</summary>
public static class Baselines
{
    /// <summary>The suffix of the federation that trains one client alone.</summary>
    public const string Alone = "alone";

    /// <summary>The suffix of the federation that trains on all clients' data in one place.</summary>
    public const string Pooled = "pooled";

    /// <summary>Makes the specs: the first client alone, and all clients' data pooled in one client; none where the spec does not ask for them.</summary>
    /// <param name="spec">The federation's spec.</param>
    public static IReadOnlyList<FederationSpec> Of(FederationSpec spec) => spec.Evaluation.Baselines && spec.Clients.Simulate is not null
        ? [Make(spec, Alone, spec.Clients with { Only = [spec.Clients.Only?.Min() ?? 0] }), Make(spec, Pooled, spec.Clients with { Pool = true })]
        : [];

    /// <summary>Local training without what only clients that train together have a use for.</summary>
    /// <param name="training">The federation's.</param>
    internal static TrainingSpec ByItself(TrainingSpec training) => training with { Scaffold = false, Dynamic = null, Budget = null };

    private static FederationSpec Make(FederationSpec spec, string suffix, Clients.ClientsSpec clients) => spec with
    {
        Name = $"{spec.Name}.{suffix}",
        Description = $"The baseline '{suffix}' of {spec.Name}.",
        Model = spec.Model with { Name = $"{spec.Name}.{suffix}", Kept = [] },
        Clients = clients,
        Aggregation = ToleranceText.OrMean(spec.Aggregation, clients: 1),
        Training = ByItself(spec.Training),
        Server = null,
        Personal = null,
        Clusters = null,
        Filters = [],
        Defence = null,
        Attack = null,
        Stop = null,
        Gate = null,
        Async = null,
        Sampling = new() { Deadline = spec.Sampling.Deadline },
        Evaluation = spec.Evaluation with { Baselines = false, Fraction = 0, Minimum = 1 },
        Retention = new(1),
    };
}
