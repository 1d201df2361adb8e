using System.Globalization;
using System.Text.RegularExpressions;

namespace OrleansFederation.Telemetry;

/// <summary>What <c>/metrics</c> of a silo said, in Prometheus' text form.</summary>
internal sealed partial class Scrape
{
    private readonly List<(string Name, Dictionary<string, string> Labels, double Value)> _samples = [];

    private Scrape(string text)
    {
        foreach (var line in text.Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
        {
            var match = Sample().Match(line);
            Assert.True(match.Success, $"'{line}' is no sample of Prometheus' text form");
            var labels = Label().Matches(match.Groups["labels"].Value).ToDictionary(label => label.Groups["key"].Value, label => label.Groups["value"].Value, StringComparer.Ordinal);
            _samples.Add((match.Groups["name"].Value, labels, double.Parse(match.Groups["value"].Value.Replace("+Inf", "Infinity", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture)));
        }
    }

    /// <summary>The names of the series.</summary>
    public IEnumerable<string> Names => _samples.Select(sample => sample.Name).Distinct();

    /// <summary>The labels that a metric of ours carries anywhere.</summary>
    public IEnumerable<(string Name, string Label, string Value)> Labels =>
        _samples.SelectMany(sample => sample.Labels.Select(label => (sample.Name, label.Key, label.Value)));

    /// <summary>Scrapes a silo.</summary>
    public static async Task<Scrape> OfAsync(Uri http)
    {
        using var client = new HttpClient();
        return new(await client.GetStringAsync(new Uri(http, "/metrics"), TestContext.Current.CancellationToken));
    }

    /// <summary>Sums the samples of a name that carry a label.</summary>
    public double Sum(string name, string? label = null, string? value = null) =>
        _samples.Where(sample => sample.Name == name && (label is null || sample.Labels.GetValueOrDefault(label) == value)).Sum(sample => sample.Value);

    [GeneratedRegex(@"^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>.*)\})? (?<value>\S+)( -?\d+)?( #.*)?$")]
    private static partial Regex Sample();

    [GeneratedRegex("(?<key>[a-zA-Z_][a-zA-Z0-9_]*)=\"(?<value>(?:[^\"\\\\]|\\\\.)*)\"")]
    private static partial Regex Label();
}
