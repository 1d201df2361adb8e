using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using OrleansFederation.Catalog;
using OrleansFederation.Errors;
using OrleansFederation.Federations;
using OrleansFederation.Fixtures;
using OrleansFederation.Grants;
using OrleansFederation.Naming;

namespace OrleansFederation.Identity;

/// <summary>What the gate lets through over TCP, and whose name it gives to grains.</summary>
public sealed class CallGateTests(GuardedSilo silo) : IClassFixture<GuardedSilo>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_operator_trains_over_TCP_with_a_token()
    {
        var client = await ClientAsync("ada", Roles.Operator);

        Assert.Equal(FederationEventKind.Finished, await TrainAsync(client, "gate-trains"));
        Assert.Equal("ada", (await client.GetFederationAsync("gate-trains", Cancel)).Owner);
    }

    [Fact]
    public async Task Without_a_grant_a_consumer_gets_no_answer_and_with_one_he_does()
    {
        var ada = await ClientAsync("ada", Roles.Operator);
        await TrainAsync(ada, "gate-grants");
        var bob = await ClientAsync("bob", Roles.Consumer);

        Assert.Equal("FED4001", await CodeAsync(() => bob.InferAsync("gate-grants", new(null, new float[784]), Cancel)));
        Assert.Equal("FED4001", await CodeAsync(() => bob.ResolveAsync("gate-grants", null, Cancel)));
        await ada.GiveGrantAsync("gate-grants", "bob", GrantScopes.Infer, null, Cancel);

        Assert.Equal(2, (await bob.InferAsync("gate-grants", new(null, new float[784]), Cancel)).Version);
    }

    [Fact]
    public async Task The_name_is_the_tokens_whatever_the_caller_calls_himself()
    {
        await TrainAsync(await ClientAsync("ada", Roles.Operator), "gate-names");
        var grain = (await silo.ConnectAsync()).GetGrain<IFederationGrain>(GrainKeys.Federation("gate-names"));

        GuardedSilo.Introduce(silo.Token("mallory", Roles.Operator), principal: "ada");
        Assert.Equal("FED4001", await CodeAsync(() => grain.StopAsync(Cancel)));
    }

    [Fact]
    public async Task A_stream_belongs_to_who_opened_it()
    {
        await TrainAsync(await ClientAsync("ada", Roles.Operator), "gate-streams");
        var grain = (await silo.ConnectAsync()).GetGrain<IFederationGrain>(GrainKeys.Federation("gate-streams"));
        var extension = grain.AsReference<IAsyncEnumerableGrainExtension>();
        var stream = Guid.NewGuid();
        var streams = silo.Application.Services.GetRequiredService<OpenStreams>();

        // One event at a time, so that the stream stays open.
        GuardedSilo.Introduce(silo.Token("ada", Roles.Operator));
        await extension.StartEnumeration(stream, (IAsyncEnumerableRequest<FederationEvent>)grain.WatchAsync(0, Cancel).WithBatchSize(1), Cancel);
        Assert.Equal(1, streams.Count);

        GuardedSilo.Introduce(silo.Token("mallory", Roles.Operator));
        Assert.Equal("FED4011", await CodeAsync(() => extension.MoveNext<FederationEvent>(stream, Cancel).AsTask()));
        Assert.Equal("FED4011", await CodeAsync(() => EndAsync(extension, stream)));
        GuardedSilo.Introduce(null);
        Assert.Equal("FED4005", await CodeAsync(() => extension.MoveNext<FederationEvent>(stream, Cancel).AsTask()));

        GuardedSilo.Introduce(silo.Token("ada", Roles.Operator));
        await EndAsync(extension, stream);
        Assert.Equal(0, streams.Count);
    }

    [Fact]
    public async Task A_stream_that_is_not_open_here_is_to_be_opened_again()
    {
        var extension = (await silo.ConnectAsync()).GetGrain<IFederationGrain>(GrainKeys.Federation("gate-nothing")).AsReference<IAsyncEnumerableGrainExtension>();
        GuardedSilo.Introduce(silo.Token("ada", Roles.Operator));

        await Assert.ThrowsAsync<EnumerationAbortedException>(() => extension.MoveNext<FederationEvent>(Guid.NewGuid(), Cancel).AsTask());
    }

    [Theory]
    [InlineData("the secret itself")]
    [InlineData("a proof for another cluster")]
    [InlineData("nothing")]
    [InlineData("a long text")]
    public async Task A_forged_proof_is_none(string kind)
    {
        var proof = kind switch
        {
            "the secret itself" => GuardedSilo.Secret,
            "a proof for another cluster" => Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(GuardedSilo.Secret), "of.silo/other"u8)),
            "nothing" => "",
            _ => new string('x', 10_000),
        };
        var catalog = (await silo.ConnectAsync()).GetGrain<ICatalogGrain>(GrainKeys.Catalog);

        GuardedSilo.Introduce(null, principal: "ada", proof);
        Assert.Equal("FED4005", await CodeAsync(() => catalog.ListFederationsAsync(Cancel)));
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_heard()
    {
        var catalog = (await silo.ConnectAsync()).GetGrain<ICatalogGrain>(GrainKeys.Catalog);
        using var giveUp = new CancellationTokenSource();
        GuardedSilo.Introduce(silo.Token("ada", Roles.Operator));

        var call = catalog.ListFederationsAsync(giveUp.Token);
        await giveUp.CancelAsync();
        await Task.WhenAny(call);

        Assert.DoesNotContain(await AuditedAsync(), entry => entry.What.Contains("Cancellation", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_proof_of_silos_never_reaches_a_client()
    {
        using var received = new ReceivedBytes();
        var client = new FederationClient(await silo.ConnectAsync(received), null, TimeProvider.System, silo.Token("ada", Roles.Operator));

        await TrainAsync(client, "gate-wire");

        var proof = silo.Application.Services.GetRequiredService<ClusterSecret>().Proof;
        Assert.True(received.Contains("gate-wire"));
        Assert.False(received.Contains(proof));
        Assert.False(received.Contains(GuardedSilo.Secret));
    }

    [Fact]
    public async Task Too_many_streams_are_refused()
    {
        await TrainAsync(await ClientAsync("ada", Roles.Operator), "gate-many");
        var grain = (await silo.ConnectAsync()).GetGrain<IFederationGrain>(GrainKeys.Federation("gate-many"));
        var extension = grain.AsReference<IAsyncEnumerableGrainExtension>();
        GuardedSilo.Introduce(silo.Token("watcher", Roles.Auditor));
        List<Guid> open = [];
        for (var i = 0; i < 3; i++)
        {
            open.Add(Guid.NewGuid());
            await extension.StartEnumeration(open[^1], (IAsyncEnumerableRequest<FederationEvent>)grain.WatchAsync(0, Cancel).WithBatchSize(1), Cancel);
        }

        Assert.Equal("FED4014", await CodeAsync(() => extension.StartEnumeration(
            Guid.NewGuid(), (IAsyncEnumerableRequest<FederationEvent>)grain.WatchAsync(0, Cancel), Cancel).AsTask()));
        await EndAsync(extension, open[0]);
        var again = Guid.NewGuid();
        await extension.StartEnumeration(again, (IAsyncEnumerableRequest<FederationEvent>)grain.WatchAsync(0, Cancel).WithBatchSize(1), Cancel);

        foreach (var stream in open.Skip(1).Append(again))
        {
            await EndAsync(extension, stream);
        }
    }

    [Fact]
    public async Task Refused_and_privileged_calls_are_recorded_with_who_what_where_and_outcome()
    {
        var ada = await ClientAsync("ada-records", Roles.Operator);
        await ada.InviteSiteAsync("recorded", TimeSpan.FromHours(1), Cancel);
        var eve = await ClientAsync("eve-records", Roles.Consumer);
        await CodeAsync(() => eve.InviteSiteAsync("recorded", TimeSpan.FromHours(1), Cancel));

        var entries = (await AuditedAsync()).Where(entry => entry.Who.EndsWith("-records", StringComparison.Ordinal)).OrderBy(entry => entry.Who).ToList();

        Assert.Equal([("ada-records", "of.site/invite", "site/recorded", "ok"), ("eve-records", "of.site/invite", "site/recorded", "FED4009")],
            entries.Select(entry => (entry.Who, entry.What, entry.Target, entry.Outcome)));
        Assert.All(entries, entry => Assert.StartsWith("client ", entry.From, StringComparison.Ordinal));
    }

    private async Task<IReadOnlyList<Auditing.AuditEntry>> AuditedAsync()
    {
        await silo.Application.Services.GetRequiredService<Auditing.AuditLog>().WriteAsync(Cancel);
        return await (await ClientAsync("auditor", Roles.Auditor)).ListAuditAsync(new(DateTimeOffset.UnixEpoch, null, null, 10_000), Cancel);
    }

    private async Task<FederationClient> ClientAsync(string name, Roles roles) =>
        new(await silo.ConnectAsync(), null, TimeProvider.System, silo.Token(name, roles));

    private static async Task<FederationEventKind> TrainAsync(FederationClient client, string name)
    {
        Assert.Empty((await client.StartAsync(TinySpecs.Digits(name), Cancel)).Problems);
        var last = FederationEventKind.Started;
        await foreach (var happened in client.WatchAsync(name, 0, Cancel))
        {
            last = happened.Kind;
        }

        return last;
    }

    private static async Task EndAsync(IAsyncEnumerableGrainExtension extension, Guid stream)
    {
#pragma warning disable xUnit1051 // The end of a stream takes no token: it must be heard whatever was cancelled.
        await extension.DisposeAsync(stream);
#pragma warning restore xUnit1051
    }

    private static async Task<string> CodeAsync(Func<Task> call) => (await Assert.ThrowsAsync<FederationException>(call)).Code;
}
