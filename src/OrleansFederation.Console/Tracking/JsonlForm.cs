using System.Text;
using System.Text.Json.Nodes;
using OrleansFederation.Output;

namespace OrleansFederation.Tracking;

/// <summary>Writes a run as lines of JSON: the run with its parameters first, then one figure a line. Numbers that are not finite are null.</summary>
internal static class JsonlForm
{
    /// <summary>Gives the file's text.</summary>
    public static string Write(TrackedRun run)
    {
        var text = new StringBuilder();
        var parameters = new JsonObject();
        foreach (var (name, value) in run.Parameters)
        {
            parameters[name] = value;
        }

        Line(text, new JsonObject
        {
            ["kind"] = "run",
            ["federation"] = run.Federation.Name,
            ["status"] = Figures.Word(run.Federation.Status),
            ["model"] = run.Federation.Model,
            ["version"] = run.Federation.Version,
            ["specDigest"] = run.Federation.Spec.Digest,
            ["createdAt"] = run.Federation.CreatedAt,
            ["endedAt"] = run.EndedAt,
            ["parameters"] = parameters,
        });
        foreach (var figure in run.Figures)
        {
            var line = new JsonObject { ["kind"] = "figure" };
            foreach (var (name, value) in JsonForm.Of(figure))
            {
                if (value is not null || name == "value")
                {
                    line[name] = value?.DeepClone();
                }
            }

            Line(text, line);
        }

        return text.ToString();
    }

    private static void Line(StringBuilder text, JsonObject line) => text.Append(JsonForm.Text(JsonForm.Document(line))).Append('\n');
}
