using System.Text.Json;
using OrleansFederation.Fixtures;
using OrleansFederation.Grants;
using OrleansFederation.Naming;

namespace OrleansFederation.Rounds;

/// <summary>The console killed as kill -9 does, at each stage of a round of an asynchronous federation, and run again.</summary>
public sealed class AsyncKilledTests
{
    private const int Rounds = 5;

    [Theory]
    [InlineData("roundOpened", 3)]
    [InlineData("clientFinished", 2)]
    [InlineData("aggregating", 2)]
    [InlineData("evaluating", 3)]
    [InlineData("roundCommitted", 2)]
    public async Task A_killed_run_continues_and_every_round_replays_as_it_is_recorded(string kind, int round)
    {
        using var state = new StateDirectory();
        var spec = Path.Combine(Path.GetTempPath(), Path.GetFileName(state.Path) + ".json");
        try
        {
            await File.WriteAllTextAsync(spec, Spec(), TestContext.Current.CancellationToken);
            using (var fed = FedProcess.Start(state, "run", spec, "-o", "jsonl"))
            {
                await fed.ReadUntilAsync(line => Is(line, kind, round));
                await fed.KillAsync();
            }

            var (exitCode, output, error) = await FedProcess.RunAsync(state, "run", spec, "-o", "json");
            Assert.True(exitCode == 0, error);
            using var json = JsonDocument.Parse(output);
            var rounds = json.RootElement.GetProperty("rounds").EnumerateArray().ToArray();
            Assert.Equal(Rounds, rounds.Length);
            Assert.All(rounds, told => Assert.Equal(3, told.GetProperty("clients").EnumerateArray().Count(client => client.GetProperty("state").GetString() == "contributed")));
            await using var silo = await RunningSilo.StartAsync(state);
            PrincipalContext.Current = (await silo.Federation().GetAsync())!.Owner;
            foreach (var number in Enumerable.Range(1, Rounds))
            {
                var replay = await silo.Grains.GetGrain<IReplayGrain>(GrainKeys.Replay("tiny", number)).ReplayAsync(TestContext.Current.CancellationToken);
                Assert.True(replay.IsSame, $"round {number}: {replay}");
            }
        }
        finally
        {
            File.Delete(spec);
        }
    }

    private static bool Is(string line, string kind, int round)
    {
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        var name = root.GetProperty("event").GetString()!.Replace("-", "", StringComparison.Ordinal);
        return string.Equals(name, kind, StringComparison.OrdinalIgnoreCase) && root.TryGetProperty("round", out var number) && number.GetInt32() == round;
    }

    // Clients of very different amounts of data, so that the last to answer are late in most rounds.
    private static string Spec() =>
        TinySpecs.Digits(rounds: Rounds, clients: 6, extra: """, "filters": ["int8"], "async": { "buffer": 3, "concurrency": 5, "staleness": 3 } """)
            .Replace("\"partition\": \"iid\"", "\"partition\": { \"counts\": [20, 40, 60, 80, 100, 300] }", StringComparison.Ordinal);
}
