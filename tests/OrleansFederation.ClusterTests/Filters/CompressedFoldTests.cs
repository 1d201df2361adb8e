using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Modeling;
using OrleansFederation.Parameters;
using OrleansFederation.Randomness;
using OrleansFederation.Storage;
using OrleansFederation.Training;

namespace OrleansFederation.Filters;

/// <summary>Compressed updates are folded whole and in blocks to the same bits; what is damaged is lost, what was written wrong names its client.</summary>
public sealed class CompressedFoldTests(SqliteStorage fixture) : IClassFixture<SqliteStorage>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private FileUpdateStore Updates => field ??= new(_folder["sites"], fixture.Clock);

    private SiteFold Fold => field ??= new(Updates, new FileArtifactStore(_folder["artifacts"], fixture.Storage.Database, fixture.Clock, cacheBytes: 0), fixture.Clock);

    [Theory]
    [InlineData("int8", 1)]
    [InlineData("int8", 7)]
    [InlineData("topk", 5)]
    [InlineData("randomk", 5)]
    public async Task In_blocks_and_whole_it_gives_the_sum_of_what_was_sent(string filter, int clients)
    {
        var (order, layout, sent) = await OrderAsync(filter, clients);

        var whole = await Fold.FoldWholeAsync(order, layout, Cancel);
        var blocks = await Fold.FoldBlocksAsync(order, layout, blockLength: 3000, Cancel);

        Assert.NotNull(whole.Partial);
        Assert.Equal(whole.Partial, blocks.Partial);
        var sum = FloatMemory.View((await Updates.ReadAsync("local", whole.Held!, whole.Partial!, Cancel))!.Value, layout.Length, "the sum").ToArray();
        for (var i = 0; i < sum.Length; i++)
        {
            Assert.Equal(sent.Sum(values => values[i] / (double)clients), sum[i], 1e-6);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_damaged_one_is_lost(bool blocks)
    {
        var (order, layout, _) = await OrderAsync("topk", 3);
        var file = Path.Combine(_folder["sites"], "local", "tiny", "1", "tiny.1.1.safetensors");
        var content = await File.ReadAllBytesAsync(file, Cancel);
        content[100] ^= 0xff;
        await File.WriteAllBytesAsync(file, content, Cancel);

        var result = blocks ? await Fold.FoldBlocksAsync(order, layout, 1000, Cancel) : await Fold.FoldWholeAsync(order, layout, Cancel);

        Assert.Equal(["tiny.1"], result.Lost);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_its_client_wrote_otherwise_names_the_client(bool blocks)
    {
        var (order, layout, _) = await OrderAsync("int8", 3);
        var plain = await Updates.WriteAsync("local", SiteFold.Key(order, order.Contributions[2]), Safetensors.Write(layout, new float[layout.Length]), Cancel);
        order = order with { Contributions = [.. order.Contributions.Take(2), order.Contributions[2] with { Update = plain }] };

        var fault = await Assert.ThrowsAsync<FederationException>(() => blocks ? Fold.FoldBlocksAsync(order, layout, 1000, Cancel) : Fold.FoldWholeAsync(order, layout, Cancel));

        Assert.Equal(FederationErrors.UpdateMismatch.Code, fault.Code);
        Assert.Contains("tiny.2", fault.Problems[0].Place, StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private async Task<(FoldOrder Order, ParameterLayout Layout, List<float[]> Sent)> OrderAsync(string filter, int clients)
    {
        var (spec, document) = SpecReader.Read(TinySpecs.Digits(extra: $", \"filters\": [\"{filter}\"]")).OrThrow();
        var layout = ModelPlans.Of(spec.Model).Moving.Layout;
        List<Contribution> contributions = [];
        List<float[]> sent = [];
        for (var i = 0; i < clients; i++)
        {
            SeededRandom random = new((ulong)i);
            float[] values = [.. Enumerable.Range(0, layout.Length).Select(_ => (float)random.NextGaussian())];
            var encoding = UpdateEncoding.Of(spec, layout, 1, i)!;
            var encoder = encoding.Encode(values, new float[values.Length]);
            var file = new byte[encoding.Length];
            encoding.Opening.Span.CopyTo(file);
            for (var at = encoding.Opening.Length; encoder.TryNext(file.AsSpan(at), out var length); at += length)
            {
            }

            var read = new float[values.Length];
            encoding.Decode(file, read, "it");
            sent.Add(read);
            TaskKey key = new(TaskKind.Train, "tiny", 1, $"tiny.{i}", 1);
            var update = await Write(key, file);
            contributions.Add(new(key.Client, i, 1, update, 10, 1.0 / clients));
        }

        return (new("tiny", 1, document, "local", contributions), layout, sent);

        Task<ArtifactRef> Write(TaskKey key, byte[] file) => Updates.WriteAsync("local", key, file, Cancel);
    }
}
