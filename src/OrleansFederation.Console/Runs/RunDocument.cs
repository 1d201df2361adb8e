using System.Text.Json.Nodes;
using OrleansFederation.Evaluation;
using OrleansFederation.Output;
using OrleansFederation.Rounds;

namespace OrleansFederation.Runs;

/// <summary>Writes what a run came to for programs.</summary>
internal static class RunDocument
{
    private const int Microseconds = 6;

    /// <summary>Gives the document, without the schema's number.</summary>
    public static JsonObject Of(RunResult result)
    {
        var document = new JsonObject
        {
            ["federation"] = result.Federation.Name,
            ["status"] = Figures.Word(result.Federation.Status),
            ["rounds"] = new JsonArray([.. result.Rounds.Select(round => (JsonNode)Round(round))]),
            ["model"] = new JsonObject
            {
                ["name"] = result.Federation.Model,
                ["version"] = result.Federation.Version,
                ["digest"] = result.Version?.Parameters.Digest ?? (result.Committed is [.., var last] ? last.Digest : null),
            },
        };
        if (result.Federation.StopReason is { } reason)
        {
            document["stopReason"] = reason;
        }

        if (result.Federation.BestVersion is { } best)
        {
            document["bestVersion"] = best;
        }

        return document;
    }

    private static JsonObject Round(RoundReport round)
    {
        var document = new JsonObject
        {
            ["round"] = round.Round,
            ["seconds"] = Math.Round(round.Seconds, Microseconds),
            ["trainSeconds"] = Math.Round(round.TrainSeconds, Microseconds),
            ["evaluateSeconds"] = Math.Round(round.EvaluateSeconds, Microseconds),
            ["overheadSeconds"] = Math.Round(round.OverheadSeconds, Microseconds),
            ["bytesUp"] = round.BytesUp,
            ["bytesDown"] = round.BytesDown,
            ["central"] = Figure(round.Central),
            ["federated"] = Figure(round.Federated),
            ["clients"] = new JsonArray([.. round.Clients.Select(client => (JsonNode)JsonForm.Of(client))]),
        };
        if (round is { Staleness: { } staleness, MostStaleness: { } most })
        {
            document["staleness"] = staleness;
            document["mostStaleness"] = most;
        }

        if (round.Flagged > 0)
        {
            document["flagged"] = round.Flagged;
        }

        if (round.Screened is { } screened)
        {
            document["screened"] = screened;
        }

        if (round.HeldBack is { } why)
        {
            document["heldBack"] = why;
        }

        if (round.Spread is { } spread)
        {
            document["spread"] = JsonForm.Of(spread);
        }

        if (round.SharedSpread is { } shared)
        {
            document["sharedSpread"] = JsonForm.Of(shared);
        }

        if (round.Clusters.Count > 0)
        {
            document["clusters"] = new JsonArray([.. round.Clusters.Select(cluster => (JsonNode)JsonForm.Of(cluster))]);
        }

        if (round.Sites.Count > 0)
        {
            document["sites"] = new JsonArray([.. round.Sites.Select(site => (JsonNode)JsonForm.Of(site))]);
            document["siteMean"] = JsonForm.Node(round.SiteMean);
        }

        return document;
    }

    private static JsonObject? Figure(Metrics? metrics)
    {
        if (metrics is null)
        {
            return null;
        }

        var figure = new JsonObject { ["loss"] = JsonForm.Node(metrics.Loss), ["accuracy"] = JsonForm.Node(metrics.Accuracy) };
        if (metrics.Figures is { } figures)
        {
            figure["figures"] = JsonForm.Node(figures);
        }

        return figure;
    }
}
