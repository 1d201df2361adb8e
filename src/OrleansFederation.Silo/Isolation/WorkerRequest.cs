using OrleansFederation.Training;

namespace OrleansFederation.Isolation;

/// <summary>What a silo asks of the process of a task.</summary>
/// <param name="Order">The task.</param>
/// <param name="Plugins">The plugins to load.</param>
/// <param name="Memory">The most bytes that it may hold.</param>
internal sealed record WorkerRequest(TrainingOrder Order, IReadOnlyList<WorkerPlugin> Plugins, long Memory);
