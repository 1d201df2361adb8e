using OrleansFederation.Data;
using OrleansFederation.Errors;

namespace OrleansFederation.Federations;

/// <summary>Checks a spec's clients, the division of data among them, and their data.</summary>
internal sealed class ClientChecks(FederationSpec spec, SpecFindings findings)
{
    /// <summary>Runs the checks.</summary>
    public void Run()
    {
        if (spec.Clients.Listed is not null)
        {
            CheckListed();
        }
        else
        {
            CheckSimulated();
        }

        CheckData("data", spec.Data);
    }

    private void CheckListed()
    {
        HashSet<string> ids = new(StringComparer.Ordinal);
        foreach (var (index, client) in spec.Clients.Listed!.Index())
        {
            if (client.Id.Length > 0 && !ids.Add(client.Id))
            {
                findings.Add(FederationErrors.InvalidValue.At($"clients[{index}].id", $"another client has the id '{SchemaText.Shortened(client.Id)}'", "Give each client an id of its own."));
            }

            CheckData($"clients[{index}].data", client.Data);
        }
    }

    private void CheckSimulated()
    {
        if (!findings.Sound("clients.simulate"))
        {
            return;
        }

        var count = spec.Clients.Simulate!.Value;
        if (spec.Data is null && findings.Sound("data"))
        {
            findings.Add(FederationErrors.MissingKey.At("data", "simulated clients need data to divide", "Add data: { format: digits }, or list clients with data of their own."));
        }

        if (spec.Clients.Only is { } only && findings.Sound("clients.only"))
        {
            if (only.Any(ordinal => ordinal >= count))
            {
                findings.Add(FederationErrors.InvalidValue.At("clients.only", $"{only.First(ordinal => ordinal >= count)} is not the ordinal of a client: there are {count}, numbered from 0", $"Give ordinals from 0 to {count - 1}."));
            }

            if (only.Distinct().Count() < only.Count)
            {
                findings.Add(FederationErrors.InvalidValue.At("clients.only", "an ordinal is given twice", "Give each ordinal once."));
            }

            if (spec.Clients.Pool && findings.Sound("clients.pool"))
            {
                findings.Add(FederationErrors.UnsafeCombination.At("clients.pool", "pool joins all clients, but only picks some", "Remove one of them."));
            }
        }

        if (spec.Clients.Sites is { } sites && sites.Distinct(StringComparer.Ordinal).Count() < sites.Count)
        {
            findings.Add(FederationErrors.InvalidValue.At("clients.sites", "a site is given twice", "Give each site once."));
        }

        if (findings.Sound("clients.partition"))
        {
            CheckPartition(count);
        }
    }

    private void CheckPartition(int count)
    {
        var partition = spec.Clients.Partition;
        if (partition.Counts is { } counts && counts.Count != count)
        {
            findings.Add(FederationErrors.UnsafeCombination.At("clients.partition.counts", $"there are {counts.Count} counts for {count} clients", "Give one count a client."));
        }

        // How many examples files hold is known where they are opened; of generated ones it is known here.
        if (spec.Data is not { Format: GeneratedDigits.Format, Train: { } train, Test: { } test } || !findings.Sound("data"))
        {
            return;
        }

        var parts = partition.Kind == PartitionKind.Shards ? (long)count * partition.ShardsPerClient!.Value : count;
        var needed = partition.Kind == PartitionKind.Counts ? partition.Counts!.Sum(each => (long)each) : parts;
        if (needed > train)
        {
            findings.Add(FederationErrors.PartitionImpossible.At("clients.partition", $"the partition needs {needed} training examples, but data.train is {train}", "Use fewer clients, or raise data.train."));
        }

        // A client's own test part is opened only where clients evaluate.
        if (parts > test && spec.Evaluation.Fraction > 0 && findings.Sound("evaluation.fraction"))
        {
            findings.Add(FederationErrors.PartitionImpossible.At("clients.partition", $"the partition needs {parts} test examples, since clients evaluate, but data.test is {test}", "Use fewer clients, raise data.test, or write evaluation.fraction: 0."));
        }
    }

    private void CheckData(string place, DataSpec? data)
    {
        if (data is null || !findings.Sound($"{place}.format"))
        {
            return;
        }

        if (data.Format.Length == 0)
        {
            findings.Add(FederationErrors.MissingKey.At($"{place}.format", "the key is missing", "Add it: csv, parquet, npy, images, idx or digits; or a plugin."));
            return;
        }

        new DataChecks(place, data, findings).Run();
        if (data.Format == GeneratedDigits.Format)
        {
            if (data.Path is not null && findings.Sound($"{place}.path"))
            {
                findings.Add(FederationErrors.UnsafeCombination.At($"{place}.path", "digits are generated, so that a path has no meaning", "Remove path, or write format: idx."));
            }

            return;
        }

        if (data.Format != PluginData.Format && findings.Sound($"{place}.path", $"{place}.split"))
        {
            CheckPath($"{place}.path", data);
        }

        foreach (var (key, value) in new[] { ("train", data.Train), ("test", data.Test) })
        {
            if (value is not null && findings.Sound($"{place}.{key}"))
            {
                findings.Add(FederationErrors.UnsafeCombination.At($"{place}.{key}", $"{key} says how many digits to generate, but the format is {data.Format}", $"Remove {key}, write format: digits, or divide files with split: {{ train: 0.8, test: 0.2 }}."));
            }
        }
    }

    private void CheckPath(string place, DataSpec data)
    {
        if (data.Path is null && data.Split?.Files is not null)
        {
            return;
        }

        if (data.Path is null)
        {
            findings.Add(FederationErrors.MissingKey.At(place, $"the format {data.Format} reads files, but no path is given", $"Add path: {(data.Format is "idx" or "images" ? "the folder that holds the files, for example ${FED_DATA}/mnist" : "the file, for example ${FED_DATA}/patients." + data.Format)}."));
        }
        else if (PathVariables.Malformed(data.Path) is { } part)
        {
            findings.Add(FederationErrors.InvalidValue.At(place, $"'{SchemaText.Shortened(part)}' is not a variable", "Write a variable as ${NAME}, of letters, digits and underscores."));
        }
    }
}
