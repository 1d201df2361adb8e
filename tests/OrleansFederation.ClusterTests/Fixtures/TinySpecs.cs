namespace OrleansFederation.Fixtures;

/// <summary>Specs small enough to run in a second or two.</summary>
internal static class TinySpecs
{
    /// <summary>Three simulated clients, a linear model on generated digits.</summary>
    public static string Digits(string name = "tiny", int rounds = 2, string sampling = "{}", int clients = 3, string extra = "") => $$"""
        {
          "federation": "{{name}}",
          "seed": 7,
          "model": { "input": [1, 28, 28], "layers": ["flatten", { "linear": 16 }, "relu", { "dropout": 0.1 }, { "linear": 10 }], "loss": "crossEntropy" },
          "data": { "format": "digits", "train": 600, "test": 200 },
          "clients": { "simulate": {{clients}}, "partition": "iid" },
          "rounds": {{rounds}},
          "sampling": {{sampling}},
          "training": { "optimizer": "adam", "learningRate": 0.005, "batchSize": 20, "epochs": 1 },
          "evaluation": { "fraction": 0.5, "minimum": 2, "central": "test" }{{extra}}
        }
        """;

    /// <summary>The same with the clients dealt among sites, the first of which holds the central test set.</summary>
    public static string Sites(IReadOnlyList<string> sites, string name = "tiny", int rounds = 2, string sampling = "{}", int clients = 3) =>
        Digits(name, rounds, sampling, clients)
            .Replace("\"partition\": \"iid\"", $"\"partition\": \"iid\", \"sites\": [{string.Join(", ", sites.Select(site => $"\"{site}\""))}]", StringComparison.Ordinal)
            .Replace("\"central\": \"test\"", $"\"central\": \"test\", \"site\": \"{sites[0]}\"", StringComparison.Ordinal);
}
