using OrleansFederation.Errors;
using OrleansFederation.Randomness;

namespace OrleansFederation.Data;

public sealed class PartitionerTests
{
    private static readonly PartitionSpec Iid = new();

    private static readonly string[] Kinds = ["iid", "dirichlet 0.01", "dirichlet 0.5", "dirichlet 100", "shards 1", "shards 3", "counts"];
    private static readonly int[] Numbers = [1, 3, 10, 97];

    public static TheoryData<string, int, int> Divisions => new(Kinds.SelectMany(kind => Numbers.Select(clients => (kind, clients, clients + 1))));

    [Theory]
    [MemberData(nameof(Divisions))]
    public void Parts_are_disjoint_sorted_cover_the_set_and_are_never_empty(string kind, int clients, int seed)
    {
        var labels = Labels(1003, seed);

        foreach (var part in new[] { DataPart.Train, DataPart.Test })
        {
            var parts = Partitioner.Divide(labels, Spec(kind, clients, labels.Length), clients, seed, part);

            Assert.Equal(clients, parts.Length);
            Assert.All(parts, own => Assert.NotEmpty(own));
            Assert.All(parts, own => Assert.Equal(own.Order(), own));
            Assert.Equal(Enumerable.Range(0, labels.Length), parts.SelectMany(own => own).Order());
        }
    }

    [Theory]
    [MemberData(nameof(Divisions))]
    public void The_same_seed_divides_alike_and_another_differently(string kind, int clients, int seed)
    {
        var labels = Labels(1003, seed);
        var spec = Spec(kind, clients, labels.Length);

        var first = Partitioner.Divide(labels, spec, clients, seed, DataPart.Train);

        Assert.Equal(first, Partitioner.Divide(labels, spec, clients, seed, DataPart.Train));
        if (clients > 1)
        {
            Assert.NotEqual(first, Partitioner.Divide(labels, spec, clients, seed + 1, DataPart.Train));
        }
    }

    [Theory]
    [InlineData(100, 3)]
    [InlineData(7, 7)]
    [InlineData(60_000, 3)]
    [InlineData(10_000, 9)]
    public void Iid_parts_differ_by_at_most_one_example(int examples, int clients)
    {
        var sizes = Partitioner.Divide(Labels(examples, 1), Iid, clients, 1, DataPart.Train).Select(own => own.Length).ToList();

        Assert.InRange(sizes.Max() - sizes.Min(), 0, 1);
    }

    [Fact]
    public void Labels_differ_the_more_the_smaller_alpha_is()
    {
        var labels = Labels(20_000, 5);
        double[] alphas = [100, 10, 1, 0.1, 0.01];

        var skews = alphas.Select(alpha => Enumerable.Range(1, 10).Average(seed =>
            Skew(labels, Partitioner.Divide(labels, new() { Kind = PartitionKind.Dirichlet, Alpha = alpha }, 10, seed, DataPart.Train)))).ToList();

        Assert.Equal(skews.Order(), skews);
        Assert.True(skews[0] < 0.1, $"{skews[0]}");
        Assert.True(skews[^1] > 0.7, $"{skews[^1]}");
    }

    [Fact]
    public void Even_the_smallest_alpha_leaves_no_client_empty()
    {
        var parts = Partitioner.Divide(Labels(300, 1), new() { Kind = PartitionKind.Dirichlet, Alpha = 0.001 }, 200, 1, DataPart.Train);

        Assert.All(parts, own => Assert.NotEmpty(own));
    }

    [Theory]
    [InlineData("dirichlet 0.1")]
    [InlineData("shards 2")]
    public void A_clients_test_part_has_the_labels_of_its_training_part(string kind)
    {
        var (train, test) = (Balanced(20_000), Balanced(4_000));
        var spec = Spec(kind, 5, train.Length);

        var trainParts = Partitioner.Divide(train, spec, 5, 1, DataPart.Train);
        var testParts = Partitioner.Divide(test, spec, 5, 1, DataPart.Test);

        for (var client = 0; client < 5; client++)
        {
            var (a, b) = (Shares(train, trainParts[client]), Shares(test, testParts[client]));
            Assert.All(a.Zip(b), pair => Assert.InRange(pair.First - pair.Second, -0.03, 0.03));
        }
    }

