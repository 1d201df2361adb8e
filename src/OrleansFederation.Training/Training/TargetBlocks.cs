using OrleansFederation.Data;

namespace OrleansFederation.Training;

/// <summary>Reads the targets of a client's data from first to last, a block at a time, however many there are.</summary>
internal static class TargetBlocks
{
    private const int Block = 4096;

    /// <summary>Looks at the targets of a block.</summary>
    /// <param name="begin">The first example of the block.</param>
    /// <param name="targets">Their targets.</param>
    /// <returns>What ends the reading; null to go on.</returns>
    public delegate T? Look<T>(int begin, ReadOnlySpan<float> targets)
        where T : class;

    /// <summary>Reads until a look ends it.</summary>
    /// <param name="data">The examples.</param>
    /// <param name="look">Looks at each block.</param>
    /// <returns>What ended it; null where all were read.</returns>
    public static T? Read<T>(IDataSet data, Look<T> look)
        where T : class
    {
        var indices = new int[Math.Min(Block, data.Count)];
        var targets = new float[indices.Length];
        for (var begin = 0; begin < data.Count; begin += Block)
        {
            var count = Math.Min(Block, data.Count - begin);
            for (var i = 0; i < count; i++)
            {
                indices[i] = begin + i;
            }

            data.ReadTargets(indices.AsSpan(0, count), targets.AsSpan(0, count));
            if (look(begin, targets.AsSpan(0, count)) is { } found)
            {
                return found;
            }
        }

        return null;
    }
}
