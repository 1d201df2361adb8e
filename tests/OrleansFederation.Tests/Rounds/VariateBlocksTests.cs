using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Inference;
using OrleansFederation.Modeling;
using OrleansFederation.Parameters;
using OrleansFederation.Randomness;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>What the server keeps for SCAFFOLD and FedDyn, moved in blocks over a model with buffers in between.</summary>
public sealed class VariateBlocksTests
{
    private const float Tolerance = 1e-6f;

    private readonly ModelPlan _plan = ModelPlan.Create(Samples.Cnn);
    private readonly MemoryArtifacts _artifacts = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, true)]
    [InlineData(3, false)]
    [InlineData(600, false)]
    public async Task Scaffold_moves_the_common_variate_by_the_mean_of_updates_by_steps(int sites, bool alike)
    {
        var (start, moves, byStep, before) = (Numbers(1), Numbers(2), Numbers(3), Numbers(4, _plan.Moving.Trainable.Length));
        using var blocks = Partials(Parts(moves, sites), alike ? null : Partials(Parts(byStep, sites)));

        var files = await Files(new() { Scaffold = true, LearningRate = 0.5 }, start, (ControlVariates.Name, before)).WriteAsync(blocks, new(0.25, alike ? 4 : null), Cancel);

        var (model, kept) = await ReadAsync(files, ControlVariates.Name);
        Assert.All(Enumerable.Range(0, model.Length), i => Assert.Equal(start[i] + moves[i], model[i], Tolerance));
        AssertKept((own, at) =>
        {
            var mean = alike ? moves[at] / (4 * 0.5f) : byStep[at] / 0.5f;
            Assert.Equal(before[own] - 0.25f * (before[own] + mean), kept[own], Tolerance);
        });
    }

    [Fact]
    public async Task FedDyn_takes_its_own_step_and_averages_buffers()
    {
        var (start, moves, before) = (Numbers(1), Numbers(2), Numbers(4, _plan.Moving.Trainable.Length));
        using var blocks = Partials([moves]);

        var files = await Files(new() { Dynamic = 0.5 }, start, (DynamicRegulariser.Name, before)).WriteAsync(blocks, new(0.25, null), Cancel);

        var (model, kept) = await ReadAsync(files, DynamicRegulariser.Name);
        AssertKept((own, at) =>
        {
            var next = before[own] - 0.5f * 0.25f * moves[at];
            Assert.Equal(next, kept[own], Tolerance);
            Assert.Equal(start[at] + moves[at] - next / 0.5f, model[at], Tolerance);
        });
        Assert.All(_plan.Layout.Entries.Where(entry => entry.Kind == ParameterKind.Buffer), entry =>
            Assert.All(Enumerable.Range(entry.Offset, entry.Length), i => Assert.Equal(start[i] + moves[i], model[i])));
    }

    [Fact]
    public async Task A_damaged_sum_by_steps_makes_no_files()
    {
        var right = _artifacts.Add(MemoryMarshal.AsBytes(Numbers(2).AsSpan()).ToArray());
        var wrong = new BlockReader(right with { Digest = new('0', 64) }, (offset, destination, cancellation) => _artifacts.ReadAsync(right, offset, destination, cancellation));
        using var blocks = Partials([Numbers(3)], new([wrong], static _ => Task.CompletedTask));

        Assert.Null(await Files(new() { Scaffold = true }, Numbers(1)).WriteAsync(blocks, new(1, null), Cancel));
    }

    [Fact]
    public async Task A_plan_that_lacks_what_the_version_before_has_is_FED2006()
    {
        using var blocks = Partials([Numbers(3)]);

        var refusal = await Assert.ThrowsAsync<FederationException>(() => Files(new() { Scaffold = true }, Numbers(1), isFirst: false).WriteAsync(blocks, new(1, 1), Cancel));

        Assert.Equal("FED2006", refusal.Code);
        Assert.Contains("'control'", refusal.Problems[0].Place, StringComparison.Ordinal);
    }

    /// <summary>Walks over what is trained: the place in what is kept, and in the model.</summary>
    private void AssertKept(Action<int, int> at)
    {
        var own = 0;
        foreach (var entry in _plan.Layout.Entries.Where(entry => entry.Kind == ParameterKind.Trainable))
        {
            for (var i = 0; i < entry.Length; i++)
            {
                at(own++, entry.Offset + i);
            }
        }

        Assert.Equal(_plan.Moving.Trainable.Length, own);
        Assert.NotEqual(_plan.Layout.Length, own);
    }

    private AggregateFiles Files(TrainingSpec training, float[] start, (string Name, float[] Values)? kept = null, bool isFirst = true)
    {
        var spec = new FederationSpec { Name = "test", Model = Samples.Cnn, Clients = new() { Simulate = 1 }, Rounds = 1, Training = training };
        var plan = new RoundPlan("test", 2, new("{}", ""), _artifacts.Add(Safetensors.Write(_plan.Layout, start)), kept is null && isFirst ? null : 1, "owner")
        {
            Server = kept is { } vector ? [new(vector.Name, _artifacts.Add(Safetensors.Write(_plan.Moving.Trainable, vector.Values)))] : [],
        };
        return new(_artifacts, new OnnxExporter(), new(plan, new("test", 2, 1), spec, null!, null!, null!, TimeProvider.System, NullLogger.Instance));
    }

    private async Task<(float[] Model, float[] Kept)> ReadAsync((ArtifactRef Parameters, ArtifactRef Onnx, IReadOnlyList<Optimizers.ServerVector> Server)? files, string name)
    {
        var kept = Assert.Single(files!.Value.Server);
        Assert.Equal(name, kept.Name);
        return (
            Safetensors.View(_plan.Layout, (await _artifacts.ReadAsync(files.Value.Parameters, Cancel)).Span, "test").ToArray(),
            Safetensors.View(_plan.Moving.Trainable, (await _artifacts.ReadAsync(kept.File, Cancel)).Span, "test").ToArray());
    }

    private PartialBlocks Partials(float[][] sums, PartialBlocks? byStep = null) =>
        new([.. sums.Select(sum => BlockReader.Of(_artifacts, _artifacts.Add(MemoryMarshal.AsBytes(sum.AsSpan()).ToArray())))], static _ => Task.CompletedTask) { ByStep = byStep };

    /// <summary>One vector as a sum of many.</summary>
    private static float[][] Parts(float[] sum, int count) => [sum, .. Enumerable.Range(1, count - 1).Select(_ => new float[sum.Length])];

    private float[] Numbers(ulong seed, int? length = null)
    {
        var random = new SeededRandom(seed);
        return [.. Enumerable.Range(0, length ?? _plan.Layout.Length).Select(_ => (float)random.NextDouble() - 0.5f)];
    }
}
