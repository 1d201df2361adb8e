using System.Buffers;

namespace OrleansFederation.Filters;

/// <summary>
/// Finds the k-th largest magnitude exactly, without sorting: a sample says about where it lies, one pass gathers what is not below, and a
/// count by the bits of float32 finds it among those. A sample that misleads costs a second pass and changes no result.
/// </summary>
internal static class LargestMagnitudes
{
    private const int Sampled = 1 << 14;
    private const int Buckets = 1 << 11;

    /// <summary>Finds it.</summary>
    /// <param name="values">The vector.</param>
    /// <param name="stretches">The parts of it that count.</param>
    /// <param name="count">How many numbers those have together.</param>
    /// <param name="kept">k, from 1 to that.</param>
    /// <returns>The bits of the magnitude, and how many of the k have just it.</returns>
    public static (uint Bound, int Ties) Find(ReadOnlySpan<float> values, IReadOnlyList<(int Start, int Length)> stretches, int count, int kept)
    {
        var least = Guess(values, stretches, count, kept);
        while (true)
        {
            var room = ArrayPool<uint>.Shared.Rent(least == 0 ? count : (int)Math.Min(count, 2L * kept + Sampled));
            try
            {
                var found = 0;
                foreach (var (start, length) in stretches)
                {
                    found += MagnitudeKernel.Gather(values.Slice(start, length), least, found < room.Length ? room.AsSpan(found) : []);
                }

                if (found >= kept && found <= room.Length)
                {
                    return Select(room.AsSpan(0, found), kept);
                }
            }
            finally
            {
                ArrayPool<uint>.Shared.Return(room);
            }

            least = 0;
        }
    }

    /// <summary>A magnitude that is most likely a little below the one that is sought; 0 where guessing does not pay.</summary>
    private static uint Guess(ReadOnlySpan<float> values, IReadOnlyList<(int Start, int Length)> stretches, int count, int kept)
    {
        if (count < 8 * Sampled || kept > count / 4)
        {
            return 0;
        }

        var (step, next) = (count / Sampled, 0);
        var sample = ArrayPool<uint>.Shared.Rent(Sampled + 1);
        var (taken, before) = (0, 0);
        foreach (var (start, length) in stretches)
        {
            for (; next < before + length && taken < Sampled; next += step)
            {
                sample[taken++] = BitConverter.SingleToUInt32Bits(values[start + next - before]) & FeedbackKernel.Magnitude;
            }

            before += length;
        }

        // Four deviations of the rank beyond the rank itself.
        var rank = (double)kept / count * taken;
        var guess = Select(sample.AsSpan(0, taken), (int)Math.Min(taken, Math.Ceiling(rank + 4 * Math.Sqrt(rank) + 4))).Bound;
        ArrayPool<uint>.Shared.Return(sample);
        return guess;
    }

    /// <summary>Finds the k-th largest of some magnitudes by eleven, ten and ten bits; their order is lost.</summary>
    private static (uint Bound, int Ties) Select(Span<uint> magnitudes, int kept)
    {
        Span<int> counts = stackalloc int[Buckets];
        foreach (var (shift, width) in (ReadOnlySpan<(int, int)>)[(20, 11), (10, 10), (0, 10)])
        {
            var mask = (1u << width) - 1;
            counts.Clear();
            foreach (var magnitude in magnitudes)
            {
                counts[(int)((magnitude >> shift) & mask)]++;
            }

            var bucket = (int)mask;
            while (counts[bucket] < kept)
            {
                kept -= counts[bucket--];
            }

            var left = 0;
            foreach (var magnitude in magnitudes)
            {
                if (((magnitude >> shift) & mask) == bucket)
                {
                    magnitudes[left++] = magnitude;
                }
            }

            magnitudes = magnitudes[..left];
        }

        return (magnitudes[0], kept);
    }
}
