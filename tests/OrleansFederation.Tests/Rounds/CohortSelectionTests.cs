using OrleansFederation.Clients;
using OrleansFederation.Federations;
using OrleansFederation.Modeling;
using OrleansFederation.Randomness;

namespace OrleansFederation.Rounds;

public sealed class CohortSelectionTests
{
    private static FederationSpec Spec(int clients, SamplingSpec sampling) => new()
    {
        Name = "cohorts",
        Model = new("cohorts", [1], [], LossKind.Mse),
        Clients = new() { Simulate = clients },
        Rounds = 1,
        Sampling = sampling,
        Evaluation = new() { Fraction = 0.2, Minimum = 3 },
    };

    [Theory]
    [InlineData(10, 0.3, 3, 3)]
    [InlineData(10, 0.05, 3, 3)]
    [InlineData(2, 0.5, 3, 2)]
    [InlineData(10, 0.7, 1, 7)]
    public void The_wanted_number_follows_from_fraction_and_minimum(int clients, double fraction, int minimum, int wanted) =>
        Assert.Equal(wanted, CohortSelection.Wanted(new() { Fraction = fraction, Minimum = minimum }, clients));

    [Fact]
    public void The_same_round_selects_the_same_clients_and_another_round_others()
    {
        var spec = Spec(100, new() { Fraction = 0.2 });
        var roster = ClientRoster.Of(spec);

        var first = CohortSelection.Train(spec, roster, 1);

        Assert.Equal(first, CohortSelection.Train(spec, roster, 1));
        Assert.NotEqual(first, CohortSelection.Train(spec, roster, 2));
        Assert.Equal(20, first.Select(client => client.Id).Distinct().Count());
        Assert.Equal(first.OrderBy(client => client.Ordinal), first);
    }

    [Theory]
    [InlineData(100_000, 100)]
    [InlineData(100_000, 1_000)]
    [InlineData(1_000, 999)]
    public void A_cohort_is_the_beginning_of_a_shuffle_of_everybody(int clients, int count)
    {
        var spec = Spec(clients, new() { Count = count }) with { Seed = 7 };
        var random = new SeededRandom(SeededRandom.Derive(7, "cohort", 3));
        var indices = Enumerable.Range(0, clients).ToArray();
        for (var i = 0; i < count; i++)
        {
            var j = i + random.NextInt(clients - i);
            (indices[i], indices[j]) = (indices[j], indices[i]);
        }

        var cohort = CohortSelection.Train(spec, ClientRoster.Of(spec), 3);

        Assert.Equal(indices[..count].Order(), cohort.Select(client => client.Ordinal));
    }

    [Fact]
    public void A_cohort_of_a_hundred_thousand_is_a_function_of_the_seed_and_costs_what_is_selected()
    {
        var spec = Spec(100_000, new() { Count = 100 });
        var other = CohortSelection.Train(spec with { Seed = spec.Seed + 1 }, ClientRoster.Of(spec), 1);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var cohort = CohortSelection.Train(spec, ClientRoster.Of(spec), 1);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
        Assert.Equal(cohort, CohortSelection.Train(spec, ClientRoster.Of(spec), 1));
        Assert.NotEqual(cohort, other);
    }

    [Fact]
    public void Every_client_is_selected_about_equally_often()
    {
        var spec = Spec(10, new() { Fraction = 0.3 });
        var roster = ClientRoster.Of(spec);

        var counts = Enumerable.Range(1, 2_000).SelectMany(round => CohortSelection.Train(spec, roster, round)).CountBy(client => client.Ordinal).ToDictionary();

        Assert.All(counts.Values, count => Assert.InRange(count, 500, 700));
    }

    [Fact]
    public void Over_selection_adds_clients_and_never_more_than_there_are()
    {
        var spec = Spec(10, new() { Fraction = 0.5, OverSelection = 0.3, OnError = ErrorPolicy.Dynamic });

        Assert.Equal(7, CohortSelection.Train(spec, ClientRoster.Of(spec), 1).Count);
        Assert.Equal(10, CohortSelection.Train(spec with { Sampling = new() { OverSelection = 9 } }, ClientRoster.Of(spec), 1).Count);
    }

    [Fact]
    public void Evaluators_are_the_minimum_at_least_and_none_where_the_fraction_is_zero()
    {
        var spec = Spec(10, new());

        Assert.Equal(3, CohortSelection.Evaluate(spec, ClientRoster.Of(spec), 1).Count);
        Assert.Empty(CohortSelection.Evaluate(spec with { Evaluation = new() }, ClientRoster.Of(spec), 1));
    }

    [Fact]
    public void Simulated_ids_are_padded_so_that_they_sort_as_their_ordinals()
    {
        var roster = ClientRoster.Of(Spec(11, new()));

        Assert.Equal("cohorts.00", roster[0].Id);
        Assert.Equal("cohorts.10", roster[10].Id);
        Assert.Equal(roster.Select(client => client.Id).Order(StringComparer.Ordinal), roster.Select(client => client.Id));
    }

    [Fact]
    public void Only_and_pool_keep_the_ordinals_on_which_data_depends()
    {
        var spec = Spec(5, new());

        Assert.Equal([1, 3], ClientRoster.Of(spec with { Clients = spec.Clients with { Only = [3, 1] } }).Select(client => client.Ordinal));
        Assert.Equal([0], ClientRoster.Of(spec with { Clients = spec.Clients with { Pool = true } }).Select(client => client.Ordinal));
    }
}
