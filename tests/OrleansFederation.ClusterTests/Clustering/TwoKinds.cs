using System.Globalization;
using OrleansFederation.Fixtures;
using OrleansFederation.Randomness;

namespace OrleansFederation.Clustering;

/// <summary>
/// Clients of two kinds: in the tables of those with odd numbers, what the others call class 0 is class 1, 1 is 2 and 2 is 0, so that no
/// model serves both.
/// </summary>
internal sealed class TwoKinds : IDisposable
{
    private const int Columns = 4;
    private const int Classes = 3;

    private readonly TemporaryFolder _files = new();
    private readonly int _clients;

    public TwoKinds(int clients)
    {
        _clients = clients;
        for (var client = 0; client < clients; client++)
        {
            foreach (var (part, rows) in new[] { ("train", 120), ("test", 60) })
            {
                Write(client, part, rows);
            }
        }
    }

    public static int KindOf(string client) => (client[^1] - '0') % 2;

    public string Spec(string clusters, int rounds, string extra = "", string sampling = "{}", int asked = int.MaxValue, int seed = 1) => $$"""
        {
          "federation": "tiny",
          "seed": {{seed}},
          "model": { "layers": [{ "linear": 16 }, "relu", { "linear": {{Classes}} }], "loss": "crossEntropy" },
          "data": {
            "format": "csv",
            "columns": [{{string.Join(", ", Enumerable.Range(0, Columns).Select(column => $$"""{ "x{{column}}": "number" }"""))}}, { "kind": "number" }],
            "target": { "column": "kind", "classes": { "0": 0, "1": 1, "2": 2 } }
          },
          "clients": [{{string.Join(", ", Enumerable.Range(0, _clients).Select(client => $$"""{ "id": "c{{client}}", "site": "local", "tags": ["{{(client < asked ? "asked" : "idle")}}"], "data": { "split": { "train": "{{_files[$"c{client}-train.csv"]}}", "test": "{{_files[$"c{client}-test.csv"]}}" } } }"""))}}],
          "rounds": {{rounds}},
          "sampling": {{sampling}},
          "training": { "optimizer": "adam", "learningRate": 0.02, "batchSize": 20, "epochs": 2 },
          "clusters": {{clusters}},
          "evaluation": { "fraction": 1, "minimum": {{_clients}} }{{extra}}
        }
        """;

    public void Dispose() => _files.Dispose();

    private void Write(int client, string part, int rows)
    {
        var random = new SeededRandom(SeededRandom.Derive(client, part));
        using var file = new StreamWriter(_files[$"c{client}-{part}.csv"]);
        file.WriteLine(string.Join(',', Enumerable.Range(0, Columns).Select(column => $"x{column}").Append("kind")));
        for (var row = 0; row < rows; row++)
        {
            double[] values = [.. Enumerable.Range(0, Columns).Select(_ => random.NextDouble() * 2 - 1)];
            var place = Enumerable.Range(0, Classes).MaxBy(column => values[column]);
            file.WriteLine(string.Join(',', values.Select(value => value.ToString("0.####", CultureInfo.InvariantCulture)).Append($"{(place + client % 2) % Classes}")));
        }
    }
}
