using System.Text.Json;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Rounds;

/// <summary>The console killed as kill -9 does, at each stage of a round, and run again.</summary>
public sealed class KilledProcessTests
{
    private const string ServerAdam = """, "server": "adam" """;

    [Theory]
    [InlineData("roundOpened", 1)]
    [InlineData("roundOpened", 2)]
    [InlineData("clientFinished", 2)]
    [InlineData("aggregating", 2)]
    [InlineData("evaluating", 2)]
    [InlineData("roundCommitted", 2)]
    [InlineData("aggregating", 2, ServerAdam)]
    [InlineData("roundCommitted", 2, ServerAdam)]
    public async Task A_killed_run_continues_and_ends_with_the_bits_of_an_undisturbed_one(string kind, int round, string extra = "")
    {
        using var undisturbed = new StateDirectory();
        using var state = new StateDirectory();
        var expected = await FinishAsync(undisturbed, extra);

        using (var fed = FedProcess.Start(state, "run", Spec(state, extra), "-o", "jsonl"))
        {
            await fed.ReadUntilAsync(line => Is(line, kind, round));
            await fed.KillAsync();
        }

        Assert.Equal(expected, await FinishAsync(state, extra));
        var versions = await FedProcess.RunAsync(state, "model", "show", "tiny", "-o", "json");
        Assert.Equal(0, versions.ExitCode);
    }

    private static bool Is(string line, string kind, int round)
    {
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        var name = root.GetProperty("event").GetString()!.Replace("-", "", StringComparison.Ordinal);
        return string.Equals(name, kind, StringComparison.OrdinalIgnoreCase) && root.TryGetProperty("round", out var number) && number.GetInt32() == round;
    }

    private static string Spec(StateDirectory state, string extra)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetFileName(state.Path) + ".json");
        File.WriteAllText(path, TinySpecs.Digits(rounds: 3, extra: extra));
        return path;
    }

    /// <summary>Runs the spec to its end; the digest, the version and what each round's clients were counted with.</summary>
    private static async Task<string> FinishAsync(StateDirectory state, string extra)
    {
        var spec = Spec(state, extra);
        try
        {
            var (exitCode, output, error) = await FedProcess.RunAsync(state, "run", spec, "-o", "json");
            Assert.True(exitCode == 0, error);
            using var json = JsonDocument.Parse(output);
            var root = json.RootElement;
            var clients = root.GetProperty("rounds").EnumerateArray().Select(round => round.GetProperty("clients").GetArrayLength());
            return $"{root.GetProperty("model").GetProperty("version")} {root.GetProperty("model").GetProperty("digest")} {string.Join(",", clients)}";
        }
        finally
        {
            File.Delete(spec);
        }
    }
}
