using OrleansFederation.Parameters;

namespace OrleansFederation.Modeling;

/// <summary>
/// The part of a model's parameters that clients send and the server changes, packed one after another: it alone is in updates and partial
/// sums. It is what training changes, without what stays at the clients; where nothing is frozen and nothing stays there, it is all of them.
/// </summary>
public sealed class MovingParameters
{
    private readonly ParameterPart _part;

    /// <summary>Finds the part.</summary>
    /// <param name="layout">The layout of all parameters.</param>
    /// <param name="stays">Tells of each entry whether it stays at the clients; null where none does.</param>
    public MovingParameters(ParameterLayout layout, Func<ParameterEntry, bool>? stays = null)
    {
        _part = new(layout, entry => entry.Kind != ParameterKind.Frozen && stays?.Invoke(entry) != true);
        Kinds = [.. KindsOf(Layout.Entries)];
        Trainable = TrainableOf(Layout);
    }

    /// <summary>The layout of the part; the layout of all parameters where all move.</summary>
    public ParameterLayout Layout => _part.Layout;

    /// <summary>All parameters from first to last, as runs that are changed or not.</summary>
    public IReadOnlyList<(int Length, bool Moves)> Runs => _part.Runs;

    /// <summary>The part from first to last, as runs that gradients move, and buffers, which are averaged.</summary>
    public IReadOnlyList<(int Length, bool IsTrainable)> Kinds { get; }

    /// <summary>The layout of what gradients move, without buffers; <see cref="Layout"/> where there are none.</summary>
    public ParameterLayout Trainable { get; }

    /// <summary>Takes the part out of a whole vector.</summary>
    /// <param name="whole">The whole; not changed.</param>
    /// <returns>The part; the vector itself where all move.</returns>
    public float[] Of(float[] whole) => _part.Of(whole);

    private static IEnumerable<(int Length, bool IsTrainable)> KindsOf(IReadOnlyList<ParameterEntry> entries)
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
