namespace OrleansFederation.Data;

/// <summary>A part of the examples of a source.</summary>
/// <param name="Store">The examples.</param>
/// <param name="Members">Those that belong to the part, ascending; null for all.</param>
internal sealed record ExamplePart(IExampleStore Store, int[]? Members)
{
    /// <summary>The number of examples.</summary>
    public int Count => Members?.Length ?? Store.Count;

    /// <summary>The example of the store that is one of the part.</summary>
    /// <param name="index">The example of the part.</param>
    public int Member(int index) => Members is null ? index : Members[index];

    /// <summary>The class of each example.</summary>
    public int[] Labels()
    {
        var labels = new int[Count];
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = Store.Label(Member(i));
        }

        return labels;
    }
}
