using OrleansFederation.Artifacts;
using OrleansFederation.Errors;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

public sealed class RoundRulesTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    private static Participant Client(int ordinal, ParticipantState state, int attempt = 1) => new(
        $"c{ordinal}", ordinal, "site", attempt, state,
        state switch
        {
            ParticipantState.Received => Report(ordinal, attempt) with { Update = new(new string('a', 63) + ordinal, 4), Examples = 10 },
            ParticipantState.Failed => Report(ordinal, attempt) with { Failure = FederationErrors.DataNotFound.At("train.idx", "it is not there") },
            _ => null,
        });

    private static TaskReport Report(int ordinal, int attempt) => new() { Key = new(TaskKind.Train, "f", 1, $"c{ordinal}", attempt), Site = "site" };

    private static readonly HashSet<string> Nobody = [];

    private static RoundDecision Decide(SamplingSpec sampling, int wanted, TimeSpan elapsed, params ParticipantState[] states) =>
        DecideWithout([], sampling, wanted, elapsed, states);

    private static RoundDecision DecideWithout(string[] away, SamplingSpec sampling, int wanted, TimeSpan elapsed, params ParticipantState[] states) =>
        RoundRules.Decide([.. states.Select((state, i) => Client(i, state))], sampling, wanted, elapsed, states.Contains(ParticipantState.Received) ? elapsed : null, away.ToHashSet());

    [Fact]
    public void A_round_waits_until_the_deadline_for_clients_that_have_not_answered()
    {
        var decision = Decide(new() { Deadline = TimeSpan.FromMinutes(1) }, 2, Soon, ParticipantState.Received, ParticipantState.Selected);

        Assert.Equal(TimeSpan.FromSeconds(59), Assert.IsType<RoundDecision.Wait>(decision).For);
    }

    [Fact]
    public void A_round_closes_when_all_wanted_updates_are_there()
    {
        var decision = Decide(new(), 2, Soon, ParticipantState.Received, ParticipantState.Received);

        Assert.Equal(["c0", "c1"], Assert.IsType<RoundDecision.Close>(decision).Contributors);
    }

    [Fact]
    public void An_over_selected_round_closes_with_the_first_wanted_updates()
    {
        var decision = Decide(new() { OnError = ErrorPolicy.Dynamic, OverSelection = 0.5 }, 2, Soon, ParticipantState.Received, ParticipantState.Selected, ParticipantState.Received);

        Assert.Equal(["c0", "c2"], Assert.IsType<RoundDecision.Close>(decision).Contributors);
    }

    [Fact]
    public void The_first_failure_fails_a_strict_round_and_names_the_client()
    {
        var decision = Decide(new() { OnError = ErrorPolicy.Strict }, 2, Soon, ParticipantState.Selected, ParticipantState.Failed);

        var problem = Assert.IsType<RoundDecision.Fail>(decision).Problem;
        Assert.Equal("FED1020", problem.Code);
        Assert.Contains("client c1", problem.Place, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dynamic_round_goes_on_while_the_minimum_can_be_reached()
    {
        var decision = Decide(new() { OnError = ErrorPolicy.Dynamic, Minimum = 1 }, 2, Soon, ParticipantState.Selected, ParticipantState.Failed);

        Assert.IsType<RoundDecision.Wait>(decision);
    }

    [Fact]
    public void A_dynamic_round_fails_as_soon_as_the_minimum_is_out_of_reach()
    {
        var decision = Decide(new() { OnError = ErrorPolicy.Dynamic, Minimum = 2 }, 2, Soon, ParticipantState.Selected, ParticipantState.Failed);

        Assert.Equal("FED3003", Assert.IsType<RoundDecision.Fail>(decision).Problem.Code);
    }

    [Fact]
    public void A_dynamic_round_closes_without_the_failed_when_nobody_is_left_to_wait_for()
    {
        var decision = Decide(new() { OnError = ErrorPolicy.Dynamic, Minimum = 1 }, 2, Soon, ParticipantState.Received, ParticipantState.Failed);

        Assert.Equal(["c0"], Assert.IsType<RoundDecision.Close>(decision).Contributors);
    }

    [Fact]
    public void A_resilient_round_asks_a_failed_client_again()
    {
        var decision = Decide(new() { OnError = ErrorPolicy.Resilient }, 2, Soon, ParticipantState.Received, ParticipantState.Failed);

        Assert.Equal(["c1"], Assert.IsType<RoundDecision.Retry>(decision).Clients);
    }

    [Fact]
    public void A_resilient_round_gives_a_client_up_after_its_last_attempt()
    {
        Participant[] cohort = [Client(0, ParticipantState.Received), Client(1, ParticipantState.Failed, RoundRules.MaximumAttempts)];

        var decision = RoundRules.Decide(cohort, new() { OnError = ErrorPolicy.Resilient }, 2, Soon, Soon, Nobody);

        Assert.Equal(["c0"], Assert.IsType<RoundDecision.Close>(decision).Contributors);
    }

    [Fact]
    public void Grace_ends_the_wait_once_the_minimum_has_arrived()
    {
        var sampling = new SamplingSpec { OnError = ErrorPolicy.Dynamic, Minimum = 1, Grace = TimeSpan.FromSeconds(5) };

        Assert.Equal(TimeSpan.FromSeconds(4), Assert.IsType<RoundDecision.Wait>(Decide(sampling, 2, Soon, ParticipantState.Received, ParticipantState.Selected)).For);
        Assert.IsType<RoundDecision.Close>(Decide(sampling, 2, TimeSpan.FromSeconds(5), ParticipantState.Received, ParticipantState.Selected));
    }

    [Theory]
    [InlineData(ErrorPolicy.Strict, false)]
    [InlineData(ErrorPolicy.Dynamic, true)]
    [InlineData(ErrorPolicy.Resilient, true)]
    public void The_deadline_closes_a_round_with_enough_updates_unless_it_is_strict(ErrorPolicy policy, bool closes)
    {
        var decision = Decide(new() { OnError = policy, Minimum = 1, Deadline = Soon }, 2, Soon, ParticipantState.Received, ParticipantState.Selected);

        Assert.Equal(closes, decision is RoundDecision.Close);
        Assert.True(closes || decision is RoundDecision.Fail { Problem.Code: "FED3004" });
    }

    [Theory]
    [InlineData(ErrorPolicy.Dynamic)]
    [InlineData(ErrorPolicy.Resilient)]
    public void Clients_that_are_away_do_not_hold_up_a_round_that_has_its_minimum(ErrorPolicy policy)
    {
        var decision = DecideWithout(["c1"], new() { OnError = policy, Minimum = 1 }, 2, Soon, ParticipantState.Received, ParticipantState.Selected);

        Assert.Equal(["c0"], Assert.IsType<RoundDecision.Close>(decision).Contributors);
    }

    [Fact]
    public void A_client_that_is_there_and_works_is_waited_for_although_another_is_away()
    {
        var decision = DecideWithout(["c1"], new() { OnError = ErrorPolicy.Dynamic, Minimum = 1 }, 3, Soon,
            ParticipantState.Received, ParticipantState.Selected, ParticipantState.Selected);

        Assert.IsType<RoundDecision.Wait>(decision);
    }

    [Theory]
    [InlineData(ErrorPolicy.Strict, 1)]
    [InlineData(ErrorPolicy.Dynamic, 2)]
    public void A_round_that_needs_a_client_that_is_away_waits_for_it(ErrorPolicy policy, int minimum)
    {
        var decision = DecideWithout(["c1"], new() { OnError = policy, Minimum = minimum }, 2, Soon, ParticipantState.Received, ParticipantState.Selected);

        Assert.IsType<RoundDecision.Wait>(decision);
    }

    [Fact]
    public void A_round_that_waited_in_vain_for_a_site_names_the_site_at_the_deadline()
    {
        var decision = DecideWithout(["c1"], new() { OnError = ErrorPolicy.Strict, Deadline = Soon }, 2, Soon, ParticipantState.Received, ParticipantState.Selected);

        var problem = Assert.IsType<RoundDecision.Fail>(decision).Problem;
        Assert.Equal(("FED3021", "site site"), (problem.Code, problem.Place));
    }

    [Fact]
    public void A_freeze_lists_contributors_in_ordinal_order_and_its_digest_depends_on_their_updates()
    {
        Participant[] cohort = [Client(0, ParticipantState.Received), Client(1, ParticipantState.Received)];
        Participant[] other = [cohort[0], cohort[1] with { Report = cohort[1].Report! with { Update = new ArtifactRef(new string('b', 64), 4) } }];

        var freeze = RoundRules.MakeFreeze(1, cohort, ["c1", "c0"]);

        Assert.Equal(["c0", "c1"], freeze.Contributors);
        Assert.NotEqual(freeze.Digest, RoundRules.MakeFreeze(1, other, ["c0", "c1"]).Digest);
    }
}
