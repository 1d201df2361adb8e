using System.Text.Json.Nodes;
using System.Xml.Linq;
using OrleansFederation.Errors;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Console;

/// <summary>A federation cross-validated by the real console, from the files to the report.</summary>
public sealed class EvaluateTests : IDisposable
{
    private static readonly string[] Hospitals = ["cleveland", "hungary", "switzerland", "va"];

    private readonly StateDirectory _state = new();
    private readonly TemporaryFolder _files = new();

    [Fact]
    public async Task Every_hospital_is_tested_in_every_column_and_what_is_finished_is_not_trained_again()
    {
        string[] command = ["evaluate", "heart-disease", "--folds", "2", "--repeats", "1", "--rounds", "2", "-o", "json"];

        var (exitCode, output, error) = await RunAsync(command);
        var again = await RunAsync([.. command, "--out", _files["report.html"]]);

        Assert.True(exitCode == ExitCodes.Ok, error);
        var (first, second) = (JsonNode.Parse(output)!, JsonNode.Parse(again.Output)!);
        Assert.Equal((20, 0, 0, 20), ((int)first["trained"]!, (int)first["found"]!, (int)second["trained"]!, (int)second["found"]!));
        Assert.Equal(["majority", "alone", "federated", "pooled", "left-out"], first["columns"]!.AsArray().Select(column => (string)column!));
        Assert.Equal(first["sites"]!.ToJsonString(), second["sites"]!.ToJsonString());
        Assert.Equal(Hospitals, first["sites"]!.AsArray().Select(site => (string)site!["site"]!));

        // So many federations and models would hide the others; clients that live on are no folds.
        Assert.Equal((0, 20), (await CountAsync("federation", "federations"), await CountAsync("federation", "federations", "--folds")));
        Assert.Equal((0, 20), (await CountAsync("model", "models"), await CountAsync("model", "models", "--folds")));
        Assert.Equal(4, await CountAsync("client", "clients"));

        // Every patient of the four files is tested once in every column.
        var examples = first["sites"]!.AsArray().Select(site => Assert.Single(site!["columns"]!.AsArray().Select(cell => (int)cell!["examples"]!).Distinct()));
        Assert.Equal([303, 294, 123, 200], examples);

        // Of Zurich's patients 8 are healthy: a constant answer is right for the others.
        var constant = Cell(first, "switzerland", "majority")["figures"]!["accuracy"]!;
        Assert.Equal(115 / 123.0, (double)constant["value"]!, 12);

        var report = XDocument.Parse((await File.ReadAllTextAsync(_files["report.html"], TestContext.Current.CancellationToken)).Replace("<!doctype html>", "", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(Hospitals.Length + 1, report.Descendants(XName.Get("svg", "http://www.w3.org/2000/svg")).Count());
        Assert.Contains("leave-one-site-out", report.Root!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupted_evaluation_continues_where_it_was()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGINT for another process.");
        var (folder, cache) = (Data(), _files["cache"]);
        string[] command = ["evaluate", "heart-disease", "--folds", "5", "--repeats", "2", "--only", "federated", "--rounds", "5", "-o", "jsonl"];

        using var fed = FedProcess.Start(_state, [("FED_DATA", folder), ("FED_CACHE", cache)], command);
        await fed.ReadUntilAsync(line => line.Contains("federation-finished", StringComparison.Ordinal));
        var exitCode = await fed.InterruptAsync();
        var (resumed, output, error) = await RunAsync(command);

        Assert.Equal(ExitCodes.Interrupted, exitCode);
        Assert.True(resumed == ExitCodes.Ok, error);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        var document = lines.Single(line => line["sites"] is not null);
        Assert.Equal(10, (int)document["trained"]! + (int)document["found"]!);
        Assert.InRange((int)document["found"]!, 1, 9);
        Assert.Equal(("terminal", "finished"), ((string)lines[^1]["event"]!, (string)lines[^1]["status"]!));
    }

    /// <summary>AUROC by five folds of another implementation: logistic regression, 30 rounds, federated statistics.</summary>
    [Fact]
    public async Task The_figures_of_another_implementation_lie_within_the_intervals()
    {
        var (exitCode, output, error) = await RunAsync("evaluate", "heart-disease", "--folds", "5", "--repeats", "1", "--only", "federated", "alone", "pooled", "-o", "json");

        Assert.True(exitCode == ExitCodes.Ok, error);
        var document = JsonNode.Parse(output)!;
        foreach (var (column, figures) in new (string, double[])[] { ("federated", [0.908, 0.904, 0.725, 0.749]), ("alone", [0.905, 0.904, 0.698, 0.670]), ("pooled", [0.904, 0.903, 0.730, 0.732]) })
        {
            foreach (var (hospital, theirs) in Hospitals.Zip(figures))
            {
                var ours = Cell(document, hospital, column)["figures"]!["auroc"]!;
                Assert.True((double)ours["low"]! <= theirs && theirs <= (double)ours["high"]!, $"{column} at {hospital}: {theirs} is not within {ours.ToJsonString()}");

                // Wide intervals hold much: the figures themselves are near, nearer where there are more patients of both kinds.
                Assert.InRange((double)ours["value"]!, theirs - (hospital == "switzerland" ? 0.15 : 0.05), theirs + (hospital == "switzerland" ? 0.15 : 0.05));
            }
        }
    }

    [Theory]
    [InlineData("mnist", "FED1009", "test set of its own")]
    [InlineData("heart-disease --folds 1", "FED1040", "from 2 to 100")]
    [InlineData("heart-disease --only majority", "FED1009", "counted from the tests of another column")]
    [InlineData("heart-disease --out report.txt", "FED1040", ".html or .md")]
    public async Task What_cannot_be_evaluated_is_refused_before_anything_is_trained(string arguments, string code, string cause)
    {
        var (exitCode, _, error) = await FedProcess.RunAsync(_state, ["evaluate", .. arguments.Split(' ')]);

        Assert.Equal(ExitCodes.Usage, exitCode);
        Assert.Contains(code, error, StringComparison.Ordinal);
        Assert.Contains(cause, error, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _files.Dispose();
        _state.Dispose();
    }

    private async Task<int> CountAsync(string noun, string member, params string[] more) =>
        JsonNode.Parse((await RunAsync([noun, "list", "-o", "json", .. more])).Output)![member]!.AsArray().Count;

    private static JsonNode Cell(JsonNode document, string site, string column) =>
        document["sites"]!.AsArray().Single(one => (string)one!["site"]! == site)!["columns"]!.AsArray().Single(one => (string)one!["column"]! == column)!;

    private Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments) =>
        FedProcess.RunAsync(_state, [("FED_DATA", Data()), ("FED_CACHE", _files["cache"])], arguments);

    private static string Data()
    {
        var folder = Environment.GetEnvironmentVariable("FED_DATA") ?? Path.Combine(RepositoryFolder.Path, "..", "shared", "data");
        Assert.SkipUnless(Directory.Exists(Path.Combine(folder, "heart-disease")) || (Environment.GetEnvironmentVariable("FED_REQUIRE") ?? "").Contains("data", StringComparison.Ordinal), $"{folder} has no heart-disease: let FED_DATA name the folder that holds it.");
        return folder;
    }
}
