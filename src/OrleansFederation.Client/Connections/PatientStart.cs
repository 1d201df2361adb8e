namespace OrleansFederation.Connections;

/// <summary>Tries again to connect until whoever wants to connect gives up.</summary>
internal sealed class PatientStart(TimeProvider clock) : IClientConnectionRetryFilter
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(Pause, clock, cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
