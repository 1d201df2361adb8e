using System.Diagnostics.Metrics;
using OrleansFederation.Telemetry;

namespace OrleansFederation.Training;

/// <summary>Figures of the training lanes of a process.</summary>
internal sealed class LaneInstruments : IDisposable
{
    private readonly Meter _meter = new(FederationTelemetry.Name);

    /// <summary>Shows how many trainings wait and run.</summary>
    /// <param name="waiting">Gives how many wait.</param>
    /// <param name="lanes">Gives how many threads there are.</param>
    public LaneInstruments(Func<int> waiting, Func<int> lanes)
    {
        _meter.CreateObservableGauge("federation.training.queue.length", waiting, "{training}", "Trainings that wait for a lane.");
        _meter.CreateObservableGauge("federation.training.lanes", lanes, "{thread}", "Threads that train, or did a moment ago.");
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
