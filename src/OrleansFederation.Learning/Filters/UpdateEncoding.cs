using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Parameters;
using OrleansFederation.Randomness;

namespace OrleansFederation.Filters;

/// <summary>
/// How one update is written where the spec names a codec: a mark, the SHA-256 of the layout, the codec with its arguments and its seed, then
/// chunk after chunk. All of it but the numbers follows from spec, layout, round and client, so a reader compares it and believes nothing.
/// </summary>
public sealed class UpdateEncoding
{
    /// <summary>Numbers of a greater magnitude are refused where they are written, so that no codec leaves the range of float32.</summary>
    public const float Largest = 1e30f;

    private static readonly ConditionalWeakTable<ParameterLayout, byte[]> Layouts = [];

    private readonly IUpdateCodec _codec;
    private readonly FilterSpec _settings;
    private readonly ulong _seed;

    private UpdateEncoding(IUpdateCodec codec, FilterSpec settings, ParameterLayout layout, ulong seed)
    {
        (_codec, _settings, _seed, Layout, Shape) = (codec, settings, seed, layout, UpdateShape.Of(layout));
        Opening = OpeningOf();
        Length = Opening.Length + codec.PayloadLength(settings, Shape) + (long)(Shape.Length - Shape.Trainable) * sizeof(float);
    }

    /// <summary>What the numbers are.</summary>
    public ParameterLayout Layout { get; }

    /// <summary>How they are cut.</summary>
    public UpdateShape Shape { get; }

    /// <summary>The bytes before the first chunk.</summary>
    public ReadOnlyMemory<byte> Opening { get; }

    /// <summary>The length of the whole file in bytes.</summary>
    public long Length { get; }

    /// <summary>The share of what was lost that is added to the client's next update, 0 to 1; above 0 the client keeps what was lost.</summary>
    public double Feedback => _settings[IUpdateCodec.Feedback];

    private static ReadOnlySpan<byte> Magic => "FEDUPDT1"u8;

    /// <summary>The encoding of a client's update.</summary>
    /// <param name="spec">The federation's spec.</param>
    /// <param name="layout">The layout of what moves.</param>
    /// <param name="round">The round's number.</param>
    /// <param name="ordinal">The client's ordinal.</param>
    /// <returns>The encoding; null where updates are float32.</returns>
    public static UpdateEncoding? Of(FederationSpec spec, ParameterLayout layout, int round, int ordinal)
    {
        foreach (var settings in spec.Filters)
        {
            if (UpdateFilters.Find(settings.Filter) is IUpdateCodec codec)
            {
                return new(codec, settings, layout, codec.IsRandom ? SeededRandom.Derive(spec.Seed, codec.Name, round, ordinal) : 0);
            }
        }

        return null;
    }

    /// <summary>Begins to write an update.</summary>
    /// <param name="update">The update, of the layout's length and finite.</param>
    /// <param name="feedback">What earlier ones lacked, of the same length; it is changed to what this one lacks.</param>
    /// <exception cref="FederationException">FED3002 where a number is too large to be written.</exception>
    public UpdateEncoder Encode(ReadOnlyMemory<float> update, Memory<float> feedback) => new(this, update, feedback);

    /// <summary>Tells why a file was not written so.</summary>
    /// <param name="opening">Its first bytes, as many as <see cref="Opening"/> has, or all of it where it is shorter.</param>
    /// <param name="length">Its length.</param>
    /// <returns>The cause; null where it may have been.</returns>
    public string? Misfit(ReadOnlySpan<byte> opening, long length)
    {
        var expected = Opening.Span;
        return !opening.StartsWith(Magic) ? "it is not a compressed update"
            : !opening[Magic.Length..].StartsWith(expected.Slice(Magic.Length, SHA256.HashSizeInBytes)) ? "it is of another layout than the model's"
            : !opening.SequenceEqual(expected) ? "it was written by another filter, or with other arguments, than the spec's"
            : length != Length ? string.Create(CultureInfo.InvariantCulture, $"it has {length} bytes, not the {Length} of its filter")
            : null;
    }

