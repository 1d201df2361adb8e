namespace OrleansFederation.Filters;

/// <summary>Reads the chunks of one update from first to last. What it reads was made elsewhere: nothing about it is believed.</summary>
public interface IChunkDecoder
{
    /// <summary>How many bytes of a chunk tell its length; 0 where the count of its numbers does.</summary>
    int HeadLength => 0;

    /// <summary>How many bytes the next chunk has.</summary>
    /// <param name="head">Its first bytes, as many as <see cref="HeadLength"/>.</param>
    /// <param name="count">The count of its numbers, 1 or more.</param>
    /// <returns>The length with the head; negative where there is no such chunk.</returns>
    int LengthOf(ReadOnlySpan<byte> head, int count);

    /// <summary>Goes past the next chunk, for those that know where they are from the chunks before.</summary>
    /// <param name="count">The count of its numbers, 1 or more.</param>
    void Skip(int count)
    {
    }

    /// <summary>Reads the next chunk.</summary>
    /// <param name="chunk">Its bytes, as many as <see cref="LengthOf"/> says.</param>
    /// <param name="values">Where its numbers go.</param>
    /// <returns>Whether there is such a chunk.</returns>
    bool TryDecode(ReadOnlySpan<byte> chunk, Span<float> values);
}
