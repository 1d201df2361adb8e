using System.Runtime.InteropServices;
using System.Security.Cryptography;
using OrleansFederation.Artifacts;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Modeling;
using OrleansFederation.Parameters;
using OrleansFederation.Randomness;
using OrleansFederation.Storage;

namespace OrleansFederation.Training;

/// <summary>A fold gives the same bits whole, in blocks and in parts, and names what is lost.</summary>
public sealed class SiteFoldTests(SqliteStorage fixture) : IClassFixture<SqliteStorage>, IDisposable
{
    private static readonly SpecDocument Spec = SpecReader.Read(TinySpecs.Digits()).Document!;
    private static readonly ParameterLayout Layout = ModelPlans.Of(SpecReader.FromCanonical(Spec).Model).Layout;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private FileUpdateStore Updates => field ??= new(_folder["sites"], fixture.Clock);

    private FileArtifactStore Artifacts => field ??= new(_folder["artifacts"], fixture.Storage.Database, fixture.Clock, cacheBytes: 0);

    private SiteFold Fold => field ??= new(Updates, Artifacts, fixture.Clock);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(9)]
    public async Task In_blocks_it_gives_the_bits_that_it_gives_whole(int clients)
    {
        var order = await OrderAsync(clients);

        var whole = await Fold.FoldWholeAsync(order, Layout, Cancel);
        var blocks = await Fold.FoldBlocksAsync(order, Layout, blockLength: 1000, Cancel);

        Assert.NotNull(whole.Partial);
        Assert.Equal(whole.Partial, blocks.Partial);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task In_parts_it_gives_the_bits_that_it_gives_at_once(bool blocks)
    {
        var order = await OrderAsync(7);
        var expected = await Fold.FoldWholeAsync(order, Layout, Cancel);
        FoldResult result = new(null, []);
        foreach (var (part, some) in order.Contributions.Chunk(3).Index())
        {
            var next = order with { Contributions = some, Part = part, IsLast = part == 2, Onto = result.Partial };
            result = blocks ? await Fold.FoldBlocksAsync(next, Layout, 1000, Cancel) : await Fold.FoldWholeAsync(next, Layout, Cancel);
        }

        Assert.Equal(expected.Partial, result.Partial);
    }

    [Fact]
    public async Task A_small_sum_stays_at_the_site_under_the_name_that_it_gives()
    {
        var order = await OrderAsync(2);

        var result = await Fold.FoldAsync(order, Cancel);

        Assert.Null(await Artifacts.FindAsync(result.Partial!.Digest, Cancel));
        var held = await Updates.ReadAsync(order.Site, result.Held!, result.Partial, Cancel);
        Assert.Equal(result.Partial.Digest, Convert.ToHexStringLower(SHA256.HashData(held!.Value.Span)));
    }

    [Fact]
    public async Task A_large_sum_goes_to_the_store_and_that_of_an_earlier_part_stays_at_the_site()
    {
        var order = await OrderAsync(2);

        var last = await Fold.FoldBlocksAsync(order, Layout, 8, Cancel);
        Assert.Null(last.Held);
        Assert.NotNull(await Artifacts.FindAsync(last.Partial!.Digest, Cancel));

        await Artifacts.DiscardTransientAsync(last.Partial, Cancel);
        var earlier = await Fold.FoldBlocksAsync(order with { IsLast = false }, Layout, 8, Cancel);
        Assert.NotNull(earlier.Held);
        Assert.Null(await Artifacts.FindAsync(earlier.Partial!.Digest, Cancel));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_sum_that_the_site_lost_between_parts_is_no_lost_update(bool blocks)
    {
        var order = (await OrderAsync(2)) with { Part = 1, Onto = new(Samples.Digest("gone"), Layout.Length * sizeof(float)) };

        var result = blocks ? await Fold.FoldBlocksAsync(order, Layout, 1000, Cancel) : await Fold.FoldWholeAsync(order, Layout, Cancel);

        Assert.Null(result.Partial);
        Assert.Empty(result.Lost);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task An_update_that_is_missing_or_damaged_is_lost(bool blocks, bool damaged)
    {
        var order = await OrderAsync(3);
        var file = Path.Combine(_folder["sites"], "local", "tiny", "1", "tiny.1.1.safetensors");
        if (damaged)
        {
            var content = await File.ReadAllBytesAsync(file, Cancel);
            content[^1] ^= 1;
            await File.WriteAllBytesAsync(file, content, Cancel);
        }
        else
        {
            File.Delete(file);
        }

        var result = blocks ? await Fold.FoldBlocksAsync(order, Layout, 1000, Cancel) : await Fold.FoldWholeAsync(order, Layout, Cancel);

        Assert.Null(result.Partial);
        Assert.Equal(["tiny.1"], result.Lost);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private async Task<FoldOrder> OrderAsync(int clients)
    {
        var random = new SeededRandom(5);
        List<Contribution> contributions = [];
        for (var i = 0; i < clients; i++)
        {
            var values = new float[Layout.Length];
            foreach (ref var value in values.AsSpan())
            {
                value = (float)random.NextGaussian();
            }

            var key = new TaskKey(TaskKind.Train, "tiny", 1, $"tiny.{i}", 1);
            contributions.Add(new(key.Client, i, 1, await WriteAsync(key, values), 10, 1.0 / clients));
        }

        return new("tiny", 1, Spec, "local", contributions);
    }

    private async Task<ArtifactRef> WriteAsync(TaskKey key, float[] values)
    {
        await using var writer = new ParameterWriter(Safetensors.Frame(Layout), await Updates.BeginAsync("local", key, Cancel));
        await writer.WriteAsync(MemoryMarshal.AsBytes(values.AsSpan()).ToArray(), Cancel);
        return await writer.CompleteAsync(Cancel);
    }
}