    [Fact]
    public void Shards_give_a_client_few_labels()
    {
        var labels = Balanced(10_000);

        var parts = Partitioner.Divide(labels, Spec("shards 2", 10, labels.Length), 10, 1, DataPart.Train);

        Assert.All(parts, own => Assert.InRange(own.Select(index => labels[index]).Distinct().Count(), 1, 4));
    }

    [Fact]
    public void Counts_are_kept_exactly_and_the_test_set_is_divided_in_their_ratio()
    {
        PartitionSpec spec = new() { Kind = PartitionKind.Counts, Counts = [600, 300, 100] };

        var train = Partitioner.Divide(Labels(2000, 1), spec, 3, 1, DataPart.Train);
        var test = Partitioner.Divide(Labels(500, 2), spec, 3, 1, DataPart.Test);

        Assert.Equal([600, 300, 100], train.Select(own => own.Length));
        Assert.Equal([300, 150, 50], test.Select(own => own.Length));
    }

    [Theory]
    [InlineData("iid", 11)]
    [InlineData("dirichlet 1", 11)]
    [InlineData("shards 3", 4)]
    [InlineData("too many", 2)]
    public void More_than_there_is_cannot_be_divided(string kind, int clients)
    {
        var spec = kind == "too many" ? new() { Kind = PartitionKind.Counts, Counts = [10, 1] } : Spec(kind, clients, 10);

        var fault = Assert.Throws<FederationException>(() => Partitioner.Divide(Labels(10, 1), spec, clients, 1, DataPart.Train));

        Assert.Equal("FED1024", fault.Code);
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.7)]
    [InlineData(1)]
    [InlineData(4.5)]
    public void Gamma_numbers_have_the_mean_and_variance_of_their_shape(double alpha)
    {
        SeededRandom random = new(9);

        var draws = Enumerable.Range(0, 100_000).Select(_ => Math.Exp(Dirichlet.LogGamma(alpha, random))).ToList();

        var mean = draws.Average();
        Assert.InRange(mean / alpha, 0.95, 1.05);
        Assert.InRange(draws.Average(draw => (draw - mean) * (draw - mean)) / alpha, 0.85, 1.15);
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(1)]
    [InlineData(1_000_000)]
    public void Proportions_are_finite_and_sum_to_one(double alpha)
    {
        SeededRandom random = new(9);

        for (var i = 0; i < 100; i++)
        {
            var proportions = Dirichlet.Draw(alpha, 50, random);

            Assert.All(proportions, share => Assert.InRange(share, 0, 1));
            Assert.Equal(1, proportions.Sum(), 9);
        }
    }

    private static PartitionSpec Spec(string kind, int clients, int examples)
    {
        var words = kind.Split(' ');
        return words[0] switch
        {
            "dirichlet" => new() { Kind = PartitionKind.Dirichlet, Alpha = double.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture) },
            "shards" => new() { Kind = PartitionKind.Shards, ShardsPerClient = int.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture) },
            "counts" => new() { Kind = PartitionKind.Counts, Counts = [.. Enumerable.Repeat(examples / clients, clients - 1), examples - examples / clients * (clients - 1)] },
            _ => Iid,
        };
    }

    private static int[] Labels(int count, int seed)
    {
        SeededRandom random = new((ulong)seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextInt(10))];
    }

    private static int[] Balanced(int count) => [.. Enumerable.Range(0, count).Select(i => i % 10)];

    private static double[] Shares(int[] labels, int[] part) =>
        [.. Enumerable.Range(0, 10).Select(label => part.Count(index => labels[index] == label) / (double)part.Length)];

    // The mean distance (total variation) of a client's labels from the labels of all.
    private static double Skew(int[] labels, int[][] parts)
    {
        var all = Shares(labels, [.. Enumerable.Range(0, labels.Length)]);
        return parts.Average(own => Shares(labels, own).Zip(all, (a, b) => Math.Abs(a - b)).Sum() / 2);
    }
}
