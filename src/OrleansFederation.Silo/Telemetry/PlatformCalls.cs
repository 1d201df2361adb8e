using System.Diagnostics;
using OpenTelemetry;

namespace OrleansFederation.Telemetry;

/// <summary>
/// Keeps the spans of calls to the platform's own grains, and drops those that Orleans makes for itself: a command that watches a
/// federation pulls its events by some call a second, and would bury its trace. What only tells watchers how far something is, goes too.
/// </summary>
internal sealed class PlatformCalls : BaseProcessor<Activity>
{
    // Orleans takes every interface whose namespace begins with "Orleans" for one of its own; so ours are found here.
    private const string Prefix = nameof(OrleansFederation) + ".";

    private static readonly string[] Tidings = ["IRoundGrain/ProgressAsync", "IFederationGrain/ReportAsync"];

    /// <summary>The sources of Orleans' spans of grain calls.</summary>
    public static readonly string[] Sources = ["Microsoft.Orleans.Application", "Microsoft.Orleans.Runtime"];

    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        if (Sources.Contains(data.Source.Name) && (!IsOurs(data) || Tidings.Contains(data.OperationName)))
        {
            data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }

    private static bool IsOurs(Activity call) =>
        (call.GetTagItem("orleans.rpc.service") ?? call.GetTagItem("rpc.service")) is string service && service.StartsWith(Prefix, StringComparison.Ordinal);
}
