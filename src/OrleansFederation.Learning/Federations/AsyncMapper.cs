using OrleansFederation.Rounds;

namespace OrleansFederation.Federations;

/// <summary>Maps how a federation is asynchronous.</summary>
internal static class AsyncMapper
{
    /// <summary>Maps it.</summary>
    /// <param name="section">The section.</param>
    /// <returns>It; null where there is no such section.</returns>
    public static AsyncSpec? Map(SpecValue section)
    {
        AsyncSpec standard = new();
        return !section.IsMapping ? null : new()
        {
            Buffer = section["buffer"].Whole ?? standard.Buffer,
            Concurrency = section["concurrency"].Whole,
            Staleness = section["staleness"].Whole ?? standard.Staleness,
        };
    }
}
