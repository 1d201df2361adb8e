using System.Diagnostics;
using OrleansFederation.Errors;
using OrleansFederation.Telemetry;

namespace OrleansFederation.Training;

/// <summary>The span of a task at its site. The task runs outside the call that ordered it, so that call's span is carried by hand.</summary>
internal static class TaskSpan
{
    /// <summary>Where the call that is being served stands in its trace.</summary>
    public static ActivityContext Here => Activity.Current?.Context ?? default;

    /// <summary>Begins the span.</summary>
    /// <param name="order">The task.</param>
    /// <param name="parent">What <see cref="Here"/> was when it was ordered.</param>
    public static Activity? Start(TrainingOrder order, ActivityContext parent) =>
        FederationTelemetry.Source.StartActivity(order.Key.Kind == TaskKind.Train ? "site training" : "site evaluation", ActivityKind.Internal, parent)
            ?.SetTag("federation", order.Key.Federation).SetTag("round", order.Key.Round)
            .SetTag("client", order.Key.Client).SetTag("attempt", order.Key.Attempt).SetTag("site", order.Site);

    /// <summary>Notes how the task ended, in span and figures. The span goes on until its report is acknowledged.</summary>
    /// <param name="span">The span; null where nobody listens.</param>
    /// <param name="report">The report.</param>
    public static TaskReport End(this Activity? span, TaskReport report)
    {
        TrainingInstruments.Finish(report);
        if (report.Failure is Problem failure)
        {
            span?.SetStatus(ActivityStatusCode.Error, failure.Code);
        }

        return report;
    }
}
