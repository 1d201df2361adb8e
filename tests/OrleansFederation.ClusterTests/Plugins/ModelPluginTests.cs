using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Modeling;
using OrleansFederation.Parameters;

namespace OrleansFederation.Plugins;

/// <summary>A model that a plugin brings: trained apart where it is approved, served by its ONNX twin, refused where the two are not one.</summary>
public sealed class ModelPluginTests
{
    private static readonly string Programs = Path.Combine(RepositoryFolder.Path, "tests", "programs");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_approved_model_is_trained_to_the_same_bits_twice_and_served_by_its_twin()
    {
        using var site = new SampleSite().Approve();
        List<string> digests = [];
        foreach (var _ in Enumerable.Range(0, 2))
        {
            using var state = new StateDirectory();
            await using var silo = await RunningSilo.StartAsync(state, site.Configure);

            var view = await silo.RunAsync(Spec(site));

            Assert.True(view.Status == FederationStatus.Finished, view.Failure?.ToString());
            var newest = (await silo.VersionsAsync()).MaxBy(version => version.Manifest.Version)!.Manifest;
            digests.Add(newest.Parameters.Digest);
            var answer = await silo.Inference().InferAsync(new(null, new float[2 * 784]), Cancel);
            Assert.Equal([2, 10], answer.Shape);
            Assert.Equal(newest.Onnx.Digest, answer.Digest);
            Assert.NotEqual(await BuffersAsync(silo, 1), await BuffersAsync(silo, 3));
            var rounds = await silo.RoundsAsync();
            Assert.True(rounds[^1].Central!.Loss < rounds[0].Central!.Loss, $"{rounds[^1].Central!.Loss} after {rounds[0].Central!.Loss}");
        }

        Assert.Equal(digests[0], digests[1]);
    }

    [Theory]
    [InlineData("""{ "keep": ["batchnorm", "fc"], "headEpochs": 1 }""")]
    [InlineData("""{ "ditto": 0.5 }""")]
    [InlineData("""{ "finetune": 1 }""")]
    public async Task Clients_have_models_of_their_own_of_it(string personal)
    {
        using var site = new SampleSite().Approve();
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, site.Configure);
        var spec = Spec(site);
        var at = spec.IndexOf("\"evaluation\"", StringComparison.Ordinal);

        var view = await silo.RunAsync(spec[..at] + $$"""
            "personal": {{personal}}, "evaluation": { "fraction": 1 } }
            """);

        Assert.True(view.Status == FederationStatus.Finished, view.Failure?.ToString());
        var rounds = await silo.RoundsAsync();
        Assert.True(rounds[^1].Federated!.Loss < rounds[0].Federated!.Loss, $"{rounds[^1].Federated!.Loss} after {rounds[0].Federated!.Loss}");
        var newest = (await silo.VersionsAsync()).MaxBy(version => version.Manifest.Version)!.Manifest;
        Assert.Equal(personal.Contains("keep", StringComparison.Ordinal) ? ["bn.bias", "bn.running_mean", "bn.running_var", "bn.weight", "fc.bias", "fc.weight"] : [], newest.Kept);
    }

    [Fact]
    public async Task What_is_not_approved_as_a_model_is_refused_with_the_digest()
    {
        using var site = new SampleSite().Approve(kinds: [PluginKind.Data, PluginKind.Loss]);
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, site.Configure);

        var refused = await Assert.ThrowsAsync<FederationException>(() => silo.Federation().StartAsync(Spec(site), Cancel));

        Assert.Equal("FED4030", refused.Code);
        Assert.Contains(site.Digest, refused.Problems[0].Remedy, StringComparison.Ordinal);
        Assert.Null(await silo.Federation().GetAsync());
    }

    [Theory]
    [InlineData("other-weights.onnx", "relu", null)]
    [InlineData("twin.onnx", "tanh", "FED1092")]
    [InlineData("twin.onnx", "relu", "FED1091")]
    public async Task The_twin_gives_the_numbers_and_must_compute_the_same(string twin, string activation, string? code)
    {
        using var site = new SampleSite().Approve();
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state, site.Configure);
        var spec = Spec(site, twin, activation);
        spec = code == "FED1091" ? spec.Replace("\"fc.bias\": [10]", "\"fc.bias\": [11]", StringComparison.Ordinal) : spec;

        if (code is null)
        {
            Assert.Empty((await silo.Federation().StartAsync(spec, Cancel)).Problems);
            await silo.WaitForEndAsync();
            return;
        }

        var refused = await Assert.ThrowsAsync<FederationException>(() => silo.Federation().StartAsync(spec, Cancel));
        Assert.Contains(refused.Problems, problem => problem.Code is "FED1091" or "FED1092" or "FED1031");
        Assert.Null(await silo.Federation().GetAsync());
    }

    // What batch norm keeps by itself must reach the version: the module and the vector share it.
    private static async Task<float[]> BuffersAsync(RunningSilo silo, int version)
    {
        var manifest = (await silo.VersionsAsync()).Single(one => one.Manifest.Version == version).Manifest;
        var layout = ModelPlan.Create(SpecReader.FromCanonical((await silo.Federation().GetAsync())!.Spec).Model).Layout;
        var file = await silo.Services.GetRequiredService<IArtifactStore>().ReadAsync(manifest.Parameters, Cancel);
        var values = Safetensors.View(layout, file.Span, "test").ToArray();
        var mean = layout.Entries.Single(entry => entry.Name == "bn.running_mean");
        return values[mean.Offset..(mean.Offset + mean.Length)];
    }

    private static string Spec(SampleSite site, string twin = "twin.onnx", string activation = "relu")
    {
        var path = Path.Combine(Programs, twin);
        var bytes = File.ReadAllBytes(path);
        return $$"""
            {
              "federation": "tiny", "seed": 3,
              "model": {
                "input": [1, 28, 28], "loss": "crossEntropy",
                "plugin": {
                  "name": "small-net", "digest": "{{site.Digest}}", "options": { "activation": "{{activation}}" },
                  "onnx": { "path": "{{path}}", "digest": "sha256:{{Convert.ToHexStringLower(SHA256.HashData(bytes))}}", "bytes": {{bytes.Length}} },
                  "output": [10],
                  "parameters": { "bn.bias": [2], "bn.weight": [2], "conv.bias": [2], "conv.weight": [2, 1, 4, 4], "fc.bias": [10], "fc.weight": [10, 98] },
                  "buffers": { "bn.running_mean": [2], "bn.running_var": [2] }
                }
              },
              "data": { "format": "digits", "train": 600, "test": 100 },
              "clients": { "simulate": 2 },
              "rounds": 3,
              "training": { "optimizer": "adam", "learningRate": 0.01, "batchSize": 20, "epochs": 2 },
              "evaluation": { "central": "test", "fraction": 1, "minimum": 2 }
            }
            """;
    }
}
