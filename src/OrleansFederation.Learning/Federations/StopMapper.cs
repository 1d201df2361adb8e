using OrleansFederation.Evaluation;
using OrleansFederation.Modeling;

namespace OrleansFederation.Federations;

/// <summary>Maps what a spec says of stopping, selecting and promoting.</summary>
internal static class StopMapper
{
    /// <summary>Maps when a federation ends before its last round.</summary>
    /// <param name="stop">The section.</param>
    /// <param name="loss">The model's loss, which the default of the metric follows from.</param>
    /// <param name="central">Whether there is a central test, which is then watched by default.</param>
    /// <returns>It; null where there is no such section.</returns>
    public static StopSpec? Stop(SpecValue stop, LossKind loss, bool central) => !stop.IsMapping ? null : new(Watch(stop, loss, central))
    {
        Target = stop["target"].Number,
        Patience = stop["patience"].Whole,
        Improvement = stop["improvement"].Number ?? 0,
        Time = stop["time"].Duration,
        Alias = stop["alias"].Text ?? "best",
    };

    /// <summary>Maps which versions are promoted.</summary>
    /// <param name="gate">The section.</param>
    /// <param name="loss">The model's loss.</param>
    /// <param name="central">Whether there is a central test.</param>
    /// <returns>It; null where there is no such section.</returns>
    public static GateSpec? Gate(SpecValue gate, LossKind loss, bool central) => !gate.IsMapping ? null : new(Watch(gate, loss, central), gate["worse"].Number ?? 0);

    private static WatchSpec Watch(SpecValue section, LossKind loss, bool central) => new(
        section["metric"].Text ?? (loss == LossKind.Mse ? WatchedFigure.Loss : "accuracy"),
        section["on"].Text switch { "central" => WatchedSet.Central, "federated" => WatchedSet.Federated, _ => central ? WatchedSet.Central : WatchedSet.Federated });
}
