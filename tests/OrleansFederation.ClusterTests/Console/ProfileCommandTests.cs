using System.Text.Json.Nodes;
using OrleansFederation.Cli;
using OrleansFederation.Errors;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Console;

/// <summary>Profiles on the command line: added, used, shown without their tokens, and refused in one clear way.</summary>
public sealed class ProfileCommandTests : IDisposable
{
    private const string Secret = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_profile_that_is_added_is_listed_and_used()
    {
        await FedAsync("profile", "add", "trial", "--gateway", "127.0.0.1:30000,127.0.0.1:30001", "--http", "http://127.0.0.1:8080", "--use");

        var list = JsonNode.Parse((await FedAsync("profile", "list", "-o", "json")).Output)!;
        Assert.Equal("trial", list["current"]!.GetValue<string>());
        Assert.Equal(["127.0.0.1:30000", "127.0.0.1:30001"], list["profiles"]![0]!["gateways"]!.AsArray().Select(one => one!.GetValue<string>()));
    }

    [Fact]
    public async Task Local_is_always_there_and_can_be_used_again()
    {
        await FedAsync("profile", "add", "trial", "--gateway", "a:1", "--use");

        var ran = await FedAsync("profile", "use", "local");

        Assert.Equal(ExitCodes.Ok, ran.ExitCode);
        Assert.Contains("local    current  a silo in this process", (await FedAsync("profile", "list")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    [InlineData("jsonl")]
    public async Task A_token_is_kept_and_never_shown(string form)
    {
        var added = await FedAsync(Secret + "\n", ["profile", "add", "trial", "--gateway", "a:1", "--token-file", "-", "-o", form]);
        var shown = await FedAsync("profile", "show", "trial", "-o", form);
        var listed = await FedAsync("profile", "list", "-o", form);

        Assert.Contains(Secret, await File.ReadAllTextAsync(Path.Combine(_folder.Path, "profiles.json"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.All([added, shown, listed], ran => Assert.Equal(ExitCodes.Ok, ran.ExitCode));
        Assert.All([added, shown, listed], ran => Assert.DoesNotContain(Secret, ran.Output + ran.Error, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("profile add trial", "FED2044", ExitCodes.Usage)]
    [InlineData("profile add Trial! --gateway a:1", "FED2044", ExitCodes.Usage)]
    [InlineData("profile add local --gateway a:1", "FED2044", ExitCodes.Usage)]
    [InlineData("profile add trial --gateway a:b", "FED2044", ExitCodes.Usage)]
    [InlineData("profile add trial --gateway a:1 --http ftp://x", "FED2044", ExitCodes.Usage)]
    [InlineData("profile add trial --gateway a:1 --certificate none.pem", "FED2044", ExitCodes.Usage)]
    [InlineData("profile add trial --gateway a:1 --token-file none", "FED2044", ExitCodes.Usage)]
    [InlineData("profile add trial --gateway a:1 --token-file -", "FED2046", ExitCodes.Usage)]
    [InlineData("profile add there --gateway a:1", "FED2045", ExitCodes.Conflict)]
    [InlineData("profile use trail", "FED2042", ExitCodes.NotFound)]
    [InlineData("profile show trail", "FED2042", ExitCodes.NotFound)]
    [InlineData("profile remove trail", "FED2042", ExitCodes.NotFound)]
    [InlineData("federation list --profile trail", "FED2042", ExitCodes.NotFound)]
    [InlineData("federation list --gateway a:b", "FED2044", ExitCodes.Usage)]
    public async Task A_mistake_is_one_clear_error_and_changes_nothing(string line, string code, int exitCode)
    {
        await FedAsync("profile", "add", "there", "--gateway", "a:1");
        var before = await FedAsync("profile", "list", "-o", "json");

        var ran = await FedAsync(line.Split(' '));

        Assert.Equal(exitCode, ran.ExitCode);
        Assert.StartsWith($"error {code}", ran.Error, StringComparison.Ordinal);
        Assert.Equal(before.Output, (await FedAsync("profile", "list", "-o", "json")).Output);
    }

    [Fact]
    public async Task A_damaged_file_is_one_clear_error()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "profiles.json"), "{", TestContext.Current.CancellationToken);

        var ran = await FedAsync("federation", "list");

        Assert.Equal(ExitCodes.Usage, ran.ExitCode);
        Assert.StartsWith("error FED2043", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_that_does_not_answer_is_unreachable_within_seconds()
    {
        using var closed = ClosedPort.Take();

        var ran = await FedAsync("federation", "list", "--gateway", closed.Gateway);

        Assert.Equal(ExitCodes.Unreachable, ran.ExitCode);
        Assert.StartsWith("error FED2041", ran.Error, StringComparison.Ordinal);
    }

    private Task<Ran> FedAsync(params string[] arguments) => FedAsync("", arguments);

    private async Task<Ran> FedAsync(string input, string[] arguments)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        using var given = new StringReader(input);
        var host = new ConsoleHost { Out = output, Error = error, In = given, Variable = name => name == "FED_CONFIG_HOME" ? _folder.Path : null };

        var exitCode = await new FedApp(host).RunAsync(arguments, TestContext.Current.CancellationToken);

        return new(exitCode, output.ToString(), error.ToString());
    }
}
