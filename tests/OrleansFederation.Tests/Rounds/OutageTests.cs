using Orleans.Storage;
using OrleansFederation.Errors;

namespace OrleansFederation.Rounds;

public sealed class OutageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<Exception, bool> Faults => new()
    {
        { FederationErrors.DatabaseUnreachable.Exception("postgres", "it restarts"), true },
        { new SiloUnavailableException(), true },
        { new TimeoutException(), true },
        { new OperationCanceledException(), true },
        { FederationErrors.DiskFull.Exception("disk", "it is full"), false },
        { FederationErrors.RoundTakenOver.Exception("round", "it was"), false },
        { new InconsistentStateException("somebody else wrote"), false },
        { new InvalidOperationException(), false },
    };

    [Theory]
    [MemberData(nameof(Faults), DisableDiscoveryEnumeration = true)]
    public void What_passes_by_is_told_from_what_stays(Exception fault, bool passes) => Assert.Equal(passes, Outage.Is(fault));

    [Fact]
    public async Task A_step_is_repeated_until_the_outage_is_over_and_each_is_told()
    {
        List<Exception> told = [];
        var calls = 0;

        var result = await Outage.OutlastAsync(() => ++calls < 3 ? throw new TimeoutException() : Task.FromResult(7), told.Add, TimeProvider.System, Cancel);

        Assert.Equal((7, 3, 2), (result, calls, told.Count));
    }

    [Fact]
    public async Task What_stays_is_thrown_at_once()
    {
        var calls = 0;

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Outage.OutlastAsync<int>(() => throw new InvalidOperationException($"{++calls}"), _ => { }, TimeProvider.System, Cancel));

        Assert.Equal(1, calls);
    }
}
