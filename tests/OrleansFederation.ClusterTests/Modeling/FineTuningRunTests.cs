using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Grants;
using OrleansFederation.Parameters;
using OrleansFederation.Rounds;

namespace OrleansFederation.Modeling;

/// <summary>Federations that begin with what another one learned.</summary>
public sealed class FineTuningRunTests : IAsyncLifetime
{
    private readonly StateDirectory _state = new();
    private RunningSilo _silo = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _silo = await RunningSilo.StartAsync(_state);
        await _silo.RunAsync(TinySpecs.Digits(rounds: 1));
    }

    public async ValueTask DisposeAsync()
    {
        await _silo.DisposeAsync();
        _state.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Frozen_layers_stay_as_the_version_has_them_and_the_others_move_on()
    {
        PrincipalContext.Current = RunningSilo.Owner;
        var given = await ParametersAsync("tiny");

        var federation = await _silo.RunAsync(Tuned(""" "from": { "version": "tiny@1", "fresh": ["4"] }, "freeze": ["1"] """), "tuned");

        Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
        var tuned = await ParametersAsync("tuned");
        Assert.True(given.Tensors["1.weight"].Bytes.Span.SequenceEqual(tuned.Tensors["1.weight"].Bytes.Span));
        Assert.True(given.Tensors["1.bias"].Bytes.Span.SequenceEqual(tuned.Tensors["1.bias"].Bytes.Span));
        Assert.False(given.Tensors["4.weight"].Bytes.Span.SequenceEqual(tuned.Tensors["4.weight"].Bytes.Span));
    }

    [Fact]
    public async Task An_adapted_model_learns_further_and_is_served()
    {
        PrincipalContext.Current = RunningSilo.Owner;
        var before = (await _silo.RoundsAsync())[^1].Central!;

        await _silo.RunAsync(Tuned(""" "from": { "version": "tiny@1" }, "lora": { "rank": 4 } """), "tuned");

        var given = await ParametersAsync("tiny");
        var tuned = await ParametersAsync("tuned");
        Assert.All(given.Tensors.Values, tensor => Assert.True(tensor.Bytes.Span.SequenceEqual(tuned.Tensors[tensor.Name].Bytes.Span), tensor.Name));
        var after = (await _silo.RoundsAsync("tuned"))[^1].Central!;
        Assert.True(after.Loss < before.Loss, $"{after.Loss} after, {before.Loss} before");
        Assert.Equal(10, (await _silo.Inference("tuned").InferAsync(new(null, new float[784]), Cancel)).Outputs.Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData(""" , "aggregation": "median" """)]
    public async Task Only_what_is_trained_travels(string extra)
    {
        PrincipalContext.Current = RunningSilo.Owner;
        var spec = Tuned(""" "from": { "version": "tiny@1" }, "lora": { "rank": 1, "layers": ["4"] } """, extra);

        var federation = await _silo.RunAsync(spec, "tuned");

        Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
        var round = await _silo.Services.GetRequiredService<IRoundStore>().LoadAsync("tuned", 1, Cancel);
        const int adapter = (16 + 10) * sizeof(float);
        Assert.All(round!.Cohort, client => Assert.InRange(client.Report!.Update!.Length, adapter, adapter + 200));
        var outer = (await ParametersAsync("tuned")).Tensors["4.lora_b"].Bytes;
        Assert.True(outer.Span.ContainsAnyExcept((byte)0));
    }

    [Fact]
    public async Task An_outside_file_gives_the_same_as_the_version_that_it_was_exported_from()
    {
        PrincipalContext.Current = RunningSilo.Owner;
        var version = (await _silo.VersionsAsync())[0].Manifest;
        var path = Path.Combine(_state.Path, "outside.safetensors");
        await File.WriteAllBytesAsync(path, await ReadAsync(version.Parameters), Cancel);

        await _silo.RunAsync(Tuned($$""" "from": { "safetensors": "{{path}}" }, "freeze": ["1"] """), "tuned");

        Assert.Equal(version.Parameters.Digest, (await _silo.VersionsAsync("tuned"))[^1].Manifest.BaseDigest);
    }

    [Theory]
    [InlineData(""" "from": { "safetensors": "/no/such.file" } """, "FED1020")]
    [InlineData(""" "from": { "safetensors": "${NO_SUCH_VARIABLE}/x" } """, "FED1023")]
    [InlineData(""" "from": { "version": "tiny@9" } """, "FED5002")]
    public async Task A_source_that_is_not_there_is_refused_when_the_federation_is_created(string model, string code)
    {
        PrincipalContext.Current = RunningSilo.Owner;
        var refused = await Assert.ThrowsAsync<FederationException>(() => _silo.Federation("tuned").StartAsync(Tuned(model), Cancel));

        Assert.Equal(code, refused.Code);
        Assert.Null(await _silo.Federation("tuned").GetAsync());
    }

    [Fact]
    public async Task A_source_of_other_shapes_is_refused_with_every_tensor_that_does_not_fit()
    {
        PrincipalContext.Current = RunningSilo.Owner;
        var spec = Tuned(""" "from": { "version": "tiny@1" } """).Replace("{ \"linear\": 16 }", "{ \"linear\": 12 }", StringComparison.Ordinal);

        var refused = await Assert.ThrowsAsync<FederationException>(() => _silo.Federation("tuned").StartAsync(spec, Cancel));

        Assert.Equal(["FED1030", "FED1030", "FED1030"], refused.Problems.Select(problem => problem.Code));
    }

    [Fact]
    public async Task Whoever_may_not_download_the_version_may_not_begin_with_it()
    {
        PrincipalContext.Current = "bob";

        var refused = await _silo.Federation("tuned").StartAsync(Tuned(""" "from": { "version": "tiny@1" } """), Cancel);

        Assert.Equal(("FED4001", "model.from.version"), (Assert.Single(refused.Problems).Code, refused.Problems[0].Place));
    }

    private static string Tuned(string model, string extra = "") =>
        TinySpecs.Digits("tuned", rounds: 1, extra: extra).Replace("\"loss\": \"crossEntropy\"", $"\"loss\": \"crossEntropy\", {model}", StringComparison.Ordinal);

    private async Task<SafetensorsFile> ParametersAsync(string model) =>
        Safetensors.Read(await ReadAsync((await _silo.VersionsAsync(model))[0].Manifest.Parameters), model);

    private async Task<byte[]> ReadAsync(ArtifactRef artifact) =>
        (await _silo.Services.GetRequiredService<IArtifactStore>().ReadAsync(artifact, Cancel)).ToArray();
}
