using System.Data.Common;
using System.Diagnostics;
using OrleansFederation.Storage;
using OrleansFederation.Telemetry;

namespace OrleansFederation.Health;

/// <summary>Asks the database for a sign of life, one question at a time, and remembers the answer for a few seconds.</summary>
internal sealed class DatabaseProbe(ISiloStorage storage, TelemetryOptions options, TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private volatile Answer? _last;

    /// <summary>Whether the last question was answered; null before the first.</summary>
    public bool? Reachable => _last?.Reachable;

    /// <summary>Whether the database answers now, or did a few seconds ago.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task<bool> IsReachableAsync(CancellationToken cancellationToken)
    {
        if (Fresh() is { } known)
        {
            return known.Reachable;
        }

        await _gate.WaitAsync(cancellationToken);
        try
        {
            var answer = Fresh() ?? new Answer(await AskAsync(cancellationToken), clock.GetTimestamp());
            _last = answer;
            return answer.Reachable;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private Answer? Fresh() => _last is { } last && clock.GetElapsedTime(last.At) < options.DatabaseCheckEvery ? last : null;

    private async Task<bool> AskAsync(CancellationToken cancellationToken)
    {
        using var bound = new CancellationTokenSource(Within, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);

        // A question that comes every few seconds would fill traces with itself.
        Activity.Current = null;
        try
        {
            await using var connection = await storage.DataSource.OpenConnectionAsync(both.Token).AsTask().WaitAsync(both.Token);
            await using var command = connection.CreateCommand();
            command.CommandText = "select 1";
            await command.ExecuteScalarAsync(both.Token).WaitAsync(both.Token);
            return true;
        }
        catch (Exception exception) when (exception is DbException or TimeoutException or IOException or InvalidOperationException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    private sealed record Answer(bool Reachable, long At);
}
