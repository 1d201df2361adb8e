using OrleansFederation.Clients;
using OrleansFederation.Rounds;

namespace OrleansFederation.Defence;

public sealed class QuarantineTests
{
    private static readonly QuarantineSpec Twice = new(2, 3, 4);

    [Fact]
    public void Who_is_flagged_often_enough_is_kept_out_for_so_many_rounds_and_begins_anew()
    {
        var first = Quarantine.After(Twice, [], 5, ["b", "a"]);
        Assert.Equal([("a", "5", 0), ("b", "5", 0)], Told(first));

        var second = Quarantine.After(Twice, first, 6, ["b"]);
        Assert.Equal([("a", "5", 0), ("b", "", 10)], Told(second));

        var last = Enumerable.Range(7, 3).Aggregate(second, (now, round) => Quarantine.After(Twice, now, round, []));
        Assert.Equal([("b", "", 10)], Told(last));
        Assert.Empty(Quarantine.After(Twice, last, 10, []));
    }

    [Fact]
    public void Only_the_last_rounds_count()
    {
        var spaced = Quarantine.After(Twice, Quarantine.After(Twice, [], 5, ["a"]), 8, ["a"]);
        var near = Quarantine.After(Twice, Quarantine.After(Twice, [], 5, ["a"]), 7, ["a"]);

        Assert.Equal([("a", "8", 0)], Told(spaced));
        Assert.Equal([("a", "", 11)], Told(near));
        Assert.Empty(Quarantine.After(Twice, Quarantine.After(Twice, [], 5, ["a"]), 8, []));
    }

    [Fact]
    public void Without_quarantine_nothing_is_remembered() => Assert.Empty(Quarantine.After(null, [], 1, ["a"]));

    [Fact]
    public void Who_is_kept_out_is_selected_in_no_round_until_the_last()
    {
        var spec = ScreeningTests.Spec();
        var roster = ClientRoster.Of(spec);
        IReadOnlyList<Suspicion> kept = [new(roster[2].Id, [], 6), new(roster[4].Id, [1], 0)];

        Assert.Equal([roster[2].Id], Quarantine.Of(spec, kept, 6));
        Assert.Empty(Quarantine.Of(spec, kept, 7));
        var cohort = CohortSelection.Train(spec, Quarantine.Without(roster, Quarantine.Of(spec, kept, 6)), 6);
        Assert.Equal([0, 1, 3, 4, 5, 6, 7, 8], cohort.Select(client => client.Ordinal));
        Assert.Same(roster, Quarantine.Without(roster, []));
    }

    [Fact]
    public void Who_may_never_be_selected_takes_nobodys_place_among_those_kept_out()
    {
        var spec = ScreeningTests.Spec();
        spec = spec with { Clients = spec.Clients with { Tags = new Dictionary<string, IReadOnlyList<int>> { ["eu"] = [0, 1, 2, 3, 4] } }, Sampling = spec.Sampling with { Select = new() { Tags = ["eu"] } } };
        var roster = ClientRoster.Of(spec);

        var kept = Quarantine.Of(spec, [.. roster.Select((client, i) => new Suspicion(client.Id, [], i < 2 ? 6 : 9)).Where((_, i) => i is 0 or 1 or >= 5)], 5);

        Assert.Equal([roster[0].Id, roster[1].Id], kept);
    }

    [Theory]
    [InlineData("{}", "\"fedavg\"", 3)]
    [InlineData("""{ "minimum": 6 }""", "\"fedavg\"", 6)]
    [InlineData("{}", """{ "krum": 2 }""", 7)]
    public void Too_few_are_never_left_and_those_come_back_whose_time_is_over_soonest(string sampling, string rule, int left)
    {
        var spec = ScreeningTests.Spec(sampling: sampling, rule: rule);
        var roster = ClientRoster.Of(spec);

        var kept = Quarantine.Of(spec, [.. roster.Select((client, i) => new Suspicion(client.Id, [], 20 - i))], 5);

        Assert.Equal(roster.Take(9 - left).Select(client => client.Id), kept);
    }

    [Fact]
    public void A_reputation_grows_with_contributions_and_falls_with_flags_and_failures()
    {
        Assert.Equal(0.5, View(0, 0, 0).Reputation);
        Assert.Equal(9 / 10.0, View(8, 0, 0).Reputation);
        Assert.Equal(5 / 10.0, View(4, 3, 1).Reputation);
        Assert.True(View(4, 3, 1).Reputation < View(5, 3, 1).Reputation);
    }

    private static ClientView View(long contributed, long flagged, long failed) => new() { Id = "a", Site = "b", Federation = "c", Contributed = contributed, Flagged = flagged, Failed = failed };

    private static IEnumerable<(string Client, string Flagged, int Until)> Told(IReadOnlyList<Suspicion> suspicions) =>
        suspicions.Select(suspicion => (suspicion.Client, string.Join(" ", suspicion.Flagged), suspicion.Until));
}
