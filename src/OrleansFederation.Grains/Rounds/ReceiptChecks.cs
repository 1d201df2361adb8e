using System.Globalization;
using OrleansFederation.Aggregation;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Filters;
using OrleansFederation.Modeling;
using OrleansFederation.Parameters;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>
/// Judges receipts when they arrive: one that cannot be of an update that the round asked for is that client's failure, so that it is named,
/// asked again or left out as the policy says, and fails nobody else.
/// </summary>
/// <param name="spec">The federation's spec.</param>
/// <param name="model">The model worked out.</param>
internal sealed class ReceiptChecks(FederationSpec spec, ModelPlan model)
{
    private const int DigestDigits = 64;

    private readonly IAggregationRule? _rule = AggregationRules.Find(spec.Aggregation.Rule);

    /// <summary>Judges a report of training.</summary>
    /// <param name="report">The report.</param>
    /// <param name="ordinal">The client's ordinal.</param>
    /// <param name="stepsAtMost">The most steps that it was ordered to do; null where the spec's own were.</param>
    /// <returns>The report; with a failure in the place of its update where it is refused.</returns>
    public TaskReport Judge(TaskReport report, int ordinal, long? stepsAtMost = null) => report.Failure is null && Fault(report, ordinal, stepsAtMost) is { } fault
        ? new() { Key = report.Key, Site = report.Site, StartedAt = report.StartedAt, Seconds = double.IsFinite(report.Seconds) ? report.Seconds : 0, Failure = FederationErrors.UpdateMismatch.At($"client {report.Key.Client}", fault) }
        : report;

    private string? Fault(TaskReport report, int ordinal, long? stepsAtMost)
    {
        if (report.Update is not { } update)
        {
            return "its receipt names no update";
        }

        if (update.Digest.Length != DigestDigits || !update.Digest.All(char.IsAsciiHexDigitLower))
        {
            return "the digest in its receipt is no SHA-256";
        }

        var layout = model.Moving.Layout;
        var expected = UpdateEncoding.Of(spec, layout, report.Key.Round, ordinal)?.Length ?? Safetensors.Opening(layout).Length + (long)layout.Length * sizeof(float);
        return update.Length != expected
            ? string.Create(CultureInfo.InvariantCulture, $"its update has {update.Length} bytes, not the {expected} of the model's updates")
            : Figures(report) ?? Work(report, stepsAtMost);
    }

    /// <summary>What rules weigh by has to be a number; what none weighs by may be missing.</summary>
    private string? Figures(TaskReport report) =>
        report.Examples < 0 ? string.Create(CultureInfo.InvariantCulture, $"its receipt tells {report.Examples} examples")
        : Impossible(report.Norm, "norm")
        ?? Impossible(report.LocalSteps, "number of steps")
        ?? Impossible(report.InitialLoss, "loss of the round's base")
        ?? (_rule?.NeedsInitialLoss == true && report.InitialLoss is null ? $"its receipt has no loss of the round's base, by which {_rule.Name} weighs" : null)
        ?? (spec.Training.Scaffold && report.LocalSteps is not >= 1 ? "its receipt tells no step, and control variates are worked out by the steps" : null);

    /// <summary>How fast a client is follows from what it tells of its work, and so does what later rounds ask of it.</summary>
    private static string? Work(TaskReport report, long? stepsAtMost) =>
        Impossible(report.Seconds, "seconds")
        ?? (report.Steps < 1 || report.Steps > stepsAtMost ? string.Create(CultureInfo.InvariantCulture, $"its receipt tells {report.Steps} steps{(stepsAtMost is { } most ? $", and {most} were the most" : "")}")
            : report.Trained < 1 ? string.Create(CultureInfo.InvariantCulture, $"its receipt tells {report.Trained} examples trained on")
            : null);

    private static string? Impossible(double? figure, string name) => figure is { } value && !(value >= 0 && double.IsFinite(value))
        ? string.Create(CultureInfo.InvariantCulture, $"its receipt tells the {name} {value:R}")
        : null;
}
