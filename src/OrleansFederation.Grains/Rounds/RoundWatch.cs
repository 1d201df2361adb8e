using System.Diagnostics;
using OrleansFederation.Telemetry;

namespace OrleansFederation.Rounds;

/// <summary>Follows a round that is driven here: a span for the round, one for each phase, and how long each took.</summary>
internal sealed class RoundWatch : IDisposable
{
    private readonly TimeProvider _clock;
    private readonly Activity? _round;
    private Activity? _span;
    private RoundPhase _phase = RoundPhase.Training;
    private long _since;

    private RoundWatch(RoundPlan plan, TimeProvider clock)
    {
        _clock = clock;
        _since = clock.GetTimestamp();
        _round = FederationTelemetry.Source.StartActivity("round");
        _round?.SetTag("federation", plan.Federation).SetTag("round", plan.Number);
        _span = FederationTelemetry.Source.StartActivity("round training");
        RoundInstruments.Drive(1);
    }

    /// <summary>Begins with the training phase.</summary>
    /// <param name="plan">The round.</param>
    /// <param name="clock">Measures the phases.</param>
    public static RoundWatch Start(RoundPlan plan, TimeProvider clock) => new(plan, clock);

    /// <summary>Ends the phase and begins another. Called by the method that drives the round, so that what it does next belongs to the new span.</summary>
    /// <param name="phase">The phase that begins.</param>
    public void Enter(RoundPhase phase)
    {
        RoundInstruments.EndPhase(_phase, _clock.GetElapsedTime(_since));
        _span?.Dispose();
        (_phase, _since) = (phase, _clock.GetTimestamp());
        Activity.Current = _round ?? Activity.Current;
        _span = phase == RoundPhase.Aggregating ? FederationTelemetry.Source.StartActivity("round aggregating") : FederationTelemetry.Source.StartActivity("round evaluating");
    }

    /// <summary>Records how the round ended and gives it on.</summary>
    /// <param name="outcome">The outcome.</param>
    public RoundOutcome End(RoundOutcome outcome)
    {
        RoundInstruments.EndPhase(_phase, _clock.GetElapsedTime(_since));
        RoundInstruments.End(outcome);
        if (outcome.Failure is { } failure)
        {
            _round?.SetStatus(ActivityStatusCode.Error, failure.Code);
        }

        return outcome;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        RoundInstruments.Drive(-1);
        _span?.Dispose();
        _round?.Dispose();
    }
}
