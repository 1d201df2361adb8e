using Microsoft.Extensions.Hosting;
using OrleansFederation.Errors;
using OrleansFederation.Inference;
using OrleansFederation.Rounds;
using OrleansFederation.Training;

namespace OrleansFederation.Telemetry;

/// <summary>Lets counters begin at zero once somebody listens: a counter that begins at one hides its first increase.</summary>
internal sealed class InstrumentStart : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        RoundInstruments.Initialise();
        TrainingInstruments.Initialise();
        InferenceInstruments.Initialise();
        RefusalInstruments.Initialise();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
