using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using OrleansFederation.Databases;
using OrleansFederation.Evaluation;
using OrleansFederation.Rounds;

namespace OrleansFederation.Storage;

/// <summary>Reports and manifests in their rows: those of an earlier version still read, and the new ones read back whole.</summary>
public sealed class RoundReportFormTests
{
    [Fact]
    public void A_report_written_before_there_were_tallies_reads_and_has_what_follows_from_it()
    {
        const string Old = """
            {"round":3,"phase":"Committed","openedAt":"2026-01-02T03:04:05+00:00","seconds":4.5,"trainSeconds":4,"evaluateSeconds":0.25,"overheadSeconds":0.25,
             "version":3,"digest":"d","central":{"examples":200,"lossSum":50,"correct":180},"federated":{"examples":100,"lossSum":"NaN"},
             "clients":[{"client":"a.0","state":"Contributed","attempt":1,"examples":10,"seconds":1,"evaluation":{"examples":100,"lossSum":30,"correct":80}}]}
            """;

        var report = RoundRows.ReadReport(Old);

        Assert.Equal(new Metrics(200, 50, 180), report.Central);
        Assert.Null(report.Federated!.Correct);
        Assert.Empty(report.Sites);
        Assert.Null(report.SiteMean);
        Assert.Equal(0.9, EvaluationSummary.Of(report.Central!).Accuracy!.Value);
        Assert.Empty(RoundRows.ForList([report])[0].Sites);
    }

    [Fact]
    public void A_manifest_written_before_there_were_tallies_reads()
    {
        const string Old = """
            {"model":"m","version":1,"parameters":{"digest":"p","length":1},"onnx":{"digest":"o","length":1},"parents":[],"baseDigest":"b","federation":"f","round":1,
             "specDigest":"s","contributors":[],"central":{"examples":200,"lossSum":50,"correct":180},"createdAt":"2026-01-02T03:04:05+00:00","input":[1],"output":[2]}
            """;

        var manifest = StorageJson.Read(Old, StorageJson.Default.VersionManifest);

        Assert.Equal(new Metrics(200, 50, 180), manifest.Central);
    }

    [Fact]
    public void A_receipt_written_before_it_told_norm_and_steps_reads_and_a_new_one_reads_back_whole()
    {
        const string Old = """
            {"key":{"kind":"Train","federation":"f","round":1,"client":"f.0","attempt":1},"site":"local","update":{"digest":"u","length":1},"examples":10,"loss":0.5,"seconds":1,"startedAt":"2026-01-02T03:04:05+00:00"}
            """;
        var receipt = Samples.Receipt("f", 1, "f.0") with { Norm = 0.1, LocalSteps = 7.5, InitialLoss = 2.25 };

        var old = StorageJson.Read(Old, StorageJson.Default.TaskReport);

        Assert.Equal((10, null, null, null), (old.Examples, old.Norm, old.LocalSteps, old.InitialLoss));
        Assert.Equal(receipt, StorageJson.Read(StorageJson.Write(receipt, StorageJson.Default.TaskReport), StorageJson.Default.TaskReport));
    }

    [Fact]
    public void A_report_with_all_figures_reads_back_whole()
    {
        var report = Console.ReportSamples.Round(1, classes: 10);

        var read = RoundRows.ReadReport(StorageJson.Write(report, StorageJson.Default.RoundReport));

        Assert.Equal(report.Central, read.Central);
        Assert.Equal(report.Federated, read.Federated);
        Assert.Equal(report.Sites, read.Sites);
        Assert.Equal(report.SiteMean, read.SiteMean);
    }

    [Fact]
    public void Figures_that_are_not_finite_read_back()
    {
        var metrics = new Metrics(1, double.NaN, 0) { Figures = new() { Auroc = new(double.NaN), LogLoss = new(double.PositiveInfinity) } };

        var read = RoundRows.ReadReport(StorageJson.Write(new() { Central = metrics, Selected = 1 }, StorageJson.Default.RoundReport));

        Assert.Equal(metrics, read.Central);
    }

    [Theory]
    [InlineData(1_000, 3)]
    [InlineData(20, 200)]
    public async Task A_list_of_rounds_stays_below_1_MB(int rounds, int sites)
    {
        var round = Console.ReportSamples.Round(1, classes: 10);
        RoundReport[] reports =
        [
            .. Enumerable.Range(1, rounds).Select(number => round with
            {
                Round = number,
                Sites = [.. Enumerable.Range(0, sites).Select(i => round.Sites[0] with { Site = $"a-hospital-in-the-north-{i:000}" })],
                Selected = sites,
                Clients = [.. Enumerable.Range(0, sites).Select(i => round.Clients[0] with { Client = $"a-federation-of-many.{i:00000}", Evaluation = EvaluationSummary.Condense(round.Central!) })],
            }),
        ];

        var listed = RoundRows.ForList(reports);

        Assert.InRange(await LengthAsync(listed.ToArray()), 1, 1 << 20);
        Assert.Equal((rounds, sites), (listed.Count, listed[^1].Sites.Count));
        Assert.NotNull(listed[^1].Central!.Figures);
        Assert.All(listed, one => Assert.Equal(round.Central!.Accuracy, one.Central!.Accuracy));
    }

    private static async Task<int> LengthAsync<T>(T message)
    {
        await using var services = new ServiceCollection().AddSerializer(serializer => serializer.AddAssembly(typeof(RoundReport).Assembly)).BuildServiceProvider();
        return services.GetRequiredService<Serializer>().SerializeToArray(message).Length;
    }
}
