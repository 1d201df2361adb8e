using System.Text.Json;
using OrleansFederation.Errors;
using OrleansFederation.Fixtures;

namespace OrleansFederation.Rounds;

/// <summary>The console killed as kill -9 does while a round trains whose cohort and steps follow from what was measured.</summary>
public sealed class KilledSelectionTests
{
    [Fact]
    public async Task What_a_killed_round_had_decided_by_measures_stays_and_it_can_be_replayed()
    {
        using var state = new StateDirectory();
        var spec = Path.Combine(Path.GetTempPath(), Path.GetFileName(state.Path) + ".json");
        await File.WriteAllTextAsync(
            spec,
            TinySpecs.Digits(rounds: 3, clients: 4, sampling: """{ "count": 3, "minimum": 2, "onError": "dynamic", "select": { "cores": 1, "prefer": "reliability" } }""")
                .Replace("\"epochs\": 1", "\"epochs\": 100, \"budget\": \"100ms\"", StringComparison.Ordinal),
            TestContext.Current.CancellationToken);
        try
        {
            using (var fed = FedProcess.Start(state, "run", spec, "-o", "jsonl"))
            {
                await fed.ReadUntilAsync(line => line.Contains("\"round-opened\"", StringComparison.Ordinal) && line.Contains("\"round\":2", StringComparison.Ordinal));
                await fed.KillAsync();
            }

            var decided = await DecidedAsync(state);
            var finished = await FedProcess.RunAsync(state, "run", spec, "-o", "json");
            var replayed = await FedProcess.RunAsync(state, "round", "replay", "tiny", "2", "-o", "json");

            Assert.True(finished.ExitCode == ExitCodes.Ok, finished.Error);
            Assert.Contains(decided, client => client.AtMost is > 0 and < 2_000);
            Assert.Equal(decided, await DecidedAsync(state));
            Assert.True(replayed.ExitCode == ExitCodes.Ok, replayed.Output + replayed.Error);
        }
        finally
        {
            File.Delete(spec);
        }
    }

    private static async Task<IReadOnlyList<(string Client, long? AtMost)>> DecidedAsync(StateDirectory state)
    {
        var (exitCode, output, error) = await FedProcess.RunAsync(state, "round", "show", "tiny", "2", "-o", "json");
        Assert.True(exitCode == ExitCodes.Ok, error);
        using var json = JsonDocument.Parse(output);
        return
        [
            .. json.RootElement.GetProperty("clients").EnumerateArray().Select(client => (
                client.GetProperty("client").GetString()!,
                client.TryGetProperty("stepsAtMost", out var most) && most.ValueKind == JsonValueKind.Number ? most.GetInt64() : (long?)null)),
        ];
    }
}
