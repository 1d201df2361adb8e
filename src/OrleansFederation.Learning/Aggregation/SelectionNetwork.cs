namespace OrleansFederation.Aggregation;

/// <summary>One comparator of a network: of two rows, the smaller numbers go to the one, the greater to the other, where anybody reads them.</summary>
/// <param name="Low">The row of the smaller numbers.</param>
/// <param name="High">The row of the greater numbers.</param>
/// <param name="KeepsLow">Whether the smaller numbers are read later.</param>
/// <param name="KeepsHigh">Whether the greater numbers are read later.</param>
internal readonly record struct Comparator(int Low, int High, bool KeepsLow, bool KeepsHigh);

/// <summary>
/// A sorting network of which only some ranks are wanted: what no wanted rank depends on is left out, a comparator whole or one of its
/// halves. For the two in the middle of 20 numbers 81 of 97 comparators stay.
/// </summary>
internal static class SelectionNetwork
{
    /// <summary>Gives the comparators, in order.</summary>
    /// <param name="count">How many numbers, 1 or more.</param>
    /// <param name="from">The first rank that is wanted, from 0.</param>
    /// <param name="to">The rank behind the last that is wanted.</param>
    public static Comparator[] Of(int count, int from, int to)
    {
        var read = new bool[count];
        read.AsSpan(from..to).Fill(true);
        List<Comparator> kept = [];
        foreach (var (low, high) in SortingNetwork.Of(count).Reverse())
        {
            if (read[low] || read[high])
            {
                kept.Add(new(low, high, read[low], read[high]));
                (read[low], read[high]) = (true, true);
            }
        }

        kept.Reverse();
        return [.. kept];
    }
}
