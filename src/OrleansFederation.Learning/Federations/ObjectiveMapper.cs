using OrleansFederation.Training;

namespace OrleansFederation.Federations;

/// <summary>Maps what a spec adds to the local objective.</summary>
internal static class ObjectiveMapper
{
    /// <summary>Adds it.</summary>
    /// <param name="training">Local training so far.</param>
    /// <param name="given">The section.</param>
    public static TrainingSpec Map(TrainingSpec training, SpecValue given) => training with
    {
        Steps = given["steps"].Whole,
        Clip = given["clip"].Number,
        Proximal = Proximal(given["proximal"]),
        Scaffold = given["scaffold"].Flag ?? training.Scaffold,
        Dynamic = given["dynamic"].Number ?? given["dynamic"]["alpha"].Number,
        LabelSmoothing = given["labelSmoothing"].Number ?? training.LabelSmoothing,
        ClassBalance = given["classBalance"].Number ?? given["classBalance"]["beta"].Number,
    };

    // A term of 0 that stays 0 is none.
    private static ProximalSpec? Proximal(SpecValue given)
    {
        ProximalSpec proximal = new(given.Number ?? given["mu"].Number ?? 0, given["adaptive"].Flag ?? false);
        return proximal is { Mu: 0, Adaptive: false } ? null : proximal;
    }
}
