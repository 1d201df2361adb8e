using System.Diagnostics;
using OrleansFederation.Errors;
using OrleansFederation.Modeling;
using OrleansFederation.Plugins;
using OrleansFederation.Telemetry;

namespace OrleansFederation.Training;

/// <summary>Trains with TorchSharp on lanes of its own.</summary>
internal sealed class LocalTrainer(TimeProvider clock, TrainingLanes lanes, IPlugins? plugins = null) : IModelTrainer, IDisposable
{
    /// <summary>The most trainings that wait in the queue; callers beyond wait before it.</summary>
    public const int QueueCapacity = 4096;

    /// <summary>Makes a trainer with as many lanes as the machine carries.</summary>
    /// <param name="clock">Measures the trainings.</param>
    /// <param name="plugins">What makes plugins; null where none may run.</param>
    public LocalTrainer(TimeProvider clock, IPlugins? plugins = null) : this(clock, new TrainingLanes(2 * Environment.ProcessorCount, QueueCapacity), plugins)
    {
    }

    /// <inheritdoc/>
    public Task<TrainingResult> TrainAsync(TrainingRequest request, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        // Nothing of the caller flows to a lane by itself, so its span is carried.
        var trace = Activity.Current?.Context ?? default;
        return lanes.RunAsync(stop => Train(request, progress, trace, stop), cancellationToken);
    }

    /// <summary>Stops all trainings at their next step and ends the lanes.</summary>
    public void Dispose() => lanes.Dispose();

    private TrainingResult Train(TrainingRequest request, IProgress<TrainingProgress>? progress, ActivityContext trace, CancellationToken cancellationToken)
    {
        using var span = FederationTelemetry.Source.StartActivity("train", ActivityKind.Internal, trace);
        try
        {
            return new TrainingRun(ModelPlan.Create(request.Spec.Model), request, clock, plugins).Execute(progress, cancellationToken);
        }
        catch (Exception fault) when (fault is not FederationException and not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            // Behind the first line, torch writes its own stack.
            throw new FederationException(FederationErrors.TrainingFailed.At("training", fault.Message.Split('\n')[0]), fault);
        }
    }
}
