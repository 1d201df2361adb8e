using System.Runtime.InteropServices;

namespace OrleansFederation.Filters;

/// <summary>The scales of a chunk's blocks: float32, one a block, before what they scale.</summary>
internal static class BlockScales
{
    /// <summary>Magnitudes below this are written as 0, so that no scale and no inverse leaves the normal range.</summary>
    public const float Least = 1e-30f;

    /// <summary>How many bytes the scales of a chunk have.</summary>
    /// <param name="count">The count of its numbers.</param>
    /// <param name="block">The numbers of a block.</param>
    public static int LengthOf(int count, int block) => (count + block - 1) / block * sizeof(float);

    /// <summary>Looks at the scales of a chunk.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="count">The count of its numbers.</param>
    /// <param name="block">The numbers of a block.</param>
    public static Span<float> Of(Span<byte> chunk, int count, int block) => MemoryMarshal.Cast<byte, float>(chunk[..LengthOf(count, block)]);

    /// <summary>Reads the scales of a chunk.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="count">The count of its numbers.</param>
    /// <param name="block">The numbers of a block.</param>
    /// <param name="scales">The scales.</param>
    /// <returns>Whether each is a scale that a codec writes.</returns>
    public static bool TryRead(ReadOnlySpan<byte> chunk, int count, int block, out ReadOnlySpan<float> scales)
    {
        scales = MemoryMarshal.Cast<byte, float>(chunk[..LengthOf(count, block)]);
        foreach (var scale in scales)
        {
            if (!(scale >= 0 && scale <= UpdateEncoding.Largest))
            {
                return false;
            }
        }

        return true;
    }
}
