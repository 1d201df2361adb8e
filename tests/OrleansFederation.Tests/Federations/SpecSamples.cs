using System.Text.Json.Nodes;

namespace OrleansFederation.Federations;

/// <summary>Specs for tests.</summary>
internal static class SpecSamples
{
    /// <summary>A small valid spec that leaves every default out.</summary>
    public const string Small = """
        {
          "federation": "small",
          "model": { "input": [1, 28, 28], "layers": ["flatten", { "linear": 10 }], "loss": "crossEntropy" },
          "data": { "format": "digits" },
          "clients": { "simulate": 3 },
          "rounds": 2
        }
        """;

    /// <summary>A valid spec that names every key.</summary>
    public const string Full = """
        {
          "federation": "full",
          "description": "Every key",
          "seed": 7,
          "model": {
            "name": "reader",
            "input": [1, 28, 28],
            "layers": [{ "conv2d": { "out": 4, "kernel": 3, "bias": false } }, "relu", { "maxpool2d": 2 }, { "dropout": 0.25 }, "flatten", { "linear": { "out": 10 } }],
            "loss": "crossEntropy"
          },
          "data": { "format": "digits", "train": 300, "test": 100, "normalize": { "mean": 0.1307, "std": 0.3081 } },
          "clients": { "simulate": 4, "partition": { "dirichlet": 0.5 }, "site": "north", "only": [3, 0, 1] },
          "rounds": 5,
          "sampling": { "fraction": 0.7, "minimum": 2, "overSelection": 0.5, "grace": "90s", "deadline": "1h30m", "onError": "dynamic" },
          "training": { "optimizer": "adamw", "learningRate": 0.001, "batchSize": 16, "epochs": 2, "weightDecay": 0.01, "betas": [0.8, 0.99] },
          "aggregation": "fedavg",
          "evaluation": { "fraction": 0.5, "minimum": 1, "central": "test", "site": "north", "baselines": true },
          "retention": { "last": 3 }
        }
        """;

    /// <summary>The small spec with one key set to another value; null removes it.</summary>
    /// <param name="path">The keys, joined by dots.</param>
    /// <param name="json">The value as JSON.</param>
    public static string With(string path, string? json) => Edit(Small, (path, json));

    /// <summary>A spec with some keys set to other values; null removes one.</summary>
    public static string Edit(string spec, params (string Path, string? Json)[] edits)
    {
        var root = JsonNode.Parse(spec)!;
        foreach (var (path, json) in edits)
        {
            var keys = path.Split('.');
            var target = root.AsObject();
            foreach (var key in keys[..^1])
            {
                target = (target[key] ??= new JsonObject()).AsObject();
            }

            target.Remove(keys[^1]);
            if (json is not null)
            {
                target[keys[^1]] = JsonNode.Parse(json);
            }
        }

        return root.ToJsonString();
    }
}
