using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using OrleansFederation.Evaluation;
using OrleansFederation.Fixtures;
using OrleansFederation.Rounds;
using OrleansFederation.Tracking;

namespace OrleansFederation.Console;

/// <summary>Exported files, read back by the rules of their forms.</summary>
public sealed class TrackingTests
{
    private static readonly RoundReport[] Rounds = [ReportSamples.Round(1), ReportSamples.Round(2)];

    private static readonly TrackedRun Run = TrackedRun.Of(ReportSamples.Federation(), Rounds);

    [Fact]
    public void The_comma_separated_table_reads_back_whole()
    {
        var rows = Csv(CsvForm.Write(Run));

        Assert.Equal(["kind", "round", "time", "scope", "of", "name", "value", "low", "high"], rows[0]);
        Assert.All(rows, row => Assert.Equal(9, row.Count));
        Assert.Equal(ReportSamples.Markup, Assert.Single(rows, row => row[5] == "description")[6]);
        Assert.Equal("2", Assert.Single(rows, row => row[5] == "model.layers.0.linear.out")[6]);
        var auroc = Assert.Single(rows, row => row[1] == "2" && row[3] == "site" && row[4] == "south" && row[5] == "auroc");
        var expected = Rounds[1].Sites[1].Metrics.Figures!.Auroc!;
        Assert.Equal([expected.Value, expected.Low, expected.High], auroc.Skip(6).Select(cell => (double?)double.Parse(cell, CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void The_lines_of_JSON_read_back_whole()
    {
        JsonNode[] lines = [.. JsonlForm.Write(Run).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];

        Assert.Equal(("run", "crossEntropy"), (lines[0]["kind"]!.GetValue<string>(), lines[0]["parameters"]!["model.loss"]!.GetValue<string>()));
        Assert.Equal(Run.Figures.Count, lines.Count(line => line["kind"]!.GetValue<string>() == "figure"));
        var mean = Assert.Single(lines, line => line["scope"]?.GetValue<string>() == "siteMean" && line["round"]!.GetValue<int>() == 1 && line["name"]!.GetValue<string>() == "brier");
        Assert.Equal(Rounds[0].SiteMean!.Brier!.Value, mean["value"]!.GetValue<double>());
    }

    [Fact]
    public void Numbers_that_are_not_finite_are_null_in_JSON_and_named_elsewhere()
    {
        using var folder = new TemporaryFolder();
        var run = TrackedRun.Of(ReportSamples.Federation(), [Samples.Round(1) with { Central = new Metrics(10, double.NaN, 1) }]);

        var store = MlflowForm.Write(run, folder.Path);

        Assert.Contains("\"name\":\"loss\",\"value\":null", JsonlForm.Write(run), StringComparison.Ordinal);
        Assert.Contains(Csv(CsvForm.Write(run)), row => row[3] == "central" && row[5] == "loss" && row[6] == "NaN");
        Assert.Equal("nan", File.ReadAllText(Path.Combine(store, "metrics", "central.loss")).Split(' ')[1]);
    }

    [Fact]
    public void The_store_of_MLflow_reads_back_by_its_rules()
    {
        using var folder = new TemporaryFolder();

        var store = MlflowForm.Write(Run, folder.Path);

        var (experiment, run) = (Path.GetFileName(Path.GetDirectoryName(store)!), Path.GetFileName(store));
        Assert.Matches("^[a-zA-Z0-9][a-zA-Z0-9_-]{0,63}$", experiment);
        Assert.Matches("^[0-9a-f]{32}$", run);
        var (ofExperiment, ofRun) = (Yaml(Path.Combine(store, "..", "meta.yaml")), Yaml(Path.Combine(store, "meta.yaml")));
        Assert.Equal((experiment, "digits-model", "active"), (ofExperiment["experiment_id"], ofExperiment["name"], ofExperiment["lifecycle_stage"]));
        Assert.Equal((experiment, run, run, "digits", "3"), (ofRun["experiment_id"], ofRun["run_id"], ofRun["run_uuid"], ofRun["run_name"], ofRun["status"]));
        Assert.StartsWith("file:///", ofRun["artifact_uri"], StringComparison.Ordinal);
        Assert.Equal(ReportSamples.Federation().CreatedAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture), ofRun["start_time"]);
        Assert.Equal("crossEntropy", File.ReadAllText(Path.Combine(store, "params", "model.loss")));
        Assert.Equal("digits", File.ReadAllText(Path.Combine(store, "tags", "mlflow.runName")));
        Assert.All(Directory.GetFiles(store, "*", SearchOption.AllDirectories).Select(Path.GetFileName), name => Assert.Matches(@"^[\w.\-]+$", name));
        string[][] history = [.. File.ReadAllLines(Path.Combine(store, "metrics", "site.south.auroc")).Select(line => line.Split(' '))];
        Assert.Equal(["1", "2"], history.Select(line => line[2]));
        Assert.Equal(Rounds.Select(round => round.Sites[1].Metrics.Figures!.Auroc!.Value), history.Select(line => double.Parse(line[1], CultureInfo.InvariantCulture)));
        Assert.All(history, line => Assert.True(long.Parse(line[0], CultureInfo.InvariantCulture) > 0));
        Assert.True(File.Exists(Path.Combine(store, "metrics", "central.accuracy.low")));
    }

    [Fact]
    public void A_federation_exported_again_replaces_itself_and_leaves_others()
    {
        using var folder = new TemporaryFolder();
        var other = MlflowForm.Write(Run with { Federation = ReportSamples.Federation() with { Name = "other" } }, folder.Path);
        var first = MlflowForm.Write(Run, folder.Path);
        File.WriteAllText(Path.Combine(first, "metrics", "left.over"), "1 1 1\n");

        var second = MlflowForm.Write(Run, folder.Path);

        Assert.Equal(first, second);
        Assert.False(File.Exists(Path.Combine(second, "metrics", "left.over")));
        Assert.True(File.Exists(Path.Combine(other, "meta.yaml")));
        Assert.Equal(Path.GetDirectoryName(first), Path.GetDirectoryName(other));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_FED1042()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "file");
        File.WriteAllText(file, "");

        var thrown = Assert.Throws<Errors.FederationException>(() => MlflowForm.Write(Run, Path.Combine(file, "mlruns")));

        Assert.Equal("FED1042", thrown.Code);
    }

    [Fact]
    public void A_comparison_names_what_differs_and_claims_no_more_than_intervals_allow()
    {
        var (first, second) = (ReportSamples.Federation(), ReportSamples.Federation() with { Name = "other" });
        second = second with { Spec = new(second.Spec.Json.Replace("\"out\":2", "\"out\":3", StringComparison.Ordinal).Replace("\"data\":null,", "\"data\":{\"format\":\"csv\"},", StringComparison.Ordinal), new('b', 64)) };

        var difference = FederationDifference.Of(first, Rounds, second, [Samples.Round(1, accuracy: 0.2), Samples.Round(2, accuracy: 0.3) with { Federated = null }]);

        Assert.Equal([new("model.layers.0.linear.out", "2", "3"), new("data.format", null, "csv")], difference.Specs);
        Assert.Equal([0.2, 0.3], difference.Curves[0].Second);
        Assert.Equal(Verdict.Better, difference.Figures.Single(one => one is { Test: "central test", Figure.Name: "accuracy" }).Verdict);
        Assert.Null(difference.Figures.Single(one => one is { Test: "clients' tests", Figure.Name: "accuracy" }).Verdict);
        var drawn = Drawing.At(160, FederationCompareCommand.Draw(difference));
        Assert.Contains("better", drawn, StringComparison.Ordinal);
        Assert.Contains("0.200 → 0.300", drawn, StringComparison.Ordinal);
        Assert.Equal("data.format", FederationCompareCommand.Document(difference)["specs"]![1]!["path"]!.GetValue<string>());
    }

    [Fact]
    public void A_federation_beside_itself_differs_nowhere()
    {
        var difference = FederationDifference.Of(ReportSamples.Federation(), Rounds, ReportSamples.Federation(), Rounds);

        Assert.Empty(difference.Specs);
        Assert.All(difference.Figures, one => Assert.Equal(Verdict.NotDistinguishable, one.Verdict));
    }

    private static Dictionary<string, string> Yaml(string file) => File.ReadAllLines(file).Select(line => line.Split(": ", 2))
        .ToDictionary(member => member[0], member => member[1] is ['\'', .., '\''] ? member[1][1..^1].Replace("''", "'", StringComparison.Ordinal) : member[1]);

    private static List<List<string>> Csv(string text)
    {
        List<List<string>> rows = [];
        List<string> row = [];
        var (cell, quoted) = (new StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '"' when quoted && i + 1 < text.Length && text[i + 1] == '"':
                    cell.Append(text[i++]);
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case ',' when !quoted:
                    row.Add(cell.ToString());
                    cell.Clear();
                    break;
                case '\r' when !quoted:
                    row.Add(cell.ToString());
                    cell.Clear();
                    rows.Add(row);
                    row = [];
                    i++;
                    break;
                default:
                    cell.Append(text[i]);
                    break;
            }
        }

        return rows;
    }
}
