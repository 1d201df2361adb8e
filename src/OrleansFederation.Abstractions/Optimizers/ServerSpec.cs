using OrleansFederation.Schedules;

namespace OrleansFederation.Optimizers;

/// <summary>How the aggregate of a round moves the model, where it is not simply added.</summary>
/// <param name="Optimizer">The name of the server optimiser.</param>
/// <param name="Arguments">Its arguments by name, all of them: what the spec leaves out has its default.</param>
public sealed record ServerSpec(string Optimizer, IReadOnlyDictionary<string, double> Arguments)
{
    /// <summary>The course of its learning rate over the rounds.</summary>
    public ScheduleSpec Schedule { get; init; } = ScheduleSpec.Constant;

    /// <summary>The value of an argument.</summary>
    /// <param name="argument">Its name; one that the optimiser declares.</param>
    public double this[string argument] => Arguments[argument];
}
