namespace OrleansFederation.Filters;

/// <summary>Writes the chunks of one update from first to last.</summary>
public interface IChunkEncoder
{
    /// <summary>Writes the next chunk.</summary>
    /// <param name="values">Its numbers, finite and at most 10³⁷; afterwards what the written form lacks of them.</param>
    /// <param name="destination">Where the bytes go.</param>
    /// <returns>How many bytes were written.</returns>
    int Encode(Span<float> values, Span<byte> destination);
}
