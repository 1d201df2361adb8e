using System.Text.Json.Nodes;
using System.Xml.Linq;
using OrleansFederation.Errors;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Console;

/// <summary>A spec run in variants by the real console.</summary>
public sealed class CompareTests : IDisposable
{
    private readonly StateDirectory _state = new();
    private readonly TemporaryFolder _files = new();

    [Fact]
    public async Task Variants_are_trained_over_seeds_and_what_is_finished_is_not_trained_again()
    {
        string[] command = ["run", Spec(), "--compare", "fedavg,median", "--chart", _files["chart.svg"], "-o", "json"];

        var (exitCode, output, error) = await FedProcess.RunAsync(_state, [.. command, "--seeds", "2"]);
        var (_, again, _) = await FedProcess.RunAsync(_state, [.. command, "--seeds", "2,1,5"]);
        var (_, listed, _) = await FedProcess.RunAsync(_state, ["federation", "list", "-o", "json"]);
        var (_, all, _) = await FedProcess.RunAsync(_state, ["federation", "list", "--folds", "-o", "json"]);

        Assert.True(exitCode == ExitCodes.Ok, error);
        var (first, second) = (JsonNode.Parse(output)!, JsonNode.Parse(again)!);
        Assert.Equal(["fedavg", "median"], first["variants"]!.AsArray().Select(variant => (string)variant!["variant"]!));
        Assert.All(Trials(first), trial => Assert.False((bool)trial["found"]!));
        Assert.Equal([(2, true), (1, true), (5, false)], second["variants"]![0]!["trials"]!.AsArray().Select(trial => ((int)trial!["seed"]!, (bool)trial["found"]!)));
        Assert.Equal(Final(first, 2), Final(second, 2));
        Assert.Equal(2, XDocument.Load(_files["chart.svg"]).Descendants(XName.Get("polyline", "http://www.w3.org/2000/svg")).Count());
        Assert.Equal((0, 6), (JsonNode.Parse(listed)!["federations"]!.AsArray().Count, JsonNode.Parse(all)!["federations"]!.AsArray().Count));
    }

    [Fact]
    public async Task A_variant_that_fails_is_told_and_the_others_go_on()
    {
        var (exitCode, output, _) = await FedProcess.RunAsync(
            _state, ["run", Spec(), "--compare", $"data={{format: idx, path: {_files["nowhere"]}}},{{format: digits, train: 60, test: 20}}", "--chart", _files["chart.svg"], "-o", "json"]);

        var trials = Trials(JsonNode.Parse(output)!);
        Assert.Equal(ExitCodes.NotMet, exitCode);
        Assert.Equal(("FED1020", 0), ((string)trials[0]["failure"]!["code"]!, (int)trials[0]["rounds"]!));
        Assert.Null(trials[1]["failure"]);
        Assert.Equal(2, (int)trials[1]["rounds"]!);
    }

    [Fact]
    public async Task An_interrupted_comparison_continues_where_it_was()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGINT for another process.");
        string[] command = ["run", Spec(), "--compare", "fedavg,median", "--seeds", "6", "--chart", _files["chart.svg"], "-o", "jsonl"];

        using var fed = FedProcess.Start(_state, command);
        await fed.ReadUntilAsync(line => line.Contains("variant-finished", StringComparison.Ordinal));
        var exitCode = await fed.InterruptAsync();
        var (resumed, output, error) = await FedProcess.RunAsync(_state, command);

        Assert.Equal(ExitCodes.Interrupted, exitCode);
        Assert.True(resumed == ExitCodes.Ok, error);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        var trials = Trials(lines.Single(line => line["variants"] is not null));
        Assert.Equal(12, trials.Count);
        Assert.InRange(trials.Count(trial => (bool)trial["found"]!), 1, 11);
        Assert.Equal(("terminal", "finished"), ((string)lines[^1]["event"]!, (string)lines[^1]["status"]!));
    }

    [Fact]
    public async Task Every_problem_of_every_variant_is_told_before_anything_is_trained()
    {
        var ran = await CommandLine.RunAsync("run", Spec(), "--compare", "fedavg,mediann,{krum: 5}", "--compare", "training.epochs=1,0");

        Assert.Equal(ExitCodes.Usage, ran.ExitCode);
        Assert.Contains("variant mediann, training.epochs=1, aggregation", ran.Error, StringComparison.Ordinal);
        Assert.Contains("Did you mean median?", ran.Error, StringComparison.Ordinal);
        Assert.Contains("variant {krum: 5}, training.epochs=1, aggregation", ran.Error, StringComparison.Ordinal);
        Assert.Contains("variant fedavg, training.epochs=0, training.epochs", ran.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("training.epocs=1,2", "FED1001", "Did you mean epochs?")]
    [InlineData("model.loss.x=1,2", "FED1002", "model.loss holds no keys")]
    [InlineData("rounds=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31,32,33,34,35,36,37,38,39,40,41,42,43,44,45,46,47,48,49,50,51,52,53,54,55,56,57,58,59,60,61,62,63,64,65", "FED1040", "65 variants, and 64 are allowed")]
    [InlineData("description=a,b", "FED1040", "are the same federation")]
    public async Task What_cannot_be_compared_is_refused(string compare, string code, string cause)
    {
        var ran = await CommandLine.RunAsync("run", Spec(), "--compare", compare);

        Assert.Equal(ExitCodes.Usage, ran.ExitCode);
        Assert.Contains(code, ran.Error, StringComparison.Ordinal);
        Assert.Contains(cause, ran.Error, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _files.Dispose();
        _state.Dispose();
    }

    private static List<JsonNode> Trials(JsonNode document) => [.. document["variants"]!.AsArray().SelectMany(variant => variant!["trials"]!.AsArray()).Select(trial => trial!)];

    private static double Final(JsonNode document, int seed) => (double)Trials(document).First(trial => (int)trial["seed"]! == seed)["final"]!;

    private string Spec()
    {
        File.WriteAllText(_files["tiny.yaml"], """
            federation: tiny
            model: { input: [1, 28, 28], layers: [ flatten, {linear: 10} ], loss: crossEntropy }
            data: { format: digits, train: 60, test: 20 }
            clients: { simulate: 3, partition: iid }
            rounds: 2
            evaluation: { central: test }
            """);
        return _files["tiny.yaml"];
    }
}
