using OrleansFederation.Clients;
using OrleansFederation.Defence;
using OrleansFederation.Federations;
using OrleansFederation.Modeling;

namespace OrleansFederation.Rounds;

public sealed class ReadmissionTests
{
    private static readonly SiteCapacity Large = new(16L << 30, 8);
    private static readonly SiteCapacity Small = new(1L << 30, 1);

    [Fact]
    public void Where_enough_meet_it_nobody_is_tried_again()
    {
        var spec = Spec(4, new() { Minimum = 2, Select = new() { Reliability = 0.6 } });

        Assert.Equal(("", ""), Told(Of(spec, Reliable, Flaky(1), Reliable, Flaky(2))));
        Assert.Null(Of(spec, Reliable, Reliable, Reliable, Reliable).Reason);
    }

    [Fact]
    public void Too_few_reliable_ones_are_joined_by_the_most_reliable_of_the_others_and_then_the_fastest()
    {
        var spec = Spec(5, new() { Count = 3, Minimum = 3, Select = new() { Reliability = 0.6, Speed = 10 } });

        var readmission = Of(spec, Flaky(1), Flaky(4), Reliable, Slow(5), Slow(6));

        Assert.Equal(("4 3", ""), Told(readmission));
        Assert.Equal("too few others may be selected: c.4, c.3 are tried again, though not as fast or reliable in the rounds before as sampling.select asks for", readmission.Reason);
        var cohort = CohortSelection.Train(spec, ClientRoster.Of(spec), 1, client => new(null, new[] { Flaky(1), Flaky(4), Reliable, Slow(5), Slow(6) }[client.Ordinal].Past), readmission.Again);
        Assert.Equal([2, 3, 4], cohort.Select(client => client.Ordinal));
    }

    [Fact]
    public void So_many_are_tried_again_as_a_round_selects_otherwise()
    {
        var spec = Spec(6, new() { Count = 2, Minimum = 2, OverSelection = 1, Select = new() { Reliability = 0.6 } });

        Assert.Equal(("1 2 3", ""), Told(Of(spec, Flaky(1), Flaky(4), Flaky(3), Flaky(2), Flaky(1), Reliable)));
    }

    [Fact]
    public void What_a_site_has_is_never_waived()
    {
        var spec = Spec(4, new() { Minimum = 3, Select = new() { Cores = 4, Reliability = 0.6 } });

        Assert.Equal(("1", ""), Told(Of(spec, Reliable with { Capacity = Large }, Flaky(1) with { Capacity = Large }, Reliable with { Capacity = Small }, Flaky(4) with { Capacity = Small })));
    }

    [Fact]
    public void While_sites_may_come_nobody_takes_the_place_of_their_clients()
    {
        var spec = Spec(3, new() { Minimum = 2, Select = new() { Cores = 4, Reliability = 0.6 } });
        ClientFacts[] facts = [Reliable with { Capacity = Large }, Flaky(1) with { Capacity = Large }, Reliable];

        Assert.Equal(("", ""), Told(Of(spec, facts, mayCome: true)));
        Assert.Equal(("1", ""), Told(Of(spec, facts)));
    }

    [Theory]
    [InlineData("4 3 0", 3, "3")]
    [InlineData("4 3 0", 2, "3")]
    [InlineData("0 3 4", 3, "4")]
    [InlineData("0 3 4", 4, "4 3")]
    public void Of_those_in_quarantine_come_back_whose_time_is_over_soonest_where_what_is_measured_leaves_too_few(string quarantined, int minimum, string released)
    {
        var spec = Spec(5, new() { Minimum = minimum, Select = new() { Memory = 8L << 30 } });
        ClientFacts[] facts = [.. new[] { Small, Large, Large, Large, Large }.Select(capacity => Reliable with { Capacity = capacity })];

        var readmission = Of(spec, facts, quarantined: quarantined);

        Assert.Equal(("", released), Told(readmission));
        Assert.Contains($"{string.Join(", ", released.Split(' ').Select(ordinal => "c." + ordinal))} {(released.Length == 1 ? "is" : "are")} selected though in quarantine", readmission.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Unreliable_ones_in_quarantine_are_the_last_resort()
    {
        var spec = Spec(3, new() { Minimum = 3, Select = new() { Reliability = 0.6 } });

        var readmission = Of(spec, [Flaky(1), Reliable, Flaky(2)], quarantined: "1 2");

        Assert.Equal(("0 2", "1 2"), Told(readmission));
    }

    [Fact]
    public void Whoever_was_drawn_is_not_kept_out_of_the_round()
    {
        var spec = Spec(3, new() { Minimum = 1, Select = new() { Reliability = 0.6 } });
        Participant[] cohort = [new("c.1", 1, "local", 1, ParticipantState.Selected, null)];

        Assert.Equal(["c.2"], Quarantine.Beside(spec, ["c.1", "c.2"], cohort));
        Assert.Equal(["c.1", "c.2"], Quarantine.Beside(Spec(3, new()), ["c.1", "c.2"], cohort));
    }

    private static ClientFacts Reliable => new(null, new("c", 10, 10, 0, 100, 0.1));

    private static ClientFacts Flaky(long contributed) => new(null, new("c", 10, contributed, 0, 100, 0.1));

    private static ClientFacts Slow(double speed) => new(null, new("c", 10, 10, 0, speed, 0.1));

    private static Readmission Of(FederationSpec spec, params ClientFacts[] facts) => Of(spec, facts, mayCome: false);

    private static Readmission Of(FederationSpec spec, ClientFacts[] facts, bool mayCome = false, string quarantined = "") => Readmission.Of(
        spec,
        [.. ClientRoster.Of(spec).Select(client => (client, facts[client.Ordinal]))],
        [.. quarantined.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(ordinal => "c." + ordinal)],
        mayCome);

    private static (string Again, string Released) Told(Readmission readmission) =>
        (string.Join(' ', readmission.Again.Select(client => client.Ordinal)), string.Join(' ', readmission.Released.Select(client => client.Ordinal)));

    private static FederationSpec Spec(int clients, SamplingSpec sampling) => new()
    {
        Name = "c",
        Model = new("c", [1], [], LossKind.Mse),
        Clients = new() { Simulate = clients },
        Rounds = 1,
        Sampling = sampling,
    };
}
