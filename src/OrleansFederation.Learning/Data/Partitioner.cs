using OrleansFederation.Errors;
using OrleansFederation.Randomness;

namespace OrleansFederation.Data;

/// <summary>
/// Divides one data set among simulated clients. The parts are disjoint, follow from labels, partition, number of clients and seed
/// alone, and none is empty. The training set and the test set of a source are divided by the same draw: under Dirichlet by the same
/// proportions, under shards by the same dealing, under counts in the same ratio, so that a client's own test part has its labels.
/// </summary>
public static class Partitioner
{
    /// <summary>Divides a data set.</summary>
    /// <param name="labels">The label of each example, 0 or more.</param>
    /// <param name="partition">How to divide.</param>
    /// <param name="clients">The number of clients, 1 or more.</param>
    /// <param name="seed">The spec's seed.</param>
    /// <param name="part"><see cref="DataPart.Train"/>, or <see cref="DataPart.Validation"/> or <see cref="DataPart.Test"/> for the other sets of the same source.</param>
    /// <returns>For each client the indices of its examples, in ascending order. All examples are dealt, except that counts leave the rest of a training set unused.</returns>
    /// <exception cref="FederationException">FED1024 where there are fewer examples than the partition asks for.</exception>
    public static int[][] Divide(ReadOnlySpan<int> labels, PartitionSpec partition, int clients, long seed, DataPart part)
    {
        ArgumentNullException.ThrowIfNull(partition);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(clients);
        if (labels.Length < clients)
        {
            throw Impossible($"{clients} clients cannot share {labels.Length} {Named(part)} examples");
        }

        var parts = partition.Kind switch
        {
            PartitionKind.Dirichlet => ByDirichlet(labels, partition.Alpha!.Value, clients, seed, part),
            PartitionKind.Shards => ByShards(labels, partition.ShardsPerClient!.Value, clients, seed, part),
            PartitionKind.Counts => ByCounts(labels.Length, partition.Counts!, seed, part),
            _ => Cut(Shuffled(labels.Length, seed, part), Even(labels.Length, clients)),
        };
        FillEmpty(parts);
        foreach (var own in parts)
        {
            Array.Sort(own);
        }

        return parts;
    }

    // Each class is shuffled and cut at the cumulative proportions that were drawn for it.
    private static int[][] ByDirichlet(ReadOnlySpan<int> labels, double alpha, int clients, long seed, DataPart part)
    {
        var classes = ByLabel(labels, Shuffled(labels.Length, seed, part));
        var parts = Enumerable.Range(0, clients).Select(_ => new List<int>()).ToArray();
        foreach (var (label, members) in classes)
        {
            // The stream is named by the label, not by its place, so that a class which one of the two sets lacks shifts no other.
            var proportions = Dirichlet.Draw(alpha, clients, new SeededRandom(SeededRandom.Derive(seed, "partition", label)));
            var (start, cumulative) = (0, 0.0);
            for (var client = 0; client < clients; client++)
            {
                cumulative += proportions[client];
                var end = client == clients - 1 ? members.Count : Math.Clamp((int)Math.Round(cumulative * members.Count), start, members.Count);
                parts[client].AddRange(members[start..end]);
                start = end;
            }
        }

        return [.. parts.Select(own => own.ToArray())];
    }

    // Sorted by label and cut into equal shards, which are dealt in a shuffled order.
    private static int[][] ByShards(ReadOnlySpan<int> labels, int shardsPerClient, int clients, long seed, DataPart part)
    {
        var count = (long)clients * shardsPerClient;
        if (count > labels.Length)
        {
            throw Impossible($"{count} shards cannot be cut from {labels.Length} {Named(part)} examples");
        }

        int[] sorted = [.. ByLabel(labels, Shuffled(labels.Length, seed, part)).SelectMany(pair => pair.Value)];
        var shards = Cut(sorted, Even(labels.Length, (int)count));
        var dealt = Enumerable.Range(0, shards.Length).ToArray();
        new SeededRandom(SeededRandom.Derive(seed, "partition")).Shuffle(dealt.AsSpan());
        return
        [
            .. Enumerable.Range(0, clients).Select(client =>
                dealt.AsSpan(client * shardsPerClient, shardsPerClient).ToArray().SelectMany(shard => shards[shard]).ToArray()),
        ];
    }

    private static int[][] ByCounts(int length, IReadOnlyList<int> counts, long seed, DataPart part)
    {
        var total = counts.Sum(count => (long)count);
        if (part == DataPart.Train)
        {
            return total <= length
                ? Cut(Shuffled(length, seed, part), counts)
                : throw Impossible($"the counts add up to {total}, but there are {length} training examples");
        }

        // The test set in the same ratio, cut at the rounded cumulative shares.
        var sizes = new int[counts.Count];
        var (cumulative, start) = (0L, 0);
        for (var i = 0; i < sizes.Length; i++)
        {
            cumulative += counts[i];
            var end = (int)Math.Round((double)cumulative / total * length);
            sizes[i] = end - start;
            start = end;
        }

        return Cut(Shuffled(length, seed, part), sizes);
    }

    // A client left without examples takes one from the client that has the most, the first of these; there are enough for all.
    private static void FillEmpty(int[][] parts)
    {
        for (var client = 0; client < parts.Length; client++)
        {
            if (parts[client].Length == 0)
            {
                var richest = 0;
                for (var other = 1; other < parts.Length; other++)
                {
                    richest = parts[other].Length > parts[richest].Length ? other : richest;
                }

                parts[client] = [parts[richest][^1]];
                parts[richest] = parts[richest][..^1];
            }
        }
    }

    private static int[] Shuffled(int length, long seed, DataPart part)
    {
        var order = Enumerable.Range(0, length).ToArray();
        new SeededRandom(SeededRandom.Derive(seed, "partition-order", (int)part)).Shuffle(order.AsSpan());
        return order;
    }

    private static SortedDictionary<int, List<int>> ByLabel(ReadOnlySpan<int> labels, int[] order)
    {
        SortedDictionary<int, List<int>> classes = [];
        foreach (var index in order)
        {
            if (!classes.TryGetValue(labels[index], out var members))
            {
                classes[labels[index]] = members = [];
            }

            members.Add(index);
        }

        return classes;
    }

    private static int[] Even(int length, int parts) =>
        [.. Enumerable.Range(0, parts).Select(i => (int)((i + 1L) * length / parts - (long)i * length / parts))];

    private static int[][] Cut(int[] order, IReadOnlyList<int> sizes)
    {
        var parts = new int[sizes.Count][];
        var start = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = order[start..(start + sizes[i])];
            start += sizes[i];
        }

        return parts;
    }

    private static string Named(DataPart part) => part switch { DataPart.Train => "training", DataPart.Validation => "validation", _ => "test" };

    private static FederationException Impossible(string cause) => FederationErrors.PartitionImpossible.Exception("clients.partition", cause);
}
