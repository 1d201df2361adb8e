using OrleansFederation.Clients;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Modeling;

namespace OrleansFederation.Rounds;

/// <summary>Which clients a round draws by tags, by what is measured, and in proportion to their reliability.</summary>
public sealed class SelectionTests
{
    private static readonly SiteCapacity Large = new(16L << 30, 8);
    private static readonly SiteCapacity Small = new(4L << 30, 2);

    [Fact]
    public void Tags_leave_those_that_have_all_that_is_asked_for_and_none_that_is_ruled_out()
    {
        var spec = Spec(6, new() { Select = new() { Tags = ["eu", "gpu"], Not = ["pilot"] } }, new() { ["eu"] = [0, 1, 2, 3], ["gpu"] = [1, 2, 3, 5], ["pilot"] = [2] });

        Assert.Equal([1, 3], Ordinals(SelectionCriteria.Tagged(spec, ClientRoster.Of(spec))));
        Assert.Equal([1, 3], Ordinals(CohortSelection.Train(spec, ClientRoster.Of(spec), 1)));
    }

    [Fact]
    public void The_share_to_select_is_one_of_those_with_the_tags()
    {
        var spec = Spec(100, new() { Fraction = 0.5, Select = new() { Tags = ["eu"] } }, new() { ["eu"] = [.. Enumerable.Range(20, 10)] });

        var cohort = CohortSelection.Train(spec, ClientRoster.Of(spec), 1);

        Assert.Equal(5, cohort.Count);
        Assert.All(cohort, client => Assert.InRange(client.Ordinal, 20, 29));
    }

    [Fact]
    public void Without_criteria_nobody_is_looked_at_and_the_cohort_is_what_it_was()
    {
        var spec = Spec(50, new() { Fraction = 0.2 });
        var roster = ClientRoster.Of(spec);

        Assert.Same(roster, SelectionCriteria.Tagged(spec, roster));
        Assert.Equal(CohortSelection.Train(spec, roster, 3), CohortSelection.Train(spec, roster, 3, _ => new(null, PastWork.None("any"))));
    }

    [Theory]
    [InlineData(8, null, null, null, "0 2")]
    [InlineData(null, 8, null, null, "0 2")]
    [InlineData(null, null, 100.0, null, "0 1 3")]
    [InlineData(null, null, null, 0.7, "0 1 2")]
    [InlineData(8, 8, 100.0, 0.7, "0")]
    public void A_client_needs_to_meet_every_measure_that_is_asked_for(int? gigabytes, int? cores, double? speed, double? reliability, string meeting)
    {
        var select = new SelectionSpec { Memory = gigabytes is { } size ? (long)size << 30 : null, Cores = cores, Speed = speed, Reliability = reliability };
        var spec = Spec(4, new() { Select = select });
        ClientFacts[] facts =
        [
            new(Large, Past(speed: 200, selected: 10, contributed: 10)),
            new(Small, PastWork.None("b")),
            new(Large, Past(speed: 50, selected: 10, contributed: 8)),
            new(null, Past(speed: 300, selected: 10, contributed: 2)),
        ];

        var cohort = CohortSelection.Train(spec, ClientRoster.Of(spec), 1, client => facts[client.Ordinal]);

        Assert.Equal(meeting, string.Join(' ', Ordinals(cohort)));
    }

