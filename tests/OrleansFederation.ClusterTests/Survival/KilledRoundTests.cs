using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Rounds;

namespace OrleansFederation.Survival;

/// <summary>Rounds that remember more than updates, whose processes are killed by signal 9: what was decided stays decided, and the bits stay the same.</summary>
[Collection(Disturbed.Name)]
public sealed class KilledRoundTests(SurvivalCluster cluster, SurvivalReference reference, ITestOutputHelper output) : IAsyncLifetime
{
    private const int VariateRounds = 3;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private readonly SurvivalRuns _runs = new(cluster, output);

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => await cluster.MendAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("flagged")]
    [InlineData("publishing")]
    public async Task Flags_that_a_killed_coordinator_wrote_before_its_round_was_committed_stand_and_nothing_is_scored_again(string moment)
    {
        var expected = await DefendedAsync("undisturbed-defended-" + moment);
        var name = "defended-" + moment;
        IReadOnlyList<string> written;
        await using (await cluster.HoldAsync("model_version"))
        {
            await cluster.StartAsync(Defended(name));
            await cluster.WaitAsync("updates are flagged", async () => (await FlaggedAsync(name, round: 1)).Count > 0, Soon);
            if (moment == "publishing")
            {
                await cluster.WaitAsync("the version waits to be published", async () => await WaitingAsync("count(*)") > 0, Soon);
            }

            var record = await FederationRecord.ReadAsync(cluster, name);
            await cluster[cluster.DriverOf(record)].KillAsync();
            Assert.Empty(record.Versions);

            // What the dead process asked of the database dies with it.
            await WaitingAsync("count(pg_terminate_backend(pid))");
            Assert.NotEqual(RoundPhase.Committed, Assert.Single((await FederationRecord.ReadAsync(cluster, name)).Rounds).Phase);
            written = await ScoresAsync(name, round: 1);
        }

        await _runs.FollowAsync(name, mends: true);

        Assert.Equal(expected, await ResultsAsync(name));
        Assert.Equal(written, await ScoresAsync(name, round: 1));
        Assert.Equal([$"{name}.1", $"{name}.4"], await FlaggedAsync(name, round: 1));
        Assert.True((await FederationRecord.ReadAsync(cluster, name)).Rounds[0].Epoch > 1);
    }

    [Fact]
    public async Task Control_variates_outlive_a_coordinator_and_a_site_that_are_killed_while_clients_train_with_them()
    {
        var expected = await reference.OfAsync(_runs, "scaffold", Scaffold, VariateRounds);
        await cluster.StartAsync(Scaffold("scaffold"));
        await cluster.WaitAsync("clients train with what they kept", async () => (await FederationRecord.ReadAsync(cluster, "scaffold")).Rounds is [.., { Number: 2, Phase: RoundPhase.Training }], Soon);
        await SurvivalCluster.PauseAsync(TimeSpan.FromMilliseconds(200));

        var driving = cluster.DriverOf(await FederationRecord.ReadAsync(cluster, "scaffold"));
        await Task.WhenAll(cluster[driving].KillAsync(), cluster["south"].KillAsync());
        Assert.InRange((await FederationRecord.ReadAsync(cluster, "scaffold")).Versions.Count, 1, VariateRounds - 1);

        await _runs.FollowAsync("scaffold", mends: true);
        await _runs.RequireCompleteAsync("scaffold", expected, rounds: VariateRounds);
        Assert.Equal(await KeptAsync("undisturbed-scaffold"), await KeptAsync("scaffold"));
    }

    /// <summary>A spec of which two clients attack: their updates are flagged.</summary>
    private static string Defended(string name) => TinySpecs.Sites(SurvivalCluster.Sites, name, rounds: 2, sampling: """{ "deadline": "10m" }""", clients: 7).TrimEnd()[..^1]
        + """, "attack": { "clients": [1, 4], "how": { "scale": 20 } }, "defence": { "scores": ["cosine", "loss", "norm"] } }""";

    /// <summary>A spec whose clients keep control variates, take different numbers of steps, and train for a second or so.</summary>
    private static string Scaffold(string name) => SurvivalRuns.Spec(name, rounds: VariateRounds, examples: 2000, epochs: 6)
        .Replace("\"optimizer\": \"adam\", \"learningRate\": 0.005", "\"scaffold\": true, \"learningRate\": 0.02", StringComparison.Ordinal)
        .Replace("\"partition\": \"iid\"", "\"partition\": { \"counts\": [600, 300, 700, 400] }", StringComparison.Ordinal);

    private async Task<IReadOnlyList<string>> DefendedAsync(string name)
    {
        await cluster.StartAsync(Defended(name));
        await _runs.FollowAsync(name, mends: true);
        return await ResultsAsync(name);
    }

    /// <summary>The digests of the versions, and the places of those who contributed.</summary>
    private async Task<IReadOnlyList<string>> ResultsAsync(string name)
    {
        var record = await FederationRecord.ReadAsync(cluster, name);
        Assert.True(record.Status == FederationStatus.Finished, $"{name} is {record.Status}: {record.Failure}\n{cluster.Tails()}");
        return [.. record.Versions.Select(version => $"{version.Digest} of {version.Contributors.Replace(name + ".", "", StringComparison.Ordinal)}")];
    }

    private Task<IReadOnlyList<string>> FlaggedAsync(string name, int round) =>
        cluster.ReadAsync($"select client from participant where federation = '{name}' and round = {round} and state = {(int)ParticipantState.Flagged} order by ordinal", row => row.GetString(0));

    private Task<IReadOnlyList<string>> ScoresAsync(string name, int round) =>
        cluster.ReadAsync($"select client || ' ' || scores::text from participant where federation = '{name}' and round = {round} order by ordinal", row => row.GetString(0));

    private Task<IReadOnlyList<string>> KeptAsync(string name) =>
        cluster.ReadAsync($"select manifest ->> 'server' from model_version where federation = '{name}' order by number", row => row.GetString(0));

    private async Task<long> WaitingAsync(string what) =>
        (await cluster.ReadAsync($"select {what} from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%model_version%'", row => row.GetInt64(0))).Single();
}
