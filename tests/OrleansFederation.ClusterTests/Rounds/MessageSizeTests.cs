using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Registry;
using OrleansFederation.Training;

namespace OrleansFederation.Rounds;

/// <summary>No message between silos grows beyond 1 MB with the model or the cohort: one connection carries all of them, and membership's probes.</summary>
public sealed class MessageSizeTests
{
    private const int Largest = 1 << 20;
    private const int Cohort = 5_000;

    private static readonly string Digest = new('f', 64);

    [Fact]
    public async Task An_order_to_fold_as_many_updates_as_go_into_one_stays_below_1_MB_with_the_longest_names()
    {
        var order = new FoldOrder(Name(1), 1, SpecReader.Read(TinySpecs.Digits()).Document!, Name(2),
            [.. Enumerable.Range(0, RoundAggregation.ContributionsAtOnce).Select(i => new Contribution(Name(i), i, 1, new(Digest, 1L << 40), i, 1.0 / (i + 1)))])
        {
            Part = 1,
            IsLast = false,
            Onto = new(Digest, 1L << 40),
        };

        Assert.InRange(await LengthAsync(order), 100_000, Largest);
        Assert.InRange(await LengthAsync(new FoldResult(null, [.. order.Contributions.Select(one => one.Client)])), 100_000, Largest);
    }

    [Fact]
    public async Task A_piece_of_an_update_stays_below_1_MB() =>
        Assert.InRange(await LengthAsync(new UpdatePiece(new byte[UpdatePiece.LargestLength])), UpdatePiece.LargestLength, Largest);

    [Fact]
    public async Task What_tells_of_a_cohort_of_thousands_stays_below_1_MB()
    {
        string[] clients = [.. Enumerable.Range(0, Cohort).Select(i => $"federation.{i:00000}")];
        var opened = new FederationEvent { Kind = FederationEventKind.RoundOpened, Cohort = clients };
        var publication = new Publication(
            new()
            {
                Model = "federation",
                Parameters = new(Digest, 1L << 30),
                Onnx = new(Digest, 1L << 30),
                Parents = [1],
                BaseDigest = Digest,
                Federation = "federation",
                Round = 1,
                SpecDigest = Digest,
                Contributors = [.. clients.Select(client => new Contributor(client, "site", 600, Digest))],
                CreatedAt = DateTimeOffset.UnixEpoch,
                Input = [1, 28, 28],
                Output = [10],
            },
            "owner",
            null);

        Assert.InRange(await LengthAsync(opened), 1, Largest);
        Assert.InRange(await LengthAsync(publication), 1, Largest);
    }

    private static string Name(int i) => $"{i:0000}".PadRight(100, 'n');

    private static async Task<int> LengthAsync<T>(T message)
    {
        await using var services = new ServiceCollection().AddSerializer(serializer => serializer.AddAssembly(typeof(FoldOrder).Assembly)).BuildServiceProvider();
        return services.GetRequiredService<Serializer>().SerializeToArray(message).Length;
    }
}
