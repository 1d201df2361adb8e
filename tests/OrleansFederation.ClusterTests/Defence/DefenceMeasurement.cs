using System.Globalization;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Rounds;

namespace OrleansFederation.Defence;

/// <summary>Measures how many honest updates and how many attackers' the scores flag at their own thresholds; run it with <c>-explicit only -trait Category=Measurement -showLiveOutput</c>.</summary>
public sealed class DefenceMeasurement
{
    private static readonly string[] Partitions = ["\"iid\"", """{ "dirichlet": 1 }""", """{ "dirichlet": 0.3 }"""];
    private static readonly string[] Attacks = ["", "\"signflip\"", "\"labelflip\"", """{ "scale": 5 }""", """{ "noise": 0.05 }""", """{ "backdoor": { "target": 7, "boost": 3 } }""", "\"alie\""];

    [Fact(Explicit = true), Trait("Category", "Measurement")]
    public async Task Count_what_is_flagged()
    {
        using var state = new StateDirectory();
        await using var silo = await RunningSilo.StartAsync(state);
        var number = 0;
        foreach (var (partition, how) in Partitions.SelectMany(_ => Attacks, (partition, how) => (partition, how)))
        {
            var (honest, wrong) = (new Tally(), new Tally());
            foreach (var (clients, seed) in ((int[])[5, 10, 20]).SelectMany(_ => (int[])[1, 2, 3], (clients, seed) => (clients, seed)))
            {
                int[] attackers = how.Length == 0 ? [] : [.. Enumerable.Range(0, clients).Where(i => i % 5 == 1)];
                if (how == "\"alie\"" && attackers.Length < 2)
                {
                    continue;
                }

                var name = string.Create(CultureInfo.InvariantCulture, $"measured-{++number}");
                var federation = await silo.RunAsync(Spec(name, clients, seed, partition, how, attackers), name);
                Assert.Equal((FederationStatus.Finished, null), (federation.Status, federation.Failure));
                foreach (var client in (await silo.RoundsAsync(name)).SelectMany(round => round.Clients.Index()))
                {
                    (attackers.Contains(client.Index) ? wrong : honest).Add(client.Item);
                }
            }

            TestContext.Current.TestOutputHelper!.WriteLine($"{partition,-20} {(how.Length == 0 ? "nobody" : how),-48} honest {honest}; attackers {wrong}");
        }
    }

    private static string Spec(string name, int clients, int seed, string partition, string how, int[] attackers) =>
        TinySpecs.Digits(name, rounds: 4, clients: clients, extra: (how.Length == 0 ? "" : $$""", "attack": { "clients": [{{string.Join(", ", attackers)}}], "how": {{how}} } """) + """, "defence": { "scores": ["cosine", "loss", "norm"] } """)
            .Replace("\"train\": 600", $"\"train\": {clients * 300}", StringComparison.Ordinal)
            .Replace("\"epochs\": 1", "\"epochs\": 3", StringComparison.Ordinal)
            .Replace("\"seed\": 7", $"\"seed\": {seed}", StringComparison.Ordinal)
            .Replace("\"partition\": \"iid\"", $"\"partition\": {partition}", StringComparison.Ordinal);

    /// <summary>Counts updates, and how many of them cosine or norm flag, and any score.</summary>
    private sealed class Tally
    {
        private (int Updates, int Geometry, int Any) _counts;

        public void Add(ClientReport client)
        {
            _counts.Updates++;
            _counts.Geometry += client.Scores!.Any(score => score is { Flagged: true, Score: not "loss" }) ? 1 : 0;
            _counts.Any += client.Scores!.Any(score => score.Flagged) ? 1 : 0;
        }

        public override string ToString() => _counts.Updates == 0 ? "none" : string.Create(
            CultureInfo.InvariantCulture, $"{_counts.Updates}: cosine or norm {100.0 * _counts.Geometry / _counts.Updates:0.0} %, with loss {100.0 * _counts.Any / _counts.Updates:0.0} %");
    }
}
