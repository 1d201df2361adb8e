using OrleansFederation.Clients;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Modeling;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

public sealed class AsyncCohortTests
{
    [Fact]
    public void The_first_round_begins_with_as_many_as_may_train_at_a_time_and_another_seed_with_others()
    {
        var first = Open(1);

        Assert.Equal(5, first.Count);
        Assert.Equal(first.OrderBy(client => client.Ordinal), first);
        Assert.All(first, client => Assert.Equal((ParticipantState.Selected, 1, (int?)null), (client.State, client.Attempt, client.Begun)));
        Assert.Equal(first, Open(1));
        var spec = Spec() with { Seed = 8 };
        Assert.NotEqual(first.Select(client => client.Ordinal), AsyncCohort.Open(spec, ClientRoster.Of(spec), 1, []).Select(client => client.Ordinal));
        Assert.Equal(20, AsyncCohort.Open(Spec(concurrency: null), ClientRoster.Of(Spec()), 1, []).Count);
    }

    [Fact]
    public void Who_goes_on_keeps_his_round_and_attempt_and_idle_ones_take_the_places_that_are_free()
    {
        Participant[] before =
        [
            Client(2, ParticipantState.Contributed),
            Client(4, ParticipantState.Carried, begun: 3, attempt: 2),
            Client(6, ParticipantState.Failed, failed: true),
            Client(8, ParticipantState.Carried, delivered: true),
            Client(9, ParticipantState.Dropped, begun: 1),
        ];

        var cohort = Open(6, before);

        Assert.Equal(5, cohort.Count);
        Assert.Equal((ParticipantState.Selected, 2, (int?)3), Of(4));
        Assert.Equal((ParticipantState.Received, 1, (int?)5), Of(8));
        Assert.All(cohort.Where(client => client.Ordinal is not (4 or 8)), client => Assert.Equal((ParticipantState.Selected, 1, (int?)null), (client.State, client.Attempt, client.Begun)));
        Assert.Equal(5, cohort.Select(client => client.Client).Distinct().Count());

        (ParticipantState State, int Attempt, int? Begun) Of(int ordinal) => cohort.Where(client => client.Ordinal == ordinal).Select(client => (client.State, client.Attempt, client.Begun)).Single();
    }

    [Fact]
    public void A_failure_that_came_after_the_freeze_leaves_its_client_idle()
    {
        var cohort = Open(6, [.. Enumerable.Range(0, 20).Select(ordinal => Client(ordinal, ParticipantState.Carried, failed: ordinal == 7))], concurrency: null);

        Assert.Equal((ParticipantState.Selected, (int?)null), cohort.Where(client => client.Ordinal == 7).Select(client => (client.State, client.Begun)).Single());
        Assert.All(cohort.Where(client => client.Ordinal != 7), client => Assert.Equal(5, client.Begun));
    }

    [Fact]
    public void Everybody_is_drawn_equally_often_however_many_are_at_work()
    {
        var spec = Spec(concurrency: 8);
        var roster = ClientRoster.Of(spec);
        Participant[] before = [.. Enumerable.Range(0, 4).Select(ordinal => Client(ordinal, ParticipantState.Carried))];
        var times = new int[20];
        for (var round = 2; round < 4002; round++)
        {
            foreach (var client in AsyncCohort.Open(spec, roster, round, before).Where(client => client.Begun is null))
            {
                times[client.Ordinal]++;
            }
        }

        Assert.All(times[..4], count => Assert.Equal(0, count));
        Assert.All(times[4..], count => Assert.InRange(count, 900, 1100));
    }

    [Fact]
    public void The_buffer_is_filled_by_those_that_began_first()
    {
        Participant[] cohort =
        [
            Client(0, ParticipantState.Received),
            Client(1, ParticipantState.Received),
            Client(2, ParticipantState.Selected, begun: 1),
            Client(3, ParticipantState.Received, begun: 4),
            Client(4, ParticipantState.Received, begun: 2),
        ];

        Assert.Equal(["c.0", "c.3", "c.4"], AsyncCohort.Fill(cohort, 3));
        Assert.Equal(["c.4"], AsyncCohort.Fill(cohort, 1));
        Assert.Equal(4, AsyncCohort.Fill(cohort, 9).Count);
    }

    [Theory]
    [InlineData(null, 5, 0, false)]
    [InlineData(null, 5, 1, true)]
    [InlineData(3, 5, 2, false)]
    [InlineData(3, 5, 3, true)]
    public void Who_would_be_too_late_for_the_next_round_does_not_go_on(int? begun, int round, int staleness, bool goesOn) =>
        Assert.Equal(goesOn, AsyncCohort.GoesOn(Client(0, ParticipantState.Selected, begun), round, staleness));

    [Fact]
    public void A_freeze_of_updates_that_began_earlier_is_another_one()
    {
        Participant[] fresh = [Client(0, ParticipantState.Received, delivered: true)];
        Participant[] late = [fresh[0] with { Begun = 2 }];

        Assert.NotEqual(RoundRules.MakeFreeze(1, fresh, ["c.0"]).Digest, RoundRules.MakeFreeze(1, late, ["c.0"]).Digest);
    }

    private static IReadOnlyList<Participant> Open(int round, Participant[]? before = null, int? concurrency = 5)
    {
        var spec = Spec(concurrency);
        return AsyncCohort.Open(spec, ClientRoster.Of(spec), round, before ?? []);
    }

    private static FederationSpec Spec(int? concurrency = 5) => new()
    {
        Name = "c",
        Seed = 7,
        Model = new("c", [1], [], LossKind.Mse),
        Clients = new() { Simulate = 20 },
        Rounds = 9,
        Async = new() { Buffer = 3, Concurrency = concurrency },
    };

    private static Participant Client(int ordinal, ParticipantState state, int? begun = null, int attempt = 1, bool delivered = false, bool failed = false) =>
        new($"c.{ordinal}", ordinal, "local", attempt, state, delivered || failed
            ? new()
            {
                Key = new(TaskKind.Train, "c", begun ?? 5, $"c.{ordinal}", attempt),
                Site = "local",
                Failure = failed ? FederationErrors.TrainingFailed.At("local", "it failed") : null,
            }
            : null)
        { Begun = begun };
}
