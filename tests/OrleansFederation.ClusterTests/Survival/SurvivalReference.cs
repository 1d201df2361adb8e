namespace OrleansFederation.Survival;

/// <summary>The digests of undisturbed runs, each computed once.</summary>
public sealed class SurvivalReference
{
    private readonly Dictionary<string, string> _digests = [];

    /// <summary>Gives the digest of a spec.</summary>
    internal async Task<string> OfAsync(SurvivalRuns runs, string kind, Func<string, string> spec, int rounds)
    {
        if (!_digests.TryGetValue(kind, out var digest))
        {
            _digests[kind] = digest = await runs.ReferenceAsync("undisturbed-" + kind, spec, rounds);
        }

        return digest;
    }
}
