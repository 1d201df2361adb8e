using YamlDotNet.RepresentationModel;

namespace OrleansFederation.Telemetry;

/// <summary>Dashboards and alert rules are whole: what they ask for is checked against real silos by <see cref="MetricsTests"/>.</summary>
public sealed class MonitoringTests
{
    public static TheoryData<string> Files => [.. Monitoring.Dashboards.Select(file => Path.GetFileName(file))];

    [Fact]
    public void There_is_a_dashboard_for_rounds_sites_inference_and_silos() =>
        Assert.Equal(["inference.json", "rounds.json", "silos.json", "sites.json"], Monitoring.Dashboards.Select(file => Path.GetFileName(file)));

    [Theory]
    [MemberData(nameof(Files))]
    public void A_dashboard_has_panels_that_do_not_overlap(string file)
    {
        var panels = Monitoring.Dashboard(Monitoring.Dashboards.Single(path => Path.GetFileName(path) == file))["panels"]!.AsArray();

        var cells = panels.SelectMany(panel =>
        {
            var place = panel!["gridPos"]!;
            var (x, y, w, h) = (place["x"]!.GetValue<int>(), place["y"]!.GetValue<int>(), place["w"]!.GetValue<int>(), place["h"]!.GetValue<int>());
            Assert.InRange(x + w, 1, 24);
            return Enumerable.Range(x, w).SelectMany(column => Enumerable.Range(y, h).Select(row => (column, row)));
        });
        Assert.NotEmpty(panels);
        Assert.Distinct(cells);
        Assert.Distinct(panels.Select(panel => panel!["id"]!.GetValue<int>()));
    }

    [Fact]
    public void Every_alert_says_what_happened_and_what_to_do()
    {
        Assert.True(Monitoring.Rules.Count >= 8);
        Assert.Distinct(Monitoring.Rules.Select(rule => rule["alert"].ToString()));
        Assert.All(Monitoring.Rules, rule =>
        {
            Assert.NotEmpty(rule["expr"].ToString());
            Assert.Contains(rule["labels"]["severity"].ToString(), (string[])["warning", "critical"]);
            Assert.NotEmpty(((YamlScalarNode)rule["annotations"]["summary"]).Value!);
            Assert.NotEmpty(((YamlScalarNode)rule["annotations"]["remedy"]).Value!);
        });
    }

    [Fact]
    public void Names_of_metrics_are_found_in_expressions() => Assert.Equal(
        ["a_total", "b_bucket"],
        Monitoring.MetricsOf("""histogram_quantile(0.99, sum by (le, site) (rate(b_bucket[5m]))) > 2 * a_total{site="north"} or vector(0)""").Order(StringComparer.Ordinal));
}
