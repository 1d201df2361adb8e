using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace OrleansFederation.Rounds;

public sealed class MessageSizeTests : IDisposable
{
    private const int Megabyte = 1 << 20;

    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    [Fact]
    public void The_report_of_a_round_of_a_hundred_thousand_clients_fits_a_megabyte_and_says_how_many_there_were()
    {
        var report = RoundReports.ForMessage(new()
        {
            Selected = 100_000,
            Clients = [.. Enumerable.Range(0, 100_000).Select(i => new ClientReport { Client = $"a-federation-of-many.{i:00000}", Site = "a-hospital-in-the-north", Digest = new('d', 64), State = ParticipantState.Contributed })],
        });

        Assert.InRange(_services.GetRequiredService<Serializer>().SerializeToArray(report).Length, 1, Megabyte);
        Assert.Equal(100_000, report.Selected);
        Assert.Equal("a-federation-of-many.00000", report.Clients[0].Client);
    }

    public void Dispose() => _services.Dispose();
}
