using System.Text.Json.Nodes;
using OrleansFederation.Errors;
using OrleansFederation.Fixtures;
using OrleansFederation.Specs;

namespace OrleansFederation.Console;

/// <summary>Specs as files: found, checked, and told about with line and column.</summary>
public sealed class SpecCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void The_specs_come_with_the_program() =>
        Assert.Equal(["flower-quickstart", "heart-disease", "mnist", "quickstart", "wdbc"], ShippedSpecs.Names);

    [Theory]
    [InlineData("flower-quickstart")]
    [InlineData("mnist")]
    [InlineData("quickstart")]
    public async Task A_shipped_spec_is_sound(string name)
    {
        var ran = await CommandLine.RunAsync("spec", "check", name, "-o", "json");

        Assert.Equal(ExitCodes.Ok, ran.ExitCode);
        Assert.Equal(name, JsonNode.Parse(ran.Output)!["federation"]!.GetValue<string>());
    }

    [Fact]
    public async Task Every_problem_of_a_spec_is_told_at_once_with_file_line_and_column()
    {
        var file = Write("bad.yaml", """
            federation: bad
            model:
              input: [1, 28, 28]
              layers: [flatten, {linear: -4}]
              loss: crossEntropy
            data: { format: digits, train: 300, test: 100 }
            clients: { simulate: 2, partition: iid }
            ronds: 3
            """);

        var ran = await CommandLine.RunAsync("run", file);

        Assert.Equal(ExitCodes.Usage, ran.ExitCode);
        Assert.Contains($"FED1002: Invalid value in the spec at {file}:4:", ran.Error, StringComparison.Ordinal);
        Assert.Contains($"FED1001: Unknown key in the spec at {file}:8:1 (ronds)", ran.Error, StringComparison.Ordinal);
        Assert.Contains("FED1003", ran.Error, StringComparison.Ordinal);
        Assert.Contains("3 problems.", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broken_syntax_is_told_with_its_line()
    {
        var file = Write("broken.yaml", "federation: x\nmodel: [1, 2\n");

        var ran = await CommandLine.RunAsync("spec", "check", file);

        Assert.Equal(ExitCodes.Usage, ran.ExitCode);
        Assert.Contains($"FED1007: The spec is not well-formed at {file}:", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_spec_that_is_not_there_is_not_found_and_near_names_are_suggested()
    {
        var ran = await CommandLine.RunAsync("run", "quikstart");

        Assert.Equal(ExitCodes.NotFound, ran.ExitCode);
        Assert.StartsWith("error FED1006", ran.Error, StringComparison.Ordinal);
        Assert.Contains("Did you mean `quickstart`?", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_beside_the_one_that_is_missing_is_suggested()
    {
        var file = Write("mine.yaml", "federation: mine\n");

        var ran = await CommandLine.RunAsync("run", file.Replace("mine.yaml", "mien.yaml", StringComparison.Ordinal));

        Assert.Contains(file, ran.Error.ReplaceLineEndings(""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_schema_is_json_and_says_what_is_required()
    {
        var ran = await CommandLine.RunAsync("spec", "schema");

        Assert.Contains("federation", JsonNode.Parse(ran.Output)!["required"]!.AsArray().Select(name => name!.GetValue<string>()));
    }

    public void Dispose() => _folder.Dispose();

    private string Write(string name, string text)
    {
        File.WriteAllText(_folder[name], text);
        return _folder[name];
    }
}