    [Fact]
    public void Too_few_are_told_with_how_many_meet_each_measure()
    {
        var sampling = new SamplingSpec { Minimum = 2, Select = new() { Memory = 8L << 30, Speed = 100, Reliability = 0.5 } };
        ClientFacts[] facts = [new(Large, Past(50, 4, 4)), new(Small, PastWork.None("b")), new(null, Past(200, 10, 0)), new(Large, Past(200, 4, 4))];

        var shortage = SelectionCriteria.Shortage(sampling, facts, again: 0)!;

        Assert.Equal((FederationErrors.TooFewMeet.Code, "sampling.select"), (shortage.Code, shortage.Place));
        Assert.Equal("1 of 4 clients meet it, but sampling.minimum asks for 2: memory 8GiB is met by 2, speed 100 is met by 3, reliability 0.5 is met by 3", shortage.Cause);
        Assert.Null(SelectionCriteria.Shortage(sampling with { Minimum = 1 }, facts, again: 0));
        Assert.Null(SelectionCriteria.Shortage(sampling, facts, again: 1));
        Assert.StartsWith("1 of 4 clients meet it and 1 more would be tried again, but sampling.minimum asks for 3: ", SelectionCriteria.Shortage(sampling with { Minimum = 3 }, facts, again: 1)!.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_newcomer_is_reliable_and_one_failure_does_not_rule_a_client_out()
    {
        Assert.Equal(1, PastWork.None("a").Reliability);
        Assert.Equal(2.0 / 3, Past(0, 1, 0).Reliability, 12);
        Assert.Equal(1.0 / 11, Past(0, 20, 0).Reliability, 12);
        Assert.Equal(21.0 / 22, Past(0, 20, 19).Reliability, 12);
        Assert.Null(PastWork.None("a").Speed);
    }

    [Fact]
    public void The_draw_follows_from_seed_round_and_weights_and_not_from_the_order_of_the_roster()
    {
        var spec = Preferring(40, 10);
        IReadOnlyList<RosterEntry> roster = ClientRoster.Of(spec);
        RosterEntry[] turned = [.. roster.Reverse()];

        var first = CohortSelection.Train(spec, roster, 1, Half);

        Assert.Equal(first, CohortSelection.Train(spec, turned, 1, Half));
        Assert.Equal(first.OrderBy(client => client.Ordinal), first);
        Assert.Equal(10, first.Distinct().Count());
        Assert.NotEqual(first, CohortSelection.Train(spec, roster, 2, Half));
        Assert.NotEqual(first, CohortSelection.Train(spec with { Seed = 99 }, roster, 1, Half));
        var filtered = spec with { Sampling = spec.Sampling with { Select = new() { Reliability = 0.05 } } };
        Assert.Equal(CohortSelection.Train(filtered, roster, 1, Half), CohortSelection.Train(filtered, turned, 1, Half));
    }

    [Fact]
    public void One_of_two_is_drawn_in_proportion_to_its_reliability()
    {
        const int Rounds = 4_000;
        var spec = Preferring(2, 1);
        var roster = ClientRoster.Of(spec);

        var reliable = Enumerable.Range(1, Rounds).Count(round => CohortSelection.Train(spec, roster, round, Half)[0].Ordinal == 0);

        // Weights 1 and 1/11: a mean of 11/12, here within four deviations of √(p(1 − p)/n).
        Assert.Equal(11.0 / 12, reliable / (double)Rounds, 4 * Math.Sqrt(11.0 / 144 / Rounds));
    }

    [Fact]
    public void Equally_reliable_clients_are_drawn_equally_often_and_the_unreliable_rarely_but_never_not_at_all()
    {
        const int Rounds = 3_000;
        var spec = Preferring(10, 3);
        var roster = ClientRoster.Of(spec);
        var counts = Enumerable.Range(1, Rounds).SelectMany(round => CohortSelection.Train(spec, roster, round, Half)).CountBy(client => client.Ordinal).ToDictionary();

        var (even, odd) = (counts.Where(pair => pair.Key % 2 == 0).Select(pair => pair.Value).ToArray(), counts.Where(pair => pair.Key % 2 == 1).Select(pair => pair.Value).ToArray());

        Assert.Equal((5, 5), (even.Length, odd.Length));
        Assert.InRange(even.Max() - even.Min(), 0, Rounds / 10);
        Assert.True(odd.Max() * 4 < even.Min(), $"{odd.Max()} of the unreliable, {even.Min()} of the reliable");
    }

    [Fact]
    public void Fewer_than_wanted_that_meet_it_are_all_selected()
    {
        var spec = Spec(8, new() { Count = 5, Select = new() { Cores = 4 } });

        var cohort = CohortSelection.Train(spec, ClientRoster.Of(spec), 1, client => new(client.Ordinal < 3 ? Large : Small, PastWork.None(client.Id)));

        Assert.Equal([0, 1, 2], Ordinals(cohort));
    }

    [Fact]
    public void A_recorded_cohort_is_explained_by_the_seed_or_where_it_was_measured_by_the_tags()
    {
        var tagged = Spec(6, new() { Count = 2, Select = new() { Tags = ["eu"] } }, new() { ["eu"] = [0, 1, 2, 3] });
        var measured = tagged with { Sampling = tagged.Sampling with { Select = new() { Tags = ["eu"], Cores = 1 } } };
        var roster = ClientRoster.Of(tagged);
        var drawn = CohortSelection.Train(tagged, roster, 1).Select(client => client.Id).ToArray();
        string[] others = [.. roster.Where(client => client.Ordinal < 4 && !drawn.Contains(client.Id)).Select(client => client.Id)];

        Assert.True(CohortSelection.Explains(tagged, roster, 1, drawn));
        Assert.False(CohortSelection.Explains(tagged, roster, 1, others));
        Assert.True(CohortSelection.Explains(measured, roster, 1, others));
        Assert.False(CohortSelection.Explains(measured, roster, 1, [roster[5].Id]));
    }

    private static ClientFacts Half(RosterEntry client) => new(null, client.Ordinal % 2 == 0 ? PastWork.None(client.Id) : Past(1, 20, 0));

    private static PastWork Past(double speed, long selected, long contributed) => new("a", selected, contributed, 0, speed, 0.1);

    private static IEnumerable<int> Ordinals(IEnumerable<RosterEntry> clients) => clients.Select(client => client.Ordinal);

    private static FederationSpec Preferring(int clients, int count) => Spec(clients, new() { Count = count, Select = new() { PrefersReliable = true } });

    private static FederationSpec Spec(int clients, SamplingSpec sampling, Dictionary<string, IReadOnlyList<int>>? tags = null) => new()
    {
        Name = "selection",
        Model = new("selection", [1], [], LossKind.Mse),
        Clients = new() { Simulate = clients, Tags = tags },
        Rounds = 1,
        Sampling = sampling,
    };
}
