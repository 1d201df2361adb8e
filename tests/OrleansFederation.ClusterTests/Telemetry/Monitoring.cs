using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace OrleansFederation.Telemetry;

/// <summary>The dashboards and alert rules that the repository ships.</summary>
internal static partial class Monitoring
{
    private static readonly string[] Words = ["by", "le", "and", "or", "on", "vector", "inf", "nan"];

    public static IReadOnlyList<string> Dashboards { get; } = [.. Directory.EnumerateFiles(PathOf("k8s/grafana"), "*.json").Order(StringComparer.Ordinal)];

    public static IReadOnlyList<YamlMappingNode> Rules
    {
        get
        {
            var yaml = new YamlStream();
            using var file = File.OpenText(PathOf("k8s/prometheus/alerts.yaml"));
            yaml.Load(file);
            return [.. ((YamlSequenceNode)yaml.Documents.Single().RootNode["groups"]).SelectMany(group => (YamlSequenceNode)group["rules"]).Cast<YamlMappingNode>()];
        }
    }

    public static JsonNode Dashboard(string file) => JsonNode.Parse(File.ReadAllText(file))!;

    public static IEnumerable<(string Place, string Text)> Expressions() =>
    [
        .. from file in Dashboards
           from panel in Dashboard(file)["panels"]!.AsArray()
           from target in panel!["targets"]!.AsArray()
           select ($"{Path.GetFileName(file)}: {panel["title"]}", target!["expr"]!.GetValue<string>()),
        .. Rules.Select(rule => (((YamlScalarNode)rule["alert"]).Value!, ((YamlScalarNode)rule["expr"]).Value!)),
    ];

    /// <summary>The names of metrics in an expression: what is neither a function, a word of the language, a label nor a text.</summary>
    public static IEnumerable<string> MetricsOf(string expression)
    {
        var bare = Braces().Replace(Grouping().Replace(expression, " "), "");
        return Name().Matches(bare).Select(match => match.Value).Where(word => !Words.Contains(word, StringComparer.Ordinal)).Distinct();
    }

    private static string PathOf(string path)
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "OrleansFederation.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The repository is not above the tests.");
        }

        return Path.Combine(folder, path);
    }

    [GeneratedRegex(@"\b(by|without|on|ignoring)\s*\([^)]*\)")]
    private static partial Regex Grouping();

    [GeneratedRegex(@"\{[^}]*\}|\[[^\]]*\]")]
    private static partial Regex Braces();

    [GeneratedRegex(@"\b[a-zA-Z_:][a-zA-Z0-9_:]*\b(?!\s*\()")]
    private static partial Regex Name();
}
