using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using OrleansFederation.Errors;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Console;

/// <summary>The program as people run it: child processes on one state directory, in which a small federation was run.</summary>
public sealed class EndToEndTests(EndToEndTests.FinishedRun run) : IClassFixture<EndToEndTests.FinishedRun>
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public void A_run_ends_with_the_document_and_exit_code_0()
    {
        var document = JsonNode.Parse(run.Output)!;

        Assert.Equal(ExitCodes.Ok, run.ExitCode);
        Assert.Equal("finished", document["status"]!.GetValue<string>());
        Assert.Equal(2, document["rounds"]!.AsArray().Count);
        Assert.Equal(2, document["model"]!["version"]!.GetValue<int>());
        Assert.InRange(document["rounds"]![1]!["central"]!["accuracy"]!.GetValue<double>(), 0, 1);
    }

    [Fact]
    public async Task Running_a_finished_spec_again_shows_the_same_result()
    {
        var again = await run.FedAsync("run", run.Spec, "-o", "json");

        Assert.Equal(ExitCodes.Ok, again.ExitCode);
        Assert.Equal(run.Output, again.Output);
    }

    [Fact]
    public async Task Running_a_finished_spec_in_text_tells_what_was_learned_from_whom_and_what_to_do_next()
    {
        var again = await run.FedAsync("run", run.Spec);

        Assert.Contains("What was learned", again.Output, StringComparison.Ordinal);
        Assert.Contains("Where v2 comes from", again.Output, StringComparison.Ordinal);
        Assert.Contains("One answer", again.Output, StringComparison.Ordinal);
        Assert.Contains("fed model export tiny --onnx tiny.onnx --state", again.Output, StringComparison.Ordinal);
        Assert.Contains("finished already", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_spec_under_the_same_name_is_refused_as_a_conflict()
    {
        var changed = run.Write("changed.json", TinySpecs.Digits(rounds: 3));

        var ran = await run.FedAsync("run", changed);

        Assert.Equal(ExitCodes.Conflict, ran.ExitCode);
        Assert.StartsWith("error FED3005", ran.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("federation list", "federations", "name", "tiny")]
    [InlineData("client list", "clients", "id", "tiny.0")]
    [InlineData("model list", "models", "name", "tiny")]
    [InlineData("round list tiny", "rounds", "round", "1")]
    public async Task What_there_is_can_be_listed(string line, string list, string key, string expected)
    {
        var ran = await run.FedAsync([.. line.Split(' '), "-o", "json"]);

        Assert.Equal(ExitCodes.Ok, ran.ExitCode);
        Assert.Contains(expected, JsonNode.Parse(ran.Output)![list]!.AsArray().Select(entry => entry![key]!.ToString()));
    }

    [Theory]
    [InlineData("federation show tiny", "finished")]
    [InlineData("federation show tiny", "mean over clients")]
    [InlineData("federation compare tiny tiny", "not distinguishable")]
    [InlineData("round show tiny 2", "committed")]
    [InlineData("round show tiny 2", "balanced accuracy")]
    [InlineData("client show tiny.0", "2 rounds")]
    [InlineData("model show tiny", "tiny round 2")]
    [InlineData("model show tiny@v1", "the initial parameters")]
    [InlineData("model lineage tiny", "└─ the initial parameters")]
    public async Task What_there_is_can_be_shown(string line, string expected)
    {
        var ran = await run.FedAsync(line.Split(' '));

        Assert.Equal(ExitCodes.Ok, ran.ExitCode);
        Assert.Contains(expected, ran.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("federation show nobody", "FED3006")]
    [InlineData("round show tiny 99", "FED3007")]
    [InlineData("round list nobody", "FED3006")]
    [InlineData("client show nobody.0", "FED3011")]
    [InlineData("model show nothing", "FED5001")]
    [InlineData("model show tiny@v99", "FED5002")]
    [InlineData("grant revoke tiny --from nobody", "FED4004")]
    public async Task What_there_is_not_is_not_found(string line, string code)
    {
        var ran = await run.FedAsync(line.Split(' '));

        Assert.Equal(ExitCodes.NotFound, ran.ExitCode);
        Assert.StartsWith($"error {code}", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exported_file_has_the_digest_that_the_version_names()
    {
        var target = run.Path("exported.safetensors");

        var ran = await run.FedAsync("model", "export", "tiny", "--safetensors", target, "-o", "json");

        var digest = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(target, Cancel)));
        Assert.Equal(digest, JsonNode.Parse(run.Output)!["model"]!["digest"]!.GetValue<string>());
        Assert.Equal(digest, JsonNode.Parse(ran.Output)!["files"]![0]!["digest"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("report tiny --out", "report.html", "<svg")]
    [InlineData("report tiny --out", "report.md", "| AUROC |")]
    [InlineData("federation export tiny --format csv --out", "tiny.csv", "figure,2,")]
    [InlineData("federation export tiny --format jsonl --out", "tiny.jsonl", "\"scope\":\"central\"")]
    public async Task Figures_are_written_to_a_file(string line, string file, string expected)
    {
        var target = run.Path(file);

        var ran = await run.FedAsync([.. line.Split(' '), target]);

        Assert.Equal(ExitCodes.Ok, ran.ExitCode);
        Assert.Contains(expected, await File.ReadAllTextAsync(target, Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Figures_are_written_to_a_store_of_MLflow()
    {
        var ran = await run.FedAsync("federation", "export", "tiny", "--format", "mlflow", "--out", run.Path("mlruns"), "-o", "json");

        var store = JsonNode.Parse(ran.Output)!["path"]!.GetValue<string>();
        Assert.Equal(2, (await File.ReadAllLinesAsync(System.IO.Path.Combine(store, "metrics", "central.accuracy"), Cancel)).Length);
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_leaves_nothing_behind()
    {
        var target = run.Path(System.IO.Path.Combine("missing", "model.onnx"));

        var ran = await run.FedAsync("model", "export", "tiny", "--onnx", target);

        Assert.Equal(ExitCodes.Usage, ran.ExitCode);
        Assert.StartsWith("error FED1042", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_from_an_example_equals_the_answer_from_its_numbers()
    {
        var example = JsonNode.Parse((await run.FedAsync("infer", "tiny", "--example", "3", "-o", "json")).Output)!;
        var input = run.Write("input.json", example["example"]!["input"]!.ToJsonString());

        var answer = await run.FedAsync("infer", "tiny@v2", "--input", input, "-o", "json");

        Assert.Equal(example["outputs"]!.ToJsonString(), JsonNode.Parse(answer.Output)!["outputs"]!.ToJsonString());
        Assert.Equal(10, example["outputs"]![0]!.AsArray().Count);
    }

    [Fact]
    public async Task An_input_of_the_wrong_size_is_FED6001()
    {
        var ran = await run.FedAsync("infer", "tiny", "--input", run.Write("short.json", "[1, 2, 3]"));

        Assert.Equal(ExitCodes.Usage, ran.ExitCode);
        Assert.StartsWith("error FED6001", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_principal_gets_what_a_grant_allows_and_nothing_once_it_is_revoked()
    {
        var input = run.Write("zeros.json", $"[{string.Join(',', Enumerable.Repeat("0", 784))}]");
        string[] ask = ["infer", "tiny", "--input", input, "-o", "json", "--as", "carol"];

        var before = await run.FedAsync(ask);
        await run.FedAsync("grant", "give", "tiny", "--to", "carol", "--can", "infer", "--until", "1d");
        var granted = await run.FedAsync(ask);
        var export = await run.FedAsync("model", "export", "tiny", "--onnx", run.Path("stolen.onnx"), "--as", "carol");
        await run.FedAsync("grant", "revoke", "tiny", "--from", "carol");
        var after = await run.FedAsync(ask);

        Assert.Equal([ExitCodes.Refused, ExitCodes.Ok, ExitCodes.Refused, ExitCodes.Refused], [before.ExitCode, granted.ExitCode, export.ExitCode, after.ExitCode]);
        Assert.False(File.Exists(run.Path("stolen.onnx")));
    }

    [Fact]
    public async Task Whoever_may_download_may_export_without_seeing_lineage()
    {
        await run.FedAsync("grant", "give", "tiny", "--to", "dave", "--can", "download");

        var export = await run.FedAsync("model", "export", "tiny", "--onnx", run.Path("dave.onnx"), "--as", "dave");
        var lineage = await run.FedAsync("model", "lineage", "tiny", "--as", "dave");

        Assert.Equal([ExitCodes.Ok, ExitCodes.Refused], [export.ExitCode, lineage.ExitCode]);
    }

    [Fact]
    public async Task An_alias_names_a_version_and_keeps_its_history()
    {
        await run.FedAsync("model", "alias", "set", "tiny", "best", "v1");
        var shown = await run.FedAsync("model", "show", "tiny@best", "-o", "json");
        await run.FedAsync("model", "alias", "remove", "tiny", "best");
        var history = await run.FedAsync("model", "alias", "history", "tiny", "-o", "jsonl");

        Assert.Equal("1", JsonNode.Parse(shown.Output)!["manifest"]!["version"]!.ToString());
        Assert.Equal(
            ["1", "null"],
            history.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!["version"]?.ToString() ?? "null"));
    }

    [Fact]
    public async Task Events_are_lines_of_json_that_end_in_a_terminal_one()
    {
        var spec = run.Write("events.json", TinySpecs.Digits("events"));

        var ran = await run.FedAsync("run", spec, "-o", "jsonl");

        var events = ran.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.All(events, e => Assert.Equal(1, e["schema"]!.GetValue<int>()));
        Assert.Equal(2, events.Count(e => e["event"]!.GetValue<string>() == "round-committed"));
        Assert.Equal("terminal", events[^1]["event"]!.GetValue<string>());
        Assert.Equal(0, events[^1]["exitCode"]!.GetValue<int>());
    }

    /// <summary>One finished run, shared by the tests.</summary>
    public sealed class FinishedRun : IAsyncLifetime
    {
        private readonly StateDirectory _state = new();
        private readonly TemporaryFolder _files = new();
        private readonly SemaphoreSlim _turn = new(1, 1);

        public string Spec => _files["tiny.json"];

        public string Output { get; private set; } = "";

        public int ExitCode { get; private set; }

        public async ValueTask InitializeAsync()
        {
            Write("tiny.json", TinySpecs.Digits());
            (ExitCode, Output, var error) = await FedAsync("run", Spec, "-o", "json");
            Assert.True(ExitCode == ExitCodes.Ok, string.Create(CultureInfo.InvariantCulture, $"exit code {ExitCode}: {error}"));
        }

        public string Path(string name) => _files[name];

        public string Write(string name, string text)
        {
            File.WriteAllText(_files[name], text);
            return _files[name];
        }

        public async Task<(int ExitCode, string Output, string Error)> FedAsync(params string[] arguments)
        {
            await _turn.WaitAsync(TestContext.Current.CancellationToken);
            try
            {
                return await FedProcess.RunAsync(_state, arguments);
            }
            finally
            {
                _turn.Release();
            }
        }

        public ValueTask DisposeAsync()
        {
            _turn.Dispose();
            _files.Dispose();
            _state.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
