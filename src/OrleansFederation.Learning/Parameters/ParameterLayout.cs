namespace OrleansFederation.Parameters;

/// <summary>Names, shapes and places of all parameters in one contiguous float32 vector.</summary>
public sealed class ParameterLayout
{
    /// <summary>Makes a layout of entries that follow one another without gaps.</summary>
    /// <param name="entries">The entries in order of offset.</param>
    /// <exception cref="ArgumentException">Where there are gaps, overlaps or repeated names.</exception>
    public ParameterLayout(IReadOnlyList<ParameterEntry> entries)
    {
        var end = 0;
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (entry.Offset != end || !names.Add(entry.Name))
            {
                throw new ArgumentException($"Parameter '{entry.Name}' at {entry.Offset} does not follow the one before it, which ends at {end}, or its name is taken.", nameof(entries));
            }

            end = checked(end + entry.Length);
        }

        Entries = entries;
        Length = end;
    }

    /// <summary>The entries in order.</summary>
    public IReadOnlyList<ParameterEntry> Entries { get; }

    /// <summary>The number of elements of the vector.</summary>
    public int Length { get; }
}
