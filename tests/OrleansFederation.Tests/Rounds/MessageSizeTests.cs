using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using OrleansFederation.Evaluation;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

public sealed class MessageSizeTests : IDisposable
{
    private const int Megabyte = 1 << 20;

    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    [Fact]
    public void The_report_of_a_round_of_a_hundred_thousand_clients_fits_a_megabyte_and_says_how_many_there_were()
    {
        var report = RoundReports.ForMessage(new()
        {
            Selected = 100_000,
            Clients = [.. Enumerable.Range(0, 100_000).Select(i => new ClientReport { Client = $"a-federation-of-many.{i:00000}", Site = "a-hospital-in-the-north", Digest = new('d', 64), State = ParticipantState.Contributed })],
        });

        Assert.InRange(_services.GetRequiredService<Serializer>().SerializeToArray(report).Length, 1, Megabyte);
        Assert.Equal(100_000, report.Selected);
        Assert.Equal("a-federation-of-many.00000", report.Clients[0].Client);
    }

    [Theory]
    [InlineData(200, 2)]
    [InlineData(1_000, 2)]
    [InlineData(3_000, 2)]
    [InlineData(200, 32)]
    [InlineData(200, 100)]
    public void The_report_of_a_round_in_which_all_clients_tested_fits_a_megabyte(int clients, int classes)
    {
        var metrics = Evaluation.Examples.Draw(4_000, classes, seed: 1).Evaluate();
        TaskReport[] evaluations =
        [
            .. Enumerable.Range(0, clients).Select(i => Evaluated(TaskKind.Evaluate, $"a-federation-of-many.{i:00000}", i, metrics)),
            Evaluated(TaskKind.EvaluateCentral, "", 0, metrics),
        ];
        Participant[] cohort = [.. evaluations.Take(clients).Select((report, i) => new Participant(report.Key.Client, i, report.Site, 1, ParticipantState.Received, report with { Update = new(new('d', 64), 1 << 20) }))];

        var report = RoundReports.ForMessage(RoundReports.Make(1, RoundPhase.Committed, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, cohort, null, evaluations, RoundFigures.Of(evaluations), new Dictionary<string, Judgement>(), null));

        Assert.InRange(_services.GetRequiredService<Serializer>().SerializeToArray(report).Length, 1, Megabyte);
        Assert.Equal(4_000L * clients, report.Federated!.Examples);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(32)]
    [InlineData(100)]
    public void The_figures_of_one_client_take_a_tenth_of_a_megabyte_at_most(int classes)
    {
        var report = Evaluated(TaskKind.Evaluate, "a-federation-of-many.00000", 0, Evaluation.Examples.Draw(100_000, classes, seed: 2).Evaluate());

        Assert.InRange(_services.GetRequiredService<Serializer>().SerializeToArray(report).Length, 1, Megabyte / 10);
    }

    private static TaskReport Evaluated(TaskKind kind, string client, int i, Metrics metrics) => new()
    {
        Key = new(kind, "a-federation-of-many", 1, client, 1),
        Site = $"a-hospital-in-the-north-{i % 300:000}",
        Metrics = metrics,
        Examples = metrics.Examples,
    };

    public void Dispose() => _services.Dispose();
}
