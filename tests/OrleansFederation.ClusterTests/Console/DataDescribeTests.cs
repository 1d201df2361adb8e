using System.Text.Json.Nodes;
using OrleansFederation.Errors;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Console;

public sealed class DataDescribeTests : IDisposable
{
    private const string Patients = "id;age;sex;outcome\nx1;50;m;0\nx2;?;f;1\nx3;61.5;m;0\nx4;70;f;1\n";

    private readonly TemporaryFolder _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task A_file_is_described_in_a_table()
    {
        var ran = await CommandLine.RunAsync("data", "describe", Write("patients.csv", Patients));

        Assert.Equal(ExitCodes.Ok, ran.ExitCode);
        Assert.Contains("csv, ; between fields, a header, utf-8", ran.Output, StringComparison.Ordinal);
        Assert.Matches(@"age\s+number\s+1 \(\?\)\s+50\s+55.75 · 61.5 · 65.75\s+70\s+", ran.Output);
        Assert.Matches(@"sex\s+category\s+0\s+–\s+–\s+–\s+f 50 %, m 50 %", ran.Output);
    }

    [Fact]
    public async Task A_file_is_described_to_programs()
    {
        var ran = await CommandLine.RunAsync("data", "describe", Write("patients.csv", Patients), "-o", "json");

        var document = JsonNode.Parse(ran.Output)!;
        Assert.Equal(4, document["rows"]!.GetValue<int>());
        Assert.Equal("""["id","age","sex","outcome"]""", new JsonArray([.. document["columns"]!.AsArray().Select(column => (JsonNode)column!["name"]!.GetValue<string>())]).ToJsonString());
        Assert.Equal("csv", document["data"]!["format"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_it_writes_is_a_section_that_a_spec_reads_the_file_with()
    {
        var path = Write("patients.csv", Patients.Replace("\n", "\r\n", StringComparison.Ordinal));
        var wrote = await CommandLine.RunAsync("data", "describe", path, "--write", _files["data.yaml"]);
        Assert.Equal((ExitCodes.Ok, ""), (wrote.ExitCode, wrote.ExitCode == ExitCodes.Ok ? "" : wrote.Error));
        var spec = Write("spec.yaml", await File.ReadAllTextAsync(_files["data.yaml"], TestContext.Current.CancellationToken) + """
            federation: patients
            model: { input: [3], layers: [ {linear: 2} ], loss: crossEntropy }
            clients: { simulate: 1 }
            rounds: 1
            """);

        var ran = await InCacheAsync("data", "describe", path, "--spec", spec, "-o", "json");

        Assert.True(ran.ExitCode == ExitCodes.Ok, ran.Error);
        var parts = JsonNode.Parse(ran.Output)!["parts"]!;
        Assert.Equal((3, 1), (parts["train"]!.GetValue<int>(), parts["test"]!.GetValue<int>()));
        Assert.Equal(1, parts["summary"]!["missing"]!["age"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_file_that_differs_from_the_spec_is_refused_with_both_schemas()
    {
        var spec = Write("spec.yaml", $$"""
            federation: patients
            model: { input: [1], layers: [ {linear: 2} ], loss: crossEntropy }
            data: { format: csv, path: "{{_files["patients.csv"]}}", delimiter: ";", columns: [ {years: number}, {id: ignore} ], target: { column: outcome, classes: { "0": 0, "1": 1 } } }
            clients: { simulate: 1 }
            rounds: 1
            """);

        var ran = await InCacheAsync("data", "describe", Write("patients.csv", Patients), "--spec", spec);

        Assert.Equal(ExitCodes.Usage, ran.ExitCode);
        Assert.Contains("error FED1025", ran.Error, StringComparison.Ordinal);
        Assert.Contains("the file lacks years; the spec does not declare age, sex; the file has id, age, sex, outcome, the spec declares years, id, outcome", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_hospitals_files_are_understood_without_a_word()
    {
        var folder = Path.Combine(Environment.GetEnvironmentVariable("FED_DATA") ?? RepositoryFolder.Of("..", "shared", "data"), "heart-disease");
        Assert.SkipUnless(Directory.Exists(folder), $"{folder} is absent: let FED_DATA name the folder that holds heart-disease.");

        var ran = await CommandLine.RunAsync("data", "describe", Path.Combine(folder, "processed.va.data"), "-o", "json");

        var document = JsonNode.Parse(ran.Output)!;
        Assert.Equal((200, 14), (document["rows"]!.GetValue<int>(), document["columns"]!.AsArray().Count));
        Assert.False(document["data"]!["header"]!.GetValue<bool>());
        Assert.Equal(56, document["columns"]![3]!["missing"]!.GetValue<int>());
        Assert.Equal("""{"column":"c14","classes":{"0":0,"1":1,"2":2,"3":3,"4":4}}""", document["data"]!["target"]!.ToJsonString());
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_an_error() =>
        Assert.Contains("error FED1020", (await CommandLine.RunAsync("data", "describe", _files["nothing.csv"])).Error, StringComparison.Ordinal);

    // The cache is found by the environment of the process, which other tests share.
    private async Task<Ran> InCacheAsync(params string[] arguments)
    {
        using var state = new StateDirectory();
        var (exitCode, output, error) = await FedProcess.RunAsync(state, [("FED_CACHE", _files["cache"])], arguments);
        return new(exitCode, output, error);
    }

    private string Write(string name, string text)
    {
        File.WriteAllText(_files[name], text);
        return _files[name];
    }
}
