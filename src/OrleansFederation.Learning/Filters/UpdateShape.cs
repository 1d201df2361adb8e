using System.Runtime.CompilerServices;
using OrleansFederation.Parameters;

namespace OrleansFederation.Filters;

/// <summary>
/// How an update is cut for compression: into chunks of 4,096 numbers, each with those that training moves first and its buffers (BatchNorm)
/// behind them, so that a file is read from front to back in memory of a chunk.
/// </summary>
public sealed class UpdateShape
{
    /// <summary>The numbers of a chunk; the last may have fewer.</summary>
    public const int Chunk = 4096;

    private static readonly ConditionalWeakTable<ParameterLayout, UpdateShape> Shapes = [];

    /// <summary>Runs of one kind from first to last; null where there are no buffers.</summary>
    private readonly (int Start, int End, bool IsBuffer)[]? _runs;

    private UpdateShape(ParameterLayout layout)
    {
        Length = layout.Length;
        Trainable = layout.Entries.Where(entry => entry.Kind == ParameterKind.Trainable).Sum(entry => entry.Length);
        if (Trainable == Length)
        {
            return;
        }

        List<(int Start, int End, bool IsBuffer)> runs = [];
        foreach (var entry in layout.Entries)
        {
            var isBuffer = entry.Kind != ParameterKind.Trainable;
            if (runs.Count > 0 && runs[^1].IsBuffer == isBuffer)
            {
                runs[^1] = runs[^1] with { End = entry.Offset + entry.Length };
            }
            else
            {
                runs.Add((entry.Offset, entry.Offset + entry.Length, isBuffer));
            }
        }

        _runs = [.. runs];
    }

    /// <summary>The count of all numbers.</summary>
    public int Length { get; }

    /// <summary>The count of those that training moves.</summary>
    public int Trainable { get; }

    /// <summary>The count of chunks.</summary>
    public int Chunks => (int)(((long)Length + Chunk - 1) / Chunk);

    /// <summary>The shape of a layout's updates.</summary>
    /// <param name="layout">The layout of what moves.</param>
    public static UpdateShape Of(ParameterLayout layout) => Shapes.GetValue(layout, static layout => new(layout));

    /// <summary>The count of a chunk's numbers.</summary>
    /// <param name="chunk">The chunk.</param>
    public int LengthOf(int chunk) => Math.Min(Chunk, Length - chunk * Chunk);

    /// <summary>The count of a chunk's numbers that training moves.</summary>
    /// <param name="chunk">The chunk.</param>
    public int TrainableOf(int chunk)
    {
        if (_runs is null)
        {
            return LengthOf(chunk);
        }

        var (count, start, end) = (0, chunk * Chunk, chunk * Chunk + LengthOf(chunk));
        for (var run = FirstRun(start); run < _runs.Length && _runs[run].Start < end; run++)
        {
            count += _runs[run].IsBuffer ? 0 : Math.Min(end, _runs[run].End) - Math.Max(start, _runs[run].Start);
        }

        return count;
    }

    /// <summary>Adds what each chunk comes to.</summary>
    /// <param name="lengthOf">What so many numbers, 1 or more, come to.</param>
    internal long Sum(Func<int, int> lengthOf)
    {
        var sum = 0L;
        for (var chunk = 0; chunk < Chunks; chunk++)
        {
            sum += TrainableOf(chunk) is > 0 and var count ? lengthOf(count) : 0;
        }

        return sum;
    }

    /// <summary>The stretches of the vector that training moves, from first to last.</summary>
    internal IReadOnlyList<(int Start, int Length)> Moved() =>
        _runs is null ? [(0, Length)] : [.. _runs.Where(run => !run.IsBuffer).Select(run => (run.Start, run.End - run.Start))];

    /// <summary>Takes a chunk apart: what training moves, and the buffers.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="values">Its numbers.</param>
    /// <param name="sorted">Where they go: first what training moves.</param>
    internal void Sort(int chunk, ReadOnlySpan<float> values, Span<float> sorted)
    {
        var (moved, buffer, start, end) = (0, TrainableOf(chunk), chunk * Chunk, chunk * Chunk + values.Length);
        for (var run = FirstRun(start); run < _runs!.Length && _runs[run].Start < end; run++)
        {
            var from = Math.Max(start, _runs[run].Start);
            var part = values[(from - start)..(Math.Min(end, _runs[run].End) - start)];
            ref var place = ref _runs[run].IsBuffer ? ref buffer : ref moved;
            part.CopyTo(sorted[place..]);
            place += part.Length;
        }
    }

    /// <summary>Puts a chunk together again.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="sorted">Its numbers, first what training moves.</param>
    /// <param name="values">Where they go.</param>
    internal void Restore(int chunk, ReadOnlySpan<float> sorted, Span<float> values)
    {
        var (moved, buffer, start, end) = (0, TrainableOf(chunk), chunk * Chunk, chunk * Chunk + values.Length);
        for (var run = FirstRun(start); run < _runs!.Length && _runs[run].Start < end; run++)
        {
            var from = Math.Max(start, _runs[run].Start);
            var part = values[(from - start)..(Math.Min(end, _runs[run].End) - start)];
            ref var place = ref _runs[run].IsBuffer ? ref buffer : ref moved;
            sorted.Slice(place, part.Length).CopyTo(part);
            place += part.Length;
        }
    }

    private int FirstRun(int place)
    {
        var (low, high) = (0, _runs!.Length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _runs[middle].End > place ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
