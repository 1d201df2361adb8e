using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Rounds;

namespace OrleansFederation.Survival;

/// <summary>Runs federations over a cluster that is disturbed, and says what must be true of them afterwards.</summary>
internal sealed class SurvivalRuns(SurvivalCluster cluster, ITestOutputHelper output)
{
    public const int Rounds = 12;
    public const string Dynamic = """{ "minimum": 2, "onError": "dynamic", "deadline": "5m" }""";

    private const int Clients = 4;
    private const string Strict = """{ "deadline": "10m" }""";

    private static readonly TimeSpan EndWithin = TimeSpan.FromMinutes(6);

    /// <summary>A spec of clients at both sites. The digest of its result does not depend on its name.</summary>
    public static string Spec(string name, string sampling = Strict, int rounds = Rounds, int examples = 600, int epochs = 1) =>
        TinySpecs.Sites(SurvivalCluster.Sites, name, rounds, sampling, Clients)
            .Replace("\"train\": 600", $"\"train\": {examples}", StringComparison.Ordinal)
            .Replace("\"epochs\": 1", $"\"epochs\": {epochs}", StringComparison.Ordinal);

    /// <summary>A spec of an asynchronous federation of clients at both sites.</summary>
    public static string Asynchronous(string name) => Spec(name, """{ "onError": "dynamic", "deadline": "5m" }""")
        .Replace($"\"rounds\": {Rounds},", $$"""
            "rounds": {{Rounds}}, "async": { "buffer": 2 }, "filters": ["int8"], "retention": { "last": {{Rounds}} },
            """, StringComparison.Ordinal);

    /// <summary>Runs a strict, a dynamic and an asynchronous federation at once under the disturbances of a seed.</summary>
    public async Task RunAsync(int seed, string reference)
    {
        var plan = Disturbance.Plan(seed, SurvivalCluster.Silos);
        output.WriteLine($"seed {seed}: {string.Join("; ", plan)}");
        var (strict, tolerant, asynchronous) = ($"strict-{seed}", $"dynamic-{seed}", $"async-{seed}");
        await cluster.StartAsync(Spec(strict));
        await cluster.StartAsync(Spec(tolerant, Dynamic));
        await cluster.StartAsync(Asynchronous(asynchronous));

        var disturbing = Task.WhenAll(plan.Select(async disturbance =>
        {
            await SurvivalCluster.PauseAsync(disturbance.At);
            await cluster.DisturbAsync(disturbance);
        }));
        var committed = await FollowAsync(strict);
        await FollowAsync(tolerant);
        await FollowAsync(asynchronous);
        await disturbing;
        await cluster.MendAsync();

        await RequireCompleteAsync(strict, reference, committed);
        await RequireReplayableAsync(tolerant);
        await RequireReplayableAsync(asynchronous);
        await RequireCountedOnceAsync(asynchronous);
    }

    /// <summary>No training of an asynchronous federation counts in two rounds, whichever it ended in.</summary>
    private async Task RequireCountedOnceAsync(string name)
    {
        var trainings = await cluster.ReadAsync(
            $"select client, coalesce(begun, round) from participant where federation = '{name}' and state = {(int)ParticipantState.Contributed}", row => (row.GetString(0), row.GetInt32(1)));
        Assert.Equal(2 * Rounds, trainings.Count);
        Assert.Distinct(trainings);
    }

    /// <summary>Waits until a federation has ended, and notes what was committed on the way. Where nothing is to be away, what an overloaded machine had declared dead is started again.</summary>
    public async Task<IReadOnlyDictionary<int, string>> FollowAsync(string name, bool mends = false)
    {
        Dictionary<int, string> committed = [];
        FederationRecord? last = null;
        var took = await cluster.WaitAsync($"{name} ends", async () =>
        {
            if (mends)
            {
                await cluster.MendAsync();
            }

            var record = await FederationRecord.ReadAsync(cluster, name);
            foreach (var version in record.Versions)
            {
                committed.TryAdd(version.Version, version.Digest);
            }

            last = record;
            return record.Status != FederationStatus.Running;
        }, EndWithin, () => last?.Describe());
        output.WriteLine($"{name} ended after {took.TotalSeconds:0.0} s");
        return committed;
    }

    /// <summary>A strict federation has committed every round with every client once, with the bits of an undisturbed run, and lost nothing on the way.</summary>
    public async Task RequireCompleteAsync(string name, string? reference, IReadOnlyDictionary<int, string>? committed = null, int rounds = Rounds)
    {
        var record = await FederationRecord.ReadAsync(cluster, name);
        Assert.True(record.Status == FederationStatus.Finished, $"{name} is {record.Status}: {record.Failure}\n{cluster.Tails()}");
        Assert.Equal(Enumerable.Range(1, rounds).Select(number => (number, RoundPhase.Committed)), record.Rounds.Select(round => (round.Number, round.Phase)));
        Assert.All(record.Clients, client => Assert.Equal((ParticipantState.Contributed, 1, 0), (client.State, client.Attempt, client.Failures)));
        Assert.Equal(rounds * Clients, record.Clients.Count);
        Assert.Equal(Enumerable.Range(1, rounds), record.Versions.Select(version => version.Round));
        Assert.All(record.Versions, version => Assert.Equal(string.Join(',', Enumerable.Range(0, Clients).Select(i => $"{name}.{i}")), version.Contributors));
        Assert.All(committed ?? new Dictionary<int, string>(), version => Assert.Contains(record.Versions, kept => kept.Version == version.Key && kept.Digest == version.Value));
        if (reference is not null)
        {
            Assert.Equal(reference, record.Versions[^1].Digest);
        }
    }

    /// <summary>A federation of another policy has committed every round, counted nobody twice, and each round computed again gives the same bits.</summary>
    public async Task RequireReplayableAsync(string name)
    {
        var record = await FederationRecord.ReadAsync(cluster, name);
        Assert.True(record.Status == FederationStatus.Finished, $"{name} is {record.Status}: {record.Failure}\n{cluster.Tails()}");
        Assert.Equal(Enumerable.Range(1, Rounds), record.Versions.Select(version => version.Round));
        var client = await cluster.ConnectAsync();
        foreach (var version in record.Versions)
        {
            var counted = version.Contributors.Split(',');
            Assert.Distinct(counted);
            Assert.InRange(counted.Length, 2, Clients);
            var replay = await client.ReplayAsync(name, version.Round, TestContext.Current.CancellationToken);
            Assert.True(replay.IsSame, $"{name} round {version.Round}: {replay}");
            Assert.Equal(version.Digest, replay.Replayed);
        }
    }

    /// <summary>The digest of an undisturbed run.</summary>
    public async Task<string> ReferenceAsync(string name, Func<string, string> spec, int rounds)
    {
        await cluster.StartAsync(spec(name));
        await FollowAsync(name, mends: true);
        await RequireCompleteAsync(name, reference: null, rounds: rounds);
        return (await FederationRecord.ReadAsync(cluster, name)).Versions[^1].Digest;
    }
}
