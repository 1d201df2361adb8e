using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

public sealed class RoundNewsTests
{
    private readonly List<FederationEvent> _told = [];

    [Fact]
    public void Of_a_small_cohort_every_client_is_told()
    {
        Run(RoundNews.Few);

        Assert.Equal(RoundNews.Few, _told[0].Cohort!.Count);
        Assert.Equal(RoundNews.Few, _told.Count(happened => happened.Kind == FederationEventKind.ClientFinished));
    }

    [Fact]
    public void Of_a_large_cohort_at_most_fifty_steps_are_told_and_the_last_is_the_whole()
    {
        Run(100_000);

        Assert.Equal((100_000, null), (_told[0].Selected, _told[0].Cohort));
        Assert.InRange(_told.Count, 2, 51);
        Assert.Equal((FederationEventKind.CohortProgress, 100_000, 1.0), (_told[^1].Kind, _told[^1].Delivered, _told[^1].Fraction));
    }

    [Fact]
    public void A_failure_is_told_in_a_cohort_of_any_size()
    {
        var news = new RoundNews(5_000, _told.Add);

        news.Received(Report(17) with { Failure = FederationErrors.DataNotFound.At("train.idx", "it is not there") }, delivered: 3);

        Assert.Equal((FederationEventKind.ClientFailed, "c17"), (_told.Single().Kind, _told.Single().Client));
    }

    [Fact]
    public void Progress_of_single_clients_is_told_in_small_cohorts_only()
    {
        new RoundNews(5_000, _told.Add).Progressed(new(Report(1).Key, 0.5, 1, 10));
        new RoundNews(5, _told.Add).Progressed(new(Report(2).Key, 0.5, 1, 10));

        Assert.Equal(["c2"], _told.Select(happened => happened.Client));
    }

    private void Run(int clients)
    {
        var news = new RoundNews(clients, _told.Add);
        news.Opened([.. Enumerable.Range(0, clients).Select(i => new Participant($"c{i}", i, "site", 1, ParticipantState.Selected, null))]);
        for (var i = 0; i < clients; i++)
        {
            news.Received(Report(i), i + 1);
        }
    }

    private static TaskReport Report(int ordinal) => new() { Key = new(TaskKind.Train, "f", 1, $"c{ordinal}", 1), Site = "site" };
}
