using System.Security.Cryptography;
using OrleansFederation.Artifacts;
using OrleansFederation.Federations;
using OrleansFederation.Parameters;
using OrleansFederation.Randomness;

namespace OrleansFederation.Filters;

/// <summary>Updates, layouts and encodings for tests.</summary>
internal static class FilterSamples
{
    /// <summary>Each codec as its spec and whether it is exact where it sends a number.</summary>
    public static readonly string[] Filters =
    [
        "fp16", "bf16", "int8", "{\"int8\": {\"block\": 100}}", "int4", "{\"int4\": {\"block\": 33}}", "sign", "{\"sign\": {\"block\": 50}}",
        "topk", "{\"topk\": 0.3}", "{\"topk\": 1}", "randomk", "{\"randomk\": 0.3}", "{\"randomk\": {\"share\": 0.2, \"errorFeedback\": 0}}", "{\"int8\": {\"errorFeedback\": 0.5}}",
    ];

    public static FederationSpec Spec(string filter) => SpecReader.Read(Json(filter)).OrThrow().Spec;

    public static string Json(string filters) => SpecSamples.Small.Replace("\"rounds\": 2", $"\"rounds\": 2, \"filters\": {(filters.StartsWith('[') ? filters : $"[{(filters.StartsWith('{') ? filters : $"\"{filters}\"")}]")}", StringComparison.Ordinal);

    public static UpdateEncoding Encoding(string filter, ParameterLayout layout, int round = 1, int ordinal = 0) => UpdateEncoding.Of(Spec(filter), layout, round, ordinal)!;

    /// <summary>Entries of these lengths; negative ones are buffers.</summary>
    public static ParameterLayout Layout(params IEnumerable<int> lengths)
    {
        List<ParameterEntry> entries = [];
        foreach (var length in lengths)
        {
            entries.Add(new($"{entries.Count}", [Math.Abs(length)], entries.Count == 0 ? 0 : entries[^1].Offset + entries[^1].Length, length < 0 ? ParameterKind.Buffer : ParameterKind.Trainable));
        }

        return new(entries);
    }

    public static float[] Gaussian(int length, ulong seed = 1, double scale = 0.01)
    {
        SeededRandom random = new(seed);
        var values = new float[length];
        foreach (ref var value in values.AsSpan())
        {
            value = (float)(random.NextGaussian() * scale);
        }

        return values;
    }

    /// <summary>Writes a file; the feedback is changed.</summary>
    public static (byte[] File, double Norm) Encode(UpdateEncoding encoding, float[] update, float[] feedback)
    {
        var encoder = encoding.Encode(update, feedback);
        using MemoryStream file = new();
        file.Write(encoding.Opening.Span);
        var chunk = new byte[UpdateEncoder.LargestChunk];
        while (encoder.TryNext(chunk, out var length))
        {
            file.Write(chunk, 0, length);
        }

        return (file.ToArray(), encoder.Norm);
    }

    public static float[] Decode(UpdateEncoding encoding, byte[] file)
    {
        var values = new float[encoding.Shape.Length];
        encoding.Decode(file, values, "the update of client a");
        return values;
    }

    /// <summary>Reads a file as its digest says, or, where the digest is of other bytes, as a damaged one.</summary>
    public static UpdateReader Reader(UpdateEncoding? encoding, ParameterLayout layout, byte[] file, byte[]? receipt = null) => new(
        new BlockReader(new(Convert.ToHexStringLower(SHA256.HashData(receipt ?? file)), (receipt ?? file).Length), (offset, destination, _) =>
        {
            // Pieces of at most a thousand bytes, as a message has a bound.
            var count = (int)Math.Clamp(file.Length - offset, 0, Math.Min(1000, destination.Length));
            file.AsSpan((int)Math.Min(offset, file.Length), count).CopyTo(destination.Span);
            return Task.FromResult(count);
        }),
        layout, encoding, "the update of client a");
}
