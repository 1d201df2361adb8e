using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Inference;
using OrleansFederation.Registry;

namespace OrleansFederation.Runs;

/// <summary>Gathers what a run came to.</summary>
internal static class RunResults
{
    /// <summary>Gathers the result of a federation.</summary>
    /// <param name="client">The way to the federation.</param>
    /// <param name="view">The federation.</param>
    /// <param name="withExtras">Whether lineage, baselines and one answer are wanted too.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    public static async Task<RunResult> GatherAsync(FederationClient client, FederationView view, bool withExtras, CancellationToken cancellationToken)
    {
        var facts = SpecFacts.Of(view.Spec);
        var rounds = await client.ListRoundsAsync(view.Name, cancellationToken);
        if (view.Version is not { } number || !withExtras)
        {
            return new RunResult(view, facts, rounds, null, null, [], null);
        }

        var version = (await client.GetVersionAsync(view.Model, number, cancellationToken)).Manifest;
        var lineage = await client.GetLineageAsync(view.Model, number, cancellationToken);
        List<Baseline> baselines = [];
        foreach (var (name, what) in facts.HasBaselines ? Baselines.Of(view.Name) : [])
        {
            baselines.Add(new Baseline(name, what, await client.ListRoundsAsync(name, cancellationToken)));
        }

        return new RunResult(view, facts, rounds, version, lineage, baselines, await TryAsync(client, view, facts, version, cancellationToken));
    }

    private static async Task<Trial?> TryAsync(
        FederationClient client, FederationView view, SpecFacts facts, VersionManifest version, CancellationToken cancellationToken)
    {
        if (!facts.HasCentral || version.Kept.Count > 0)
        {
            return null;
        }

        try
        {
            var example = await client.GetExampleAsync(view.Name, 0, cancellationToken);
            return new Trial(example, await client.InferAsync(view.Model, new InferenceRequest($"v{version.Version}", example.Input), cancellationToken));
        }
        catch (FederationException e) when (e.Code == FederationErrors.BytesRetired.Code)
        {
            // Retention may have removed the bytes of a version whose result is shown again; the rest of the summary still holds.
            return null;
        }
    }
}
