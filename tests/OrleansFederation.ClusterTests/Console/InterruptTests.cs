using System.Text.Json.Nodes;
using OrleansFederation.Errors;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Console;

/// <summary>Ctrl-C ends a run in order, and the same command goes on from there.</summary>
public sealed class InterruptTests : IDisposable
{
    // So many that the interrupt comes before the last one, however slowly it is sent.
    private const int Rounds = 300;

    private readonly StateDirectory _state = new();
    private readonly TemporaryFolder _files = new();

    [Fact]
    public async Task An_interrupted_run_exits_with_130_and_continues_where_it_was()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no SIGINT for another process.");
        var spec = _files["long.json"];
        await File.WriteAllTextAsync(spec, TinySpecs.Digits("long", Rounds), TestContext.Current.CancellationToken);

        using var fed = FedProcess.Start(_state, "run", spec, "-o", "jsonl");
        await fed.ReadUntilAsync(line => line.Contains("round-committed", StringComparison.Ordinal));
        var exitCode = await fed.InterruptAsync();
        var resumed = await FedProcess.RunAsync(_state, "run", spec, "-o", "jsonl");

        var events = resumed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        var committed = events.Count(e => e["event"]!.GetValue<string>() == "round-committed");
        Assert.Equal(ExitCodes.Interrupted, exitCode);
        Assert.Equal(ExitCodes.Ok, resumed.ExitCode);
        Assert.InRange(committed, 1, Rounds - 1);
    }

    public void Dispose()
    {
        _files.Dispose();
        _state.Dispose();
    }
}
