using System.Text.Json.Nodes;
using OrleansFederation.Evaluation;
using OrleansFederation.Federations;
using OrleansFederation.Output;

namespace OrleansFederation.Runs;

/// <summary>Writes an event on one line: for people where nothing can be redrawn, and for programs.</summary>
internal static class EventText
{
    /// <summary>Gives the line for people; null for events that only a live display has use for.</summary>
    public static string? Of(string federation, int rounds, FederationEvent e) => e.Kind switch
    {
        FederationEventKind.Started => $"{federation}: started, {rounds} rounds",
        FederationEventKind.RoundOpened => $"{Place(federation, rounds, e)}: {((e.Selected ?? e.Cohort?.Count ?? 0) is var clients && clients == 1 ? "1 client trains" : $"{Figures.Count(clients)} clients train")}",
        FederationEventKind.ClientFinished => $"{Place(federation, rounds, e)}: {e.Client} done{After(e.Seconds)}{Examples(e.Examples)}{Loss(e.Loss)}",
        FederationEventKind.ClientFailed => $"{Place(federation, rounds, e)}: {e.Client} failed{Because(e)}",
        FederationEventKind.ClientUnavailable => $"{Place(federation, rounds, e)}: waiting{Because(e)}",
        FederationEventKind.Interrupted => $"{Place(federation, rounds, e)}: interrupted, trying again{Because(e)}",
        FederationEventKind.Aggregating => $"{Place(federation, rounds, e)}: aggregating",
        FederationEventKind.UpdatesScreened => $"{Place(federation, rounds, e)}: {(e.Cohort is { Count: > 0 } flagged ? $"{Figures.Count(flagged.Count)} flagged: " : "")}{e.Reason}",
        FederationEventKind.ClientQuarantined => $"{Place(federation, rounds, e)}: {e.Client} is in quarantine: {e.Reason}",
        FederationEventKind.ClientsReadmitted => $"{Place(federation, rounds, e)}: {e.Reason}",
        FederationEventKind.Evaluating => $"{Place(federation, rounds, e)}: testing",
        FederationEventKind.RoundCommitted =>
            $"{Place(federation, rounds, e)}: committed{(e.Version is { } version ? $" as v{version}" : "")}{After(e.Seconds)}{Figure(e)}{(e.Reason is { } reason ? $"; not promoted: {reason}" : "")}",
        FederationEventKind.RoundFailed => $"{Place(federation, rounds, e)}: failed{Because(e)}",
        FederationEventKind.Finished => $"{federation}: finished{(e.Reason is { } reason ? $" before its last round: {reason}" : "")}",
        FederationEventKind.Failed => $"{federation}: failed{Because(e)}",
        FederationEventKind.Stopped => $"{federation}: stopped",
        _ => null,
    };

    /// <summary>Whether something ended, well or not.</summary>
    public static bool IsEnd(FederationEventKind kind) =>
        kind is FederationEventKind.RoundCommitted or FederationEventKind.RoundFailed || FederationEvents.IsTerminal(kind);

    /// <summary>Gives the JSON for programs: only the fields that the event has.</summary>
    public static JsonObject Json(string federation, FederationEvent e)
    {
        var json = new JsonObject { ["event"] = Figures.Word(e.Kind), ["federation"] = federation };
        foreach (var (name, value) in JsonForm.Of(e with { Sequence = 0 }))
        {
            if (value is not null && name is not ("kind" or "sequence" or "epoch") && !(name == "round" && e.Round == 0))
            {
                json[name] = value.DeepClone();
            }
        }

        return json;
    }

    /// <summary>Gives the JSON of the last line.</summary>
    public static JsonObject Terminal(string federation, string status, int exitCode, int? round = null)
    {
        var json = new JsonObject { ["event"] = "terminal", ["federation"] = federation };
        if (round is { } number)
        {
            json["round"] = number;
        }

        json["status"] = status;
        json["exitCode"] = exitCode;
        return json;
    }

    private static string Place(string federation, int rounds, FederationEvent e) => $"{federation} round {e.Round}/{rounds}";

    private static string After(double? seconds) => seconds is { } value ? $" after {Figures.Seconds(value)}" : "";

    private static string Examples(long? examples) => examples is { } value ? $", {Figures.Count(value)} examples" : "";

    private static string Loss(double? loss) => loss is { } value ? $", loss {Figures.Ratio(value)}" : "";

    private static string Because(FederationEvent e) => e.Problem is { } problem ? $": {problem.Code} {problem.Cause}" : "";

    private static string Figure(FederationEvent e) => (e.Central ?? e.Federated) is { } metrics
        ? (metrics.Accuracy is { } accuracy ? $", accuracy {Figures.Ratio(accuracy)}" : "") + $", loss {Figures.Ratio(metrics.Loss)}"
            + (e.Spread is { Clients: > 1 } spread ? $", {SpreadTables.WorstTenth(spread)} of clients {Figures.Ratio(spread.WorstDecile)}" : "")
        : "";
}
