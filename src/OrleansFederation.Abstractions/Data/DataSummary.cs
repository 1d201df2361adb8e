namespace OrleansFederation.Data;

/// <summary>What reading a client's data found: counts, never values.</summary>
[GenerateSerializer, Immutable, Alias("of.data-summary")]
public sealed record DataSummary
{
    private const int MostReasonsTold = 32;
    private const int MostClassesTold = 1_000;

    /// <summary>The examples that were kept.</summary>
    [Id(0)] public required long Examples { get; init; }

    /// <summary>What was dropped: how many records or lines for each reason; empty where all was kept.</summary>
    [Id(1)] public required IReadOnlyDictionary<string, long> Dropped { get; init; }

    /// <summary>The missing values of each input that has some.</summary>
    [Id(2)] public required IReadOnlyDictionary<string, long> Missing { get; init; }

    /// <summary>The examples of each class, by class; null where the target is a number. A class that the data lacks has 0: that is no error.</summary>
    [Id(3)] public IReadOnlyList<long>? Classes { get; init; }

    /// <summary>The classes that are declared and that the data lacks.</summary>
    public IEnumerable<int> AbsentClasses() => (Classes ?? []).Index().Where(each => each.Item == 0).Select(each => each.Index);

    /// <summary>Gives what fits into a client's report: the inputs that lack the most, and classes where there are not thousands.</summary>
    public DataSummary ForReport() => this with
    {
        Dropped = Largest(Dropped),
        Missing = Largest(Missing),
        Classes = Classes is { Count: <= MostClassesTold } classes ? classes.ToArray() : null,
    };

    private static Dictionary<string, long> Largest(IReadOnlyDictionary<string, long> counts) =>
        counts.OrderByDescending(each => each.Value).ThenBy(each => each.Key, StringComparer.Ordinal).Take(MostReasonsTold).ToDictionary(StringComparer.Ordinal);
}
