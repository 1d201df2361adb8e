using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Modeling;
using OrleansFederation.Parameters;
using OrleansFederation.Randomness;
using OrleansFederation.Registry;

namespace OrleansFederation.Preprocessing;

/// <summary>Preprocessing of a running federation of two sites with files of their own.</summary>
public sealed class FederatedPreprocessingTests : IDisposable
{
    private static readonly RawColumn[] Columns = [new("age", []), new("sex", ["f", "m"]), new("weight", [])];

    private readonly TemporaryFolder _files = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_fitted_to_the_training_rows_of_all_sites_and_answers_raw_rows()
    {
        var rows = Write("south", 1, 80).Concat(Write("north", 2, 50)).ToArray();
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);

        Assert.Equal(FederationStatus.Finished, (await silo.RunAsync(Spec())).Status);

        var versions = (await silo.VersionsAsync()).OrderBy(version => version.Manifest.Version).ToArray();
        var fitted = await FittedAsync(silo, versions[0].Manifest);
        var expected = new DataStatistics(new RawInput(Columns, null, [Columns.Length]));
        expected.Add([.. rows.SelectMany(row => row)]);
        var pooled = FittedPreprocessing.Fit(new(), expected);
        Assert.Equal(130, fitted.Rows);
        Assert.Equal(pooled.Names(), fitted.Names());
        Assert.All(pooled.Values.Zip(fitted.Values), pair =>
        {
            Assert.Equal(pair.First.Shift, pair.Second.Shift, 1e-4f);
            Assert.Equal(pair.First.Deviation, pair.Second.Deviation, 1e-4f);
            Assert.Equal(pair.First.Imputed, pair.Second.Imputed);
        });

        Assert.All(versions, version => Assert.Equal(versions[0].Manifest.Preprocessing, version.Manifest.Preprocessing));
        Assert.All(versions, version => Assert.Equal([3], version.Manifest.Input));
        float[] raw = [41, float.NaN, float.NaN];
        var answer = await silo.Inference().InferAsync(new("2", raw), Cancel);
        Assert.Equal(await LogitsAsync(silo, versions[1].Manifest, fitted, raw), answer.Outputs, (a, b) => Math.Abs(a - b) < 1e-5);
        var named = await silo.Inference().InferAsync(new("2", []) { Rows = """{ "age": 41 }""" }, Cancel);
        Assert.Equal(answer.Outputs, named.Outputs);
        Assert.Equal("FED6001", (await Assert.ThrowsAsync<FederationException>(() => silo.Inference().InferAsync(new("2", []) { Rows = """{ "age": "old" }""" }, Cancel))).Code);
    }

    [Fact]
    public async Task It_ends_with_the_same_bits_when_it_is_run_again_elsewhere()
    {
        Write("south", 1, 80);
        Write("north", 2, 50);
        List<string> digests = [];
        for (var run = 0; run < 2; run++)
        {
            using var state = new StateDirectory();
            await using var silo = await RunningSilo.StartAsync(state);
            await silo.RunAsync(Spec());
            digests.Add(string.Join(' ', (await silo.VersionsAsync()).Select(version => $"{version.Manifest.Parameters.Digest} {version.Manifest.Onnx.Digest} {version.Manifest.Preprocessing!.Digest}")));
        }

        Assert.Equal(digests[0], digests[1]);
    }

    [Fact]
    public async Task A_first_round_that_was_replayed_fits_the_same()
    {
        Write("south", 1, 80);
        Write("north", 2, 50);
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);
        await silo.RunAsync(Spec());

        foreach (var round in (int[])[1, 2])
        {
            var replay = await silo.Grains.GetGrain<Rounds.IReplayGrain>(Naming.GrainKeys.Replay("tiny", round)).ReplayAsync(Cancel);
            Assert.Equal(replay.Recorded, replay.Replayed);
        }
    }

    [Fact]
    public async Task A_site_whose_file_is_missing_fails_the_federation_before_anybody_trains()
    {
        Write("south", 1, 80);
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);

        var federation = await silo.RunAsync(Spec());

        Assert.Equal(FederationStatus.Failed, federation.Status);
        Assert.Equal("FED1020", federation.Failure!.Code);
        Assert.StartsWith("statistics of site north, ", federation.Failure.Place, StringComparison.Ordinal);
        Assert.All((await silo.RoundsAsync())[0].Clients, client => Assert.Null(client.Digest));
    }

    public void Dispose() => _files.Dispose();

    private static async Task<FittedPreprocessing> FittedAsync(RunningSilo silo, VersionManifest manifest) =>
        FittedPreprocessing.Read((await silo.Services.GetRequiredService<IArtifactStore>().ReadAsync(manifest.Preprocessing!, Cancel)).Span, "test");

    private static async Task<float[]> LogitsAsync(RunningSilo silo, VersionManifest manifest, FittedPreprocessing fitted, float[] raw)
    {
        var layout = ModelPlan.Create(SpecReader.Read(SpecOf("/a", "/b")).Spec!.Model).Layout;
        var parameters = Safetensors.View(layout, (await silo.Services.GetRequiredService<IArtifactStore>().ReadAsync(manifest.Parameters, Cancel)).Span, "test").ToArray();
        var features = new float[fitted.Width];
        fitted.Transform(raw, features);
        var (weights, bias) = (parameters.AsSpan(0, 2 * fitted.Width).ToArray(), parameters.AsSpan(2 * fitted.Width).ToArray());
        return [.. Enumerable.Range(0, 2).Select(output => bias[output] + features.Select((feature, i) => feature * weights[output * fitted.Width + i]).Sum())];
    }

    /// <summary>Writes a file of a site and gives its rows as they are read.</summary>
    private float[][] Write(string site, ulong seed, int count)
    {
        var random = new SeededRandom(seed);
        var rows = new List<float[]>();
        using var file = new StreamWriter(_files[site + ".csv"]);
        file.WriteLine("age,sex,weight,sick");
        for (var i = 0; i < count; i++)
        {
            var (age, sex, weight) = (Math.Round(20 + 60 * random.NextDouble()), random.NextDouble() < 0.5 ? 0 : 1, Math.Round(50 + 50 * random.NextDouble(), 1));
            var isMissing = random.NextDouble() < 0.2;
            file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{age},{(sex == 0 ? "f" : "m")},{(isMissing ? "?" : weight.ToString(CultureInfo.InvariantCulture))},{(age > 50 ? 1 : 0)}"));
            rows.Add([(float)age, sex, isMissing ? float.NaN : (float)weight]);
        }

        return [.. rows];
    }

    private string Spec() => SpecOf(_files["south.csv"], _files["north.csv"]);

    private static string SpecOf(string south, string north) => $$"""
        {
          "federation": "tiny",
          "model": { "layers": [{ "linear": 2 }], "loss": "crossEntropy" },
          "data": {
            "format": "csv", "missing": ["?"],
            "columns": [{ "age": "number" }, { "sex": { "category": ["f", "m"] } }, { "weight": "number" }, { "sick": "number" }],
            "target": { "column": "sick", "classes": { "0": 0, "1": 1 } }
          },
          "clients": [
            { "id": "south", "site": "south", "data": { "split": { "train": "{{south}}", "test": "{{south}}" } } },
            { "id": "north", "site": "north", "data": { "split": { "train": "{{north}}", "test": "{{north}}" } } }
          ],
          "rounds": 2,
          "evaluation": { "fraction": 1, "minimum": 2 }
        }
        """;
}
