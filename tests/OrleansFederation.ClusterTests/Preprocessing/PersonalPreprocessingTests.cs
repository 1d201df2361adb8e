using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Preprocessing;

/// <summary>Preprocessing that each client has for itself, and preprocessing of images, in a running federation.</summary>
public sealed class PersonalPreprocessingTests : IDisposable
{
    private readonly TemporaryFolder _files = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_client_is_fitted_to_its_own_rows_and_whoever_asks_says_as_which()
    {
        // The north measures in tenths: only preprocessing of its own makes the two agree.
        Write("south", 1);
        Write("north", 10);
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);

        Assert.Equal(FederationStatus.Finished, (await silo.RunAsync(Tables())).Status);

        var newest = (await silo.VersionsAsync()).MaxBy(version => version.Manifest.Version)!.Manifest;
        var fitted = Preprocessors.Read((await silo.Services.GetRequiredService<IArtifactStore>().ReadAsync(newest.Preprocessing!, Cancel)).Span, "test");
        Assert.True(newest.IsPersonal);
        Assert.Equal([2], newest.Input);
        Assert.Equal(fitted.Of("south")!.Values[0].Shift * 10, fitted.Of("north")!.Values[0].Shift, 1e-2f);
        Assert.InRange(newest.Federated!.Accuracy!.Value, 0.9, 1);

        var south = await silo.Inference().InferAsync(new(null, []) { Rows = """{ "age": 70 }""", Client = "south" }, Cancel);
        var north = await silo.Inference().InferAsync(new(null, [700]) { Client = "north" }, Cancel);
        Assert.Equal(south.Outputs[0], north.Outputs[0], 1e-3f);
        Assert.True(south.Outputs[1] > south.Outputs[0]);
        var refused = await Assert.ThrowsAsync<FederationException>(() => silo.Inference().InferAsync(new(null, [70]), Cancel));
        Assert.Contains("north, south", refused.Problems[0].Remedy, StringComparison.Ordinal);
        Assert.Equal("FED6001", (await Assert.ThrowsAsync<FederationException>(() => silo.Inference().InferAsync(new(null, []) { Rows = "{}", Client = "west" }, Cancel))).Code);
    }

    [Fact]
    public async Task Images_are_normalised_by_what_is_fitted_to_all_and_answered_raw()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);

        Assert.Equal(FederationStatus.Finished, (await silo.RunAsync(Digits)).Status);

        var newest = (await silo.VersionsAsync()).MaxBy(version => version.Manifest.Version)!.Manifest;
        var fitted = Preprocessors.Read((await silo.Services.GetRequiredService<IArtifactStore>().ReadAsync(newest.Preprocessing!, Cancel)).Span, "test").Common!;
        Assert.Equal((784, 300L), (fitted.Plane, fitted.Rows));
        Assert.InRange(fitted.Values[0].Shift, 0.02f, 0.5f);
        Assert.Equal([1, 28, 28], newest.Input);
        Assert.Contains("value number 3", (await Assert.ThrowsAsync<FederationException>(() => silo.Inference().InferAsync(new(null, [0, 0, float.PositiveInfinity, .. new float[781]]), Cancel))).Problems[0].Cause, StringComparison.Ordinal);
        Assert.Equal(10, (await silo.Inference().InferAsync(new(null, new float[784]), Cancel)).Outputs.Length);
        Assert.Equal("FED6001", (await Assert.ThrowsAsync<FederationException>(() => silo.Inference().InferAsync(new(null, []) { Rows = """{ "channel 0": 1 }""" }, Cancel))).Code);
    }

    public void Dispose() => _files.Dispose();

    private void Write(string site, int scale)
    {
        using var file = new StreamWriter(_files[site + ".csv"]);
        file.WriteLine("age,sick");
        for (var i = 0; i < 80; i++)
        {
            file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(20 + (i * 7 % 60)) * scale},{(i * 7 % 60 > 30 ? 1 : 0)}"));
        }
    }

    private string Tables() => $$"""
        {
          "federation": "tiny",
          "model": { "layers": [{ "linear": 2 }], "loss": "crossEntropy" },
          "data": {
            "format": "csv",
            "columns": [{ "age": "number" }, { "sick": "number" }],
            "target": { "column": "sick", "classes": { "0": 0, "1": 1 } }
          },
          "preprocessing": { "fit": "client" },
          "clients": [
            { "id": "south", "site": "south", "data": { "split": { "train": "{{_files["south.csv"]}}", "test": "{{_files["south.csv"]}}" } } },
            { "id": "north", "site": "north", "data": { "split": { "train": "{{_files["north.csv"]}}", "test": "{{_files["north.csv"]}}" } } }
          ],
          "rounds": 5,
          "training": { "learningRate": 0.5, "epochs": 4 },
          "evaluation": { "fraction": 1, "minimum": 2 }
        }
        """;

    private const string Digits = """
        {
          "federation": "tiny",
          "model": { "input": [1, 28, 28], "layers": ["flatten", { "linear": 10 }], "loss": "crossEntropy" },
          "data": { "format": "digits", "train": 300, "test": 60 },
          "preprocessing": { "scale": "standard" },
          "clients": { "simulate": 3 },
          "rounds": 1,
          "evaluation": { "fraction": 1, "minimum": 3 }
        }
        """;
}
