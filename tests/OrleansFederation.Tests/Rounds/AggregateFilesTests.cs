using System.Runtime.InteropServices;
using OrleansFederation.Aggregation;
using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Inference;
using OrleansFederation.Modeling;
using OrleansFederation.Parameters;
using OrleansFederation.Randomness;

namespace OrleansFederation.Rounds;

/// <summary>What is aggregated in blocks has the bits of what is aggregated whole.</summary>
public sealed class AggregateFilesTests
{
    private readonly ModelPlan _plan = ModelPlan.Create(TestModels.Mnist);
    private readonly MemoryArtifacts _artifacts = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(600)]
    public async Task Files_in_blocks_are_those_that_are_made_whole(int sites)
    {
        var (values, sums) = (Numbers(1), Enumerable.Range(0, sites).Select(i => Numbers(100 + (ulong)i)).ToArray());
        var start = _artifacts.Add(Safetensors.Write(_plan.Layout, values));
        using var blocks = Partials(sums);

        var files = await Files(start).WriteAsync(blocks, new(1, null), Cancel);

        PartialSums.Apply(values, PartialSums.Combine<float>([.. sums.Select(sum => (ReadOnlyMemory<float>)sum)]).AsSpan());
        Assert.Equal(_artifacts.Add(Safetensors.Write(_plan.Layout, values)), files?.Parameters);
        Assert.Equal(_artifacts.Add(new OnnxExporter().Export(TestModels.Mnist, values)), files?.Onnx);
    }

    [Fact]
    public async Task A_damaged_partial_sum_makes_no_files()
    {
        var start = _artifacts.Add(Safetensors.Write(_plan.Layout, Numbers(1)));
        var right = _artifacts.Add(MemoryMarshal.AsBytes(Numbers(2).AsSpan()).ToArray());
        using var blocks = new PartialBlocks([BlockReader.Of(new Damaged(_artifacts, right.Digest), right)], static _ => Task.CompletedTask);

        Assert.Null(await Files(start).WriteAsync(blocks, new(1, null), Cancel));
    }

    [Fact]
    public async Task A_damaged_base_is_FED2006()
    {
        var start = _artifacts.Add(Safetensors.Write(_plan.Layout, Numbers(1)));
        using var blocks = Partials([Numbers(2)]);

        var refusal = await Assert.ThrowsAsync<FederationException>(() => Files(start, new Damaged(_artifacts, start.Digest)).WriteAsync(blocks, new(1, null), Cancel));

        Assert.Equal("FED2006", refusal.Code);
    }

    [Fact]
    public async Task A_base_of_another_model_is_FED1030()
    {
        var start = _artifacts.Add(Safetensors.Write(ModelPlan.Create(TestModels.Everything).Layout, TestModels.Parameters(TestModels.Everything)));
        using var blocks = Partials([Numbers(2)]);

        var refusal = await Assert.ThrowsAsync<FederationException>(() => Files(start).WriteAsync(blocks, new(1, null), Cancel));

        Assert.Equal("FED1030", refusal.Code);
    }

    private AggregateFiles Files(ArtifactRef start, IArtifactStore? store = null)
    {
        var spec = new FederationSpec { Name = "test", Model = TestModels.Mnist, Clients = new() { Simulate = 1 }, Rounds = 1 };
        return new(store ?? _artifacts, new OnnxExporter(), new(new("test", 1, new("{}", ""), start, null, "owner"), new("test", 1, 1), spec, null!, null!, null!, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance));
    }

    private PartialBlocks Partials(float[][] sums) =>
        new([.. sums.Select(sum => BlockReader.Of(_artifacts, _artifacts.Add(MemoryMarshal.AsBytes(sum.AsSpan()).ToArray())))], static _ => Task.CompletedTask);

    private float[] Numbers(ulong seed)
    {
        var random = new SeededRandom(seed);
        var values = new float[_plan.Layout.Length];
        foreach (ref var value in values.AsSpan())
        {
            value = (float)random.NextDouble() - 0.5f;
        }

        return values;
    }

    /// <summary>A store that turns a bit of one artifact.</summary>
    private sealed class Damaged(IArtifactStore real, string digest) : IArtifactStore
    {
        public Task<ArtifactRef> WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => real.WriteAsync(content, cancellationToken);

        public Task<StoredArtifact?> FindAsync(string wanted, CancellationToken cancellationToken) => real.FindAsync(wanted, cancellationToken);

        public Task<ReadOnlyMemory<byte>> ReadAsync(ArtifactRef artifact, CancellationToken cancellationToken) => real.ReadAsync(artifact, cancellationToken);

        public async Task<int> ReadAsync(ArtifactRef artifact, long offset, Memory<byte> destination, CancellationToken cancellationToken)
        {
            var read = await real.ReadAsync(artifact, offset, destination, cancellationToken);
            if (artifact.Digest == digest && offset + read == artifact.Length)
            {
                destination.Span[read - 1] ^= 1;
            }

            return read;
        }

        public Task ReferenceAsync(IReadOnlyList<ArtifactRef> artifacts, string owner, CancellationToken cancellationToken) => real.ReferenceAsync(artifacts, owner, cancellationToken);

        public Task<int> SweepAsync(TimeSpan unwantedFor, CancellationToken cancellationToken) => real.SweepAsync(unwantedFor, cancellationToken);
    }
}