    /// <summary>Reads a whole file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="values">Where its numbers go, of the layout's length; undefined where this throws.</param>
    /// <param name="place">What it is, for error messages.</param>
    /// <exception cref="FederationException">FED3012 where it was not written so.</exception>
    public void Decode(ReadOnlyMemory<byte> file, Span<float> values, string place)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, Shape.Length);
        UpdateDecoder decoder = new(this, file, place);
        decoder.Read(values);
        decoder.End();
    }

    /// <summary>The error of a chunk that no filter wrote.</summary>
    internal static FederationException Malformed(int chunk, string place) =>
        FederationErrors.UpdateMismatch.Exception(place, string.Create(CultureInfo.InvariantCulture, $"chunk {chunk} is not one that its filter writes"));

    internal IChunkDecoder BeginDecoding() => _codec.BeginDecoding(_settings, Shape, _seed);

    internal IChunkEncoder BeginEncoding(ReadOnlySpan<float> whole) => _codec.BeginEncoding(_settings, Shape, _seed, whole);

    internal bool NeedsWhole => _codec.NeedsWhole;

    /// <summary>How many bytes tell the length of a chunk.</summary>
    internal int HeadOf(IChunkDecoder decoder, int chunk) => Shape.TrainableOf(chunk) > 0 ? decoder.HeadLength : 0;

    /// <summary>The length of a chunk with its buffers; −1 where there is no such chunk or its head is cut short.</summary>
    internal int LengthOf(IChunkDecoder decoder, int chunk, ReadOnlySpan<byte> bytes)
    {
        var (count, head) = (Shape.TrainableOf(chunk), HeadOf(decoder, chunk));
        var moved = count == 0 ? 0 : bytes.Length < head ? -1 : decoder.LengthOf(bytes[..head], count);
        return moved < 0 ? -1 : moved + (Shape.LengthOf(chunk) - count) * sizeof(float);
    }

    internal bool TryDecode(IChunkDecoder decoder, int chunk, ReadOnlySpan<byte> bytes, Span<float> values)
    {
        var count = Shape.TrainableOf(chunk);
        if (count == values.Length)
        {
            return decoder.TryDecode(bytes, values);
        }

        Span<float> sorted = stackalloc float[UpdateShape.Chunk];
        sorted = sorted[..values.Length];
        var buffers = MemoryMarshal.AsBytes(sorted[count..]);
        bytes[^buffers.Length..].CopyTo(buffers);
        if (FeedbackKernel.Peak(sorted[count..]) >= BitConverter.SingleToUInt32Bits(float.PositiveInfinity)
            || (count > 0 && !decoder.TryDecode(bytes[..^buffers.Length], sorted[..count])))
        {
            return false;
        }

        Shape.Restore(chunk, sorted, values);
        return true;
    }

    private byte[] OpeningOf()
    {
        var arguments = _settings.Arguments.Where(pair => pair.Key != IUpdateCodec.Feedback).OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => string.Create(CultureInfo.InvariantCulture, $" {pair.Key}={pair.Value:R}"));
        var codec = Encoding.UTF8.GetBytes(_codec.Name + string.Concat(arguments));
        var digest = Layouts.GetValue(Layout, DigestOf);
        var opening = new byte[Magic.Length + digest.Length + sizeof(ushort) + codec.Length + sizeof(ulong)];
        Magic.CopyTo(opening);
        digest.CopyTo(opening, Magic.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(opening.AsSpan(Magic.Length + digest.Length), (ushort)codec.Length);
        codec.CopyTo(opening, Magic.Length + digest.Length + sizeof(ushort));
        BinaryPrimitives.WriteUInt64LittleEndian(opening.AsSpan(opening.Length - sizeof(ulong)), _seed);
        return opening;
    }

    private static byte[] DigestOf(ParameterLayout layout) => SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(
        '\n', layout.Entries.Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Name} {entry.Kind} {string.Join('x', entry.Shape)}")))));
}
