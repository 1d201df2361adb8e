using OrleansFederation.Parameters;

namespace OrleansFederation.Modeling;

/// <summary>The part of a model's parameters that training changes, packed one after another: it alone is in updates and partial sums. Where nothing is frozen it is all of them.</summary>
public sealed class MovingParameters
{
    private readonly ParameterLayout _whole;

    /// <summary>Finds the part.</summary>
    /// <param name="layout">The layout of all parameters.</param>
    public MovingParameters(ParameterLayout layout)
    {
        _whole = layout;
        List<(int Length, bool Moves)> runs = [];
        List<ParameterEntry> entries = [];
        var offset = 0;
        foreach (var entry in layout.Entries)
        {
            var moves = entry.Kind != ParameterKind.Frozen;
            if (runs.Count > 0 && runs[^1].Moves == moves)
            {
                runs[^1] = (runs[^1].Length + entry.Length, moves);
            }
            else
            {
                runs.Add((entry.Length, moves));
            }

            if (moves)
            {
                entries.Add(entry with { Offset = offset });
                offset += entry.Length;
            }
        }

        Runs = runs;
        Layout = entries.Count == layout.Entries.Count ? layout : new ParameterLayout(entries);
        Kinds = [.. KindsOf(entries)];
        Trainable = TrainableOf(Layout);
    }

    /// <summary>The layout of the part; the layout of all parameters where nothing is frozen.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>All parameters from first to last, as runs that are changed or not.</summary>
    public IReadOnlyList<(int Length, bool Moves)> Runs { get; }

    /// <summary>The part from first to last, as runs that gradients move, and buffers, which are averaged.</summary>
    public IReadOnlyList<(int Length, bool IsTrainable)> Kinds { get; }

    /// <summary>The layout of what gradients move, without buffers; <see cref="Layout"/> where there are none.</summary>
    public ParameterLayout Trainable { get; }

    /// <summary>Takes the part out of a whole vector.</summary>
    /// <param name="whole">The whole; not changed.</param>
    /// <returns>The part; the vector itself where nothing is frozen.</returns>
    public float[] Of(float[] whole)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(whole.Length, _whole.Length);
        if (ReferenceEquals(Layout, _whole))
        {
            return whole;
        }

        var part = new float[Layout.Length];
        var (from, to) = (0, 0);
        foreach (var (length, moves) in Runs)
        {
            if (moves)
            {
                whole.AsSpan(from, length).CopyTo(part.AsSpan(to));
                to += length;
            }

            from += length;
        }

        return part;
    }

    private static IEnumerable<(int Length, bool IsTrainable)> KindsOf(List<ParameterEntry> entries)
    {
        var length = 0;
        for (var i = 0; i < entries.Count; i++)
        {
            length += entries[i].Length;
            var isTrainable = entries[i].Kind == ParameterKind.Trainable;
            if (i + 1 == entries.Count || isTrainable != (entries[i + 1].Kind == ParameterKind.Trainable))
            {
                yield return (length, isTrainable);
                length = 0;
            }
        }
    }

    private static ParameterLayout TrainableOf(ParameterLayout layout)
    {
        List<ParameterEntry> entries = [];
        foreach (var entry in layout.Entries.Where(entry => entry.Kind == ParameterKind.Trainable))
        {
            entries.Add(entry with { Offset = entries.Count == 0 ? 0 : entries[^1].Offset + entries[^1].Length });
        }

        return entries.Count == layout.Entries.Count ? layout : new(entries);
    }
}
