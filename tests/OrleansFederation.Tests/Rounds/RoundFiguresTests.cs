using OrleansFederation.Evaluation;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

public sealed class RoundFiguresTests
{
    [Fact]
    public void Of_clients_at_several_sites_there_are_figures_by_site()
    {
        var figures = RoundFigures.Of([Report("a", "north", 1), Report("b", "south", 2), Report("c", "north", 3)]);

        Assert.Equal([("north", 2), ("south", 1)], figures.Sites.Select(site => (site.Site, site.Clients)));
        Assert.Equal(Examples.Draw(50, 3, 1).Evaluate().Merge(Examples.Draw(50, 3, 3).Evaluate()).Correct, figures.Sites[0].Metrics.Correct);
        Assert.All(figures.Sites, site => Assert.Null(site.Metrics.Tallies));
    }

    [Fact]
    public void Of_clients_at_one_site_there_are_figures_by_client()
    {
        var figures = RoundFigures.Of([Report("b", "local", 2), Report("a", "local", 1)]);

        Assert.Equal(["a", "b"], figures.Sites.Select(site => site.Site));
        Assert.Equal(figures.Sites.Average(site => site.Metrics.Figures!.Auroc!.Value), figures.SiteMean!.Auroc!.Value, 1e-12);
    }

    [Fact]
    public void The_figures_of_all_clients_are_those_of_all_their_examples()
    {
        Examples[] clients = [.. Enumerable.Range(1, 9).Select(seed => Examples.Draw(50, 3, seed))];

        var federated = RoundFigures.Of([.. clients.Select((_, i) => Report($"c{i}", $"s{i % 4}", i + 1))]).Federated!;

        double[] scores = [.. clients.SelectMany(client => Enumerable.Range(0, client.Count).Select(i => client.LogOdds(i, 1)))];
        bool[] positives = [.. clients.SelectMany(client => client.Targets.Select(target => target == 1))];
        var auroc = Auroc.Of(ScoreHistogram.Of(federated.Tallies!)[1]);
        Assert.InRange(Math.Abs(auroc.Value - NaiveFigures.Auroc(scores, positives)), 0, auroc.GridError!.Value + 1e-12);
        Assert.Equal(450, federated.Examples);
    }

    [Fact]
    public void A_client_that_failed_or_reported_twice_counts_once_or_not_at_all()
    {
        var failed = Report("b", "local", 2) with { Metrics = null };

        var figures = RoundFigures.Of([Report("a", "local", 1), Report("a", "local", 1), failed]);

        Assert.Equal(50, figures.Federated!.Examples);
        Assert.Equal(["a"], figures.Clients.Keys);
    }

    [Fact]
    public void Sums_of_losses_are_added_in_the_clients_order()
    {
        Metrics[] parts = [.. Enumerable.Range(1, 30).Select(i => new Metrics(1, 0.1 * i, 1))];

        Assert.Equal(parts.Aggregate((a, b) => a.Merge(b)), RoundFigures.Merge(parts));
        Assert.Null(RoundFigures.Merge([]));
    }

    [Fact]
    public void Where_one_client_counts_nothing_but_loss_and_accuracy_all_have_those()
    {
        var figures = RoundFigures.Of([Report("a", "local", 1), Report("b", "local", 2) with { Metrics = new(10, 5, 7) }]);

        Assert.Null(figures.Federated!.Tallies);
        Assert.NotNull(figures.Federated.Figures!.Accuracy);
        Assert.Null(figures.Federated.Figures.Auroc);
    }

    [Theory]
    [InlineData(150, true, true)]
    [InlineData(300, true, false)]
    [InlineData(1_200, false, false)]
    public void Of_many_clients_each_has_less(int clients, bool figures, bool intervals)
    {
        var metrics = Examples.Draw(20, 2, 1).Evaluate();

        var one = RoundFigures.Of([.. Enumerable.Range(0, clients).Select(i => Report($"c{i}", "local", 1) with { Metrics = metrics })]).Clients["c0"];

        Assert.Equal((figures, intervals), (one.Figures?.Auroc is not null, one.Figures?.Auroc?.Low is not null));
        Assert.Equal(metrics.Accuracy, one.Accuracy);
    }

    private static TaskReport Report(string client, string site, int seed) => new()
    {
        Key = new(TaskKind.Evaluate, "federation", 1, client, 1),
        Site = site,
        Metrics = Examples.Draw(50, 3, seed).Evaluate(),
    };
}
