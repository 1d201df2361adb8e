using System.Numerics.Tensors;
using OrleansFederation.Federations;
using OrleansFederation.Parameters;
using OrleansFederation.Randomness;

namespace OrleansFederation.Filters;

/// <summary>Measures what a client spends on compressing a million numbers with error feedback, beside passing over the same memory.</summary>
internal sealed class CompressBenchmark : IBenchmark
{
    private const int Length = 1_000_000;
    private const int Repeats = 40;

    /// <inheritdoc/>
    public string Name => "compress";

    /// <inheritdoc/>
    public string Description => "each filter with error feedback on 1M float32, one thread, beside reading the update and rewriting what is kept";

    /// <inheritdoc/>
    public Task RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        var layout = new ParameterLayout([new("0.weight", [Length], 0, ParameterKind.Trainable)]);
        var shape = UpdateShape.Of(layout);
        var update = Gaussian(1);
        var kept = Gaussian(2);
        var chunk = new byte[UpdateEncoder.LargestChunk];
        var pass = Timing.BestOfEach(Repeats, cancellationToken, () => TensorPrimitives.Add(update, kept, kept))[0];
        Report.Figure(output, "a pass: 8 MB read, 4 MB written", $"{pass * 1e3:0.00} ms");
        foreach (var codec in UpdateFilters.All.OfType<IUpdateCodec>())
        {
            var settings = UpdateFilters.Settings(codec);
            Gaussian(2).CopyTo(kept, 0);
            var spec = SpecOf(settings);
            var encoding = UpdateEncoding.Of(spec, layout, 1, 0)!;
            var bytes = Encode(encoding, update, new float[Length]);
            var values = new float[Length];
            var best = Timing.BestOfEach(Repeats, cancellationToken, () => Compress(codec, settings, shape, update, kept, chunk), () => Encode(encoding, update, kept), () => encoding.Decode(bytes, values, Name));
            var goal = codec.Name switch { "int8" => " (goal under 0.60)", "topk" => " (goal under 2.00)", _ => "" };
            Report.Figure(output, $"{codec.Name}", $"{best[0] * 1e3:0.00} ms{goal}, {best[0] / pass:0.0} passes; the file with its norm {best[1] * 1e3:0.00} ms; read {best[2] * 1e3:0.00} ms; {4.0 * Length / encoding.Length:0.0} times smaller");
        }

        return Task.CompletedTask;
    }

    /// <summary>What the codec itself does: feedback added, chunks written, what is lost kept.</summary>
    private static void Compress(IUpdateCodec codec, FilterSpec settings, UpdateShape shape, float[] update, float[] kept, byte[] chunk)
    {
        if (codec.NeedsWhole)
        {
            FeedbackKernel.Add(update, kept, 1);
        }

        var encoder = codec.BeginEncoding(settings, shape, 1, codec.NeedsWhole ? kept : []);
        for (var i = 0; i < shape.Chunks; i++)
        {
            var (start, length) = (i * UpdateShape.Chunk, shape.LengthOf(i));
            var values = kept.AsSpan(start, length);
            if (!codec.NeedsWhole)
            {
                FeedbackKernel.Add(update.AsSpan(start, length), values, 1);
            }

            encoder.Encode(values, chunk);
        }
    }

    /// <summary>Writes an update.</summary>
    internal static byte[] Encode(UpdateEncoding encoding, float[] update, float[] kept)
    {
        var file = new byte[encoding.Length];
        encoding.Opening.Span.CopyTo(file);
        var encoder = encoding.Encode(update, kept);
        for (var at = encoding.Opening.Length; encoder.TryNext(file.AsSpan(at), out var length); at += length)
        {
        }

        return file;
    }

    /// <summary>A spec with a filter.</summary>
    internal static FederationSpec SpecOf(FilterSpec filter) => new()
    {
        Name = "compress",
        Model = new("compress", [1], [], Modeling.LossKind.Mse),
        Clients = new() { Simulate = 1 },
        Rounds = 1,
        Filters = [filter],
    };

    private static float[] Gaussian(ulong seed)
    {
        SeededRandom random = new(seed);
        var values = new float[Length];
        foreach (ref var value in values.AsSpan())
        {
            value = (float)random.NextGaussian() * 0.01f;
        }

        return values;
    }
}
