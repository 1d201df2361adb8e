using OrleansFederation.Training;

namespace OrleansFederation.Personalisation;

/// <summary>Tells of trainings that follow one another as of one.</summary>
/// <param name="progress">Told.</param>
/// <param name="parts">The number of trainings; further ones are told as the end of the last.</param>
internal sealed class PartProgress(IProgress<TrainingProgress> progress, int parts) : IProgress<TrainingProgress>
{
    private int _part = -1;
    private (long Before, long Now) _examples;

    /// <summary>Gives what the next training tells.</summary>
    public IProgress<TrainingProgress> Next()
    {
        _part++;
        _examples = (_examples.Before + _examples.Now, 0);
        return this;
    }

    /// <inheritdoc/>
    public void Report(TrainingProgress value)
    {
        _examples.Now = value.Examples;
        progress.Report(value with { Fraction = Math.Min(1, (_part + value.Fraction) / parts), Examples = _examples.Before + value.Examples });
    }
}
