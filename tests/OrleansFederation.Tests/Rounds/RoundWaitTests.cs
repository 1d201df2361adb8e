using OrleansFederation.Errors;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

public sealed class RoundWaitTests
{
    private static readonly TimeSpan[] Times = [TimeSpan.Zero, TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(20), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2)];

    public static TheoryData<ErrorPolicy, int?> Policies => new MatrixTheoryData<ErrorPolicy, int?>(Enum.GetValues<ErrorPolicy>(), [null, 10]);

    [Theory]
    [MemberData(nameof(Policies))]
    public void A_wait_that_follows_from_the_numbers_is_the_one_that_the_clients_would_give(ErrorPolicy policy, int? grace)
    {
        var sampling = new SamplingSpec { OnError = policy, Minimum = 2, Deadline = TimeSpan.FromMinutes(1), Grace = grace is { } seconds ? TimeSpan.FromSeconds(seconds) : null };
        var waits = 0;
        foreach (var (open, received, failed) in Combinations())
        {
            var cohort = Cohort(open, received, failed);
            foreach (var elapsed in Times)
            {
                TimeSpan? sinceMinimum = received >= sampling.Minimum ? elapsed : null;

                if (RoundRules.Waits(new(open, received, failed), sampling, wanted: 3, elapsed, sinceMinimum) is { } wait)
                {
                    waits++;
                    Assert.Equal(RoundRules.Decide(cohort, sampling, 3, elapsed, sinceMinimum, new HashSet<string>()), wait);
                }
            }
        }

        Assert.True(waits > 10, $"only {waits} waits followed from the numbers");
    }

    [Fact]
    public void The_tally_follows_a_client_from_state_to_state()
    {
        var tally = default(CohortTally).With(ParticipantState.Selected, 3).With(ParticipantState.Selected, -1).With(ParticipantState.Received, 1);

        Assert.Equal(new CohortTally(2, 1, 0), tally);
    }

    private static IEnumerable<(int Open, int Received, int Failed)> Combinations() =>
        from open in Enumerable.Range(0, 4) from received in Enumerable.Range(0, 4) from failed in Enumerable.Range(0, 3) where open + received + failed > 0 select (open, received, failed);

    private static Participant[] Cohort(int open, int received, int failed) =>
    [
        .. Enumerable.Repeat(ParticipantState.Selected, open).Concat(Enumerable.Repeat(ParticipantState.Received, received)).Concat(Enumerable.Repeat(ParticipantState.Failed, failed))
            .Select((state, i) => new Participant($"c{i}", i, "site", 1, state, state == ParticipantState.Failed
                ? new() { Key = new(TaskKind.Train, "f", 1, $"c{i}", 1), Site = "site", Failure = FederationErrors.DataNotFound.At("train.idx", "it is not there") }
                : null)),
    ];
}
