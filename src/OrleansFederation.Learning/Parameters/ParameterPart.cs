namespace OrleansFederation.Parameters;

/// <summary>A part of a vector of parameters: some of its entries, packed one after another.</summary>
public sealed class ParameterPart
{
    private readonly ParameterLayout _whole;

    /// <summary>Finds the part.</summary>
    /// <param name="whole">The layout of all parameters.</param>
    /// <param name="holds">Tells which entries are part of it.</param>
    public ParameterPart(ParameterLayout whole, Func<ParameterEntry, bool> holds)
    {
        _whole = whole;
        List<(int Length, bool IsHeld)> runs = [];
        List<ParameterEntry> entries = [];
        var offset = 0;
        foreach (var entry in whole.Entries)
        {
            var isHeld = holds(entry);
            if (runs.Count > 0 && runs[^1].IsHeld == isHeld)
            {
                runs[^1] = (runs[^1].Length + entry.Length, isHeld);
            }
            else
            {
                runs.Add((entry.Length, isHeld));
            }

            if (isHeld)
            {
                entries.Add(entry with { Offset = offset });
                offset += entry.Length;
            }
        }

        Runs = runs;
        Layout = entries.Count == whole.Entries.Count ? whole : new ParameterLayout(entries);
    }

    /// <summary>The layout of the part; the whole layout where the part is all of it.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>All parameters from first to last, as runs that are in the part or not.</summary>
    public IReadOnlyList<(int Length, bool IsHeld)> Runs { get; }

    /// <summary>Takes the part out of a whole vector.</summary>
    /// <param name="whole">The whole; not changed.</param>
    /// <returns>The part; the vector itself where the part is all of it.</returns>
    public float[] Of(float[] whole)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(whole.Length, _whole.Length);
        if (ReferenceEquals(Layout, _whole))
        {
            return whole;
        }

        var part = new float[Layout.Length];
        var (at, to) = (0, 0);
        foreach (var (length, isHeld) in Runs)
        {
            if (isHeld)
            {
                whole.AsSpan(at, length).CopyTo(part.AsSpan(to));
                to += length;
            }

            at += length;
        }

        return part;
    }

    /// <summary>Puts the part into a whole vector, in the place of what it has there.</summary>
    /// <param name="part">The part; not changed.</param>
    /// <param name="whole">The whole.</param>
    public void Put(ReadOnlySpan<float> part, Span<float> whole)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(part.Length, Layout.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(whole.Length, _whole.Length);
        var (from, at) = (0, 0);
        foreach (var (length, isHeld) in Runs)
        {
            if (isHeld)
            {
                part.Slice(from, length).CopyTo(whole[at..]);
                from += length;
            }

            at += length;
        }
    }
}
