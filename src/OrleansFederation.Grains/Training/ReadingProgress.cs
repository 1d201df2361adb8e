using OrleansFederation.Data;

namespace OrleansFederation.Training;

/// <summary>Tells of the first reading of a client's data as of a part of its task, now and then. Used by one reading at a time.</summary>
/// <param name="client">The client.</param>
/// <param name="progress">Told.</param>
/// <param name="clock">The clock.</param>
internal sealed class ReadingProgress(string client, IProgress<TrainingProgress> progress, TimeProvider clock) : IProgress<DataProgress>
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    private long _told = clock.GetTimestamp();

    /// <inheritdoc/>
    public void Report(DataProgress value)
    {
        if (value.Done >= value.Total || clock.GetElapsedTime(_told) >= Every)
        {
            _told = clock.GetTimestamp();
            progress.Report(new(value.Total > 0 ? Math.Clamp((double)value.Done / value.Total, 0, 1) : 0, 0, value.Rows) { Reading = client });
        }
    }
}
