namespace OrleansFederation.Data;

/// <summary>What reading a client's data found: counts, never values.</summary>
public sealed record DataSummary
{
    /// <summary>The examples that were kept.</summary>
    public required long Examples { get; init; }

    /// <summary>What was dropped: how many records or lines for each reason; empty where all was kept.</summary>
    public required IReadOnlyDictionary<string, long> Dropped { get; init; }

    /// <summary>The missing values of each input that has some.</summary>
    public required IReadOnlyDictionary<string, long> Missing { get; init; }

    /// <summary>The examples of each class, by class; null where the target is a number. A class that the data lacks has 0: that is no error.</summary>
    public IReadOnlyList<long>? Classes { get; init; }

    /// <summary>The classes that are declared and that the data lacks.</summary>
    public IEnumerable<int> AbsentClasses() => (Classes ?? []).Index().Where(each => each.Item == 0).Select(each => each.Index);
}
