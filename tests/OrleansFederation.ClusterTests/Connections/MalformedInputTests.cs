using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace OrleansFederation.Connections;

/// <summary>Ten thousand malformed inputs at every port, in plain text and over TLS.</summary>
[Collection(nameof(MemoryOfTheProcess))]
public sealed class MalformedInputTests(ITestOutputHelper output)
{
    private const int Inputs = 10_000;
    private const int Loris = 120;
    private const int Lanes = 64;
    private const int Seed = 20_260_301;

    // Far above the silos' own bound of half a second for those who do not go on: the machine may be busy.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private static readonly (string, string)[] Quick =
    [
        ("Limits:FrameTimeout", "00:00:00.500"), ("Limits:HttpHeadersTimeout", "00:00:01"), ("Tls:HandshakeTimeout", "00:00:01"),
        ("Limits:ConnectionsPerAddress", "2000"), ("Limits:HttpBytesPerSecond", "100000"),
    ];

    [Fact]
    public async Task Every_one_ends_in_a_refusal_with_memory_flat_and_the_cluster_answering()
    {
        using var authority = new Authority();
        var (mallory, rogue) = (authority.Client, authority.Site("south"));
        await using var open = await GuardedSilo.StartAsync(tls: null, settings: Quick);
        await using var closed = await GuardedSilo.StartAsync(authority.Coordinator, settings: Quick);
        using var client = await open.ConnectAsync(tls: null);
        using var certified = await closed.ConnectAsync(mallory);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var asking = new[] { AskAsync(client, stop.Token), AskAsync(certified, stop.Token) };

        await ThrowAsync(open, closed, mallory, rogue, 0, Inputs / 5);
        var before = Memory();
        await ThrowAsync(open, closed, mallory, rogue, Inputs / 5, Inputs * 3 / 5);
        var halfway = Memory();
        await ThrowAsync(open, closed, mallory, rogue, Inputs * 3 / 5, Inputs);
        var after = Memory();
        await stop.CancelAsync();
        var answers = await Task.WhenAll(asking);

        output.WriteLine($"managed memory {before >> 10} KB, {halfway >> 10} KB, {after >> 10} KB; {answers[0]} and {answers[1]} answers meanwhile");
        Assert.InRange(after - before, long.MinValue, 24L << 20);
        Assert.InRange(after - halfway, long.MinValue, 12L << 20);
        Assert.All(answers, count => Assert.True(count > 10));
    }

    [Fact]
    public async Task Who_goes_on_slower_than_the_bound_is_cut_off()
    {
        await using var silo = await GuardedSilo.StartAsync(tls: null, settings: Quick);
        var wire = new WireFormat(silo.Services);
        var client = WireFormat.ClientId("slow");
        byte[] begun = [.. wire.Preamble(client, null), .. WireFormat.Message(WireFormat.Header(client), [0x20, 0xE0])[..^1]];
        (int Port, byte[] Said)[] slow =
        [
            (silo.GatewayPort, []), (silo.GatewayPort, [7]), (silo.GatewayPort, begun), (silo.SiloPort, []), (silo.SiloPort, [7]), (silo.HttpPort, []), (silo.HttpPort, "GET / HTTP/1.1\r\nA"u8.ToArray()),
        ];

        await Parallel.ForEachAsync(Enumerable.Range(0, Loris), TestContext.Current.CancellationToken, async (i, _) =>
        {
            var (port, said) = slow[i % slow.Length];
            await using var caller = await RawCaller.ConnectAsync(port, tls: false);
            await caller!.TrySendAsync(said);

            // An HTTP connection that has asked for nothing may wait for a minute, as browsers' do: its bound is the number of connections.
            Assert.True(said.Length == 0 && port == silo.HttpPort || (await caller.ReadToEndAsync(Bound)).HungUp);
        });
    }

    [Fact]
    public async Task A_client_that_speaks_in_the_name_of_a_grain_is_cut_off()
    {
        await using var silo = await GuardedSilo.StartAsync(tls: null, settings: Quick);
        await using var caller = await RawCaller.ConnectAsync(silo.GatewayPort, tls: false);

        await caller!.TrySendAsync(new WireFormat(silo.Services).Preamble(WireFormat.ClientId("mallory"), null));
        await caller.TrySendAsync(WireFormat.Message(WireFormat.Header(GrainId.Create("of.federation", "x")), [0x20, 0xE0]));

        Assert.True((await caller.ReadToEndAsync(Bound)).HungUp);
        await silo.Log.WaitForAsync("a message in the name of somebody else");
    }

    [Fact]
    public async Task More_connections_of_one_address_than_are_allowed_are_refused()
    {
        await using var silo = await GuardedSilo.StartAsync(tls: null, settings: ("Limits:ConnectionsPerAddress", "3"));
        List<RawCaller> callers = [];
        for (var i = 0; i < 3; i++)
        {
            callers.Add((await RawCaller.ConnectAsync(silo.GatewayPort, tls: false))!);
        }

        await using var fourth = await RawCaller.ConnectAsync(silo.GatewayPort, tls: false);

        Assert.True((await fourth!.ReadToEndAsync(Bound)).HungUp);
        await silo.Log.WaitForAsync("3 connections of this address are open");
        foreach (var caller in callers)
        {
            await caller.DisposeAsync();
        }
    }

    private static async Task ThrowAsync(GuardedSilo open, GuardedSilo closed, IssuedFiles mallory, IssuedFiles rogue, int from, int to) =>
        await Parallel.ForEachAsync(Enumerable.Range(from, to - from), new ParallelOptions { MaxDegreeOfParallelism = Lanes, CancellationToken = TestContext.Current.CancellationToken }, async (i, _) =>
        {
            var random = new Random(Seed + i);
            var silo = i % 2 == 0 ? open : closed;
            var (port, certificate) = (i / 2 % 3) switch { 0 => (silo.GatewayPort, mallory), 1 => (silo.SiloPort, rogue), _ => (silo.HttpPort, mallory) };
            var making = new Malformed(random, new(silo.Services));
            var input = port == silo.HttpPort ? making.Request() : making.Frame(port == silo.GatewayPort);

            // Half of what comes to a port with TLS does not even shake hands.
            await using var caller = await RawCaller.ConnectAsync(port, tls: silo == closed && random.Next(2) == 0, certificate);
            if (caller is not null && await caller.TrySendAsync(input))
            {
                if (making.IsCut && random.Next(4) > 0)
                {
                    caller.EndSending();
                }

                Assert.True((await caller.ReadToEndAsync(Bound, answer => port == silo.HttpPort && answer.Span.StartsWith("HTTP/1.1 4"u8))).HungUp, $"input {i} is still connected");
            }
        });

    private static async Task<int> AskAsync(IHost client, CancellationToken stop)
    {
        var grain = client.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0);
        var answers = 0;
        using var turn = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!stop.IsCancellationRequested)
        {
            Assert.Single(await grain.GetHosts(onlyActive: true, CancellationToken.None));
            answers++;
            await turn.WaitForNextTickAsync(CancellationToken.None);
        }

        return answers;
    }

    private static long Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
